"""Internal articles, as the team reads, searches and links them, and as programs with a token do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import bearer, signed_in
from tests.support.canary import MARK, hidden_files, hidden_pictures, public_files, word
from tests.web.conftest import app_over, close

INTERNAL = f"{MARK}-internal"
SLUG, TITLE = word("internal", "fr", "slug"), word("internal", "fr", "title")
PAGES = (
    "/agent/", "/agent/articles/fr/", f"/agent/articles/fr/{SLUG}", f"/agent/a/{INTERNAL}", "/agent/search?q=code",
    f"/agent/media/{hidden_pictures()[0]}", f"/agent/suggest?locale=fr&q={MARK}",
)  # fmt: skip
LABEL = "Réservé à l’équipe"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = app_over(tmp_path_factory.mktemp("team"), public_files() | hidden_files())
    yield app
    close(app)


@pytest.fixture(scope="module")
def agent(team: Flask) -> FlaskClient:
    """A browser in which an agent has signed in."""
    return signed_in(team, "agent")


@pytest.fixture(scope="module")
def token(team: Flask) -> dict[str, str]:
    """The header of a program of the team."""
    return bearer(team, "agent")


@pytest.mark.parametrize("path", PAGES)
def test_x1_the_pages_take_the_role_agent(team: Flask, path: str) -> None:
    anonymous, reader = team.test_client().get(path), signed_in(team, "reader").get(path)
    assert anonymous.status_code == 303
    assert anonymous.headers["Location"].startswith("/login")
    assert reader.status_code == 403
    for response in (anonymous, reader):
        assert TITLE not in response.text
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ["agent", "editor", "admin"])
@pytest.mark.parametrize("path", PAGES)
def test_u9_an_agent_reads_and_no_cache_keeps_it(team: Flask, role: str, path: str) -> None:
    response = signed_in(team, role).get(path, headers={"If-None-Match": "*"})  # type: ignore[arg-type]
    assert response.status_code in (200, 302)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", ["/agent/articles/fr/", f"/agent/articles/fr/{SLUG}", "/agent/search?q=code&lang=fr"])
def test_every_page_of_the_team_leads_back_to_the_desk(agent: FlaskClient, path: str) -> None:
    assert '<a href="/agent/?lang=fr">Bureau des réponses</a>' in agent.get(path).text


def test_an_internal_article_says_that_it_is_one(agent: FlaskClient) -> None:
    page = agent.get(f"/agent/articles/fr/{SLUG}").text
    assert page.count('class="internal"') == 1
    assert f'data-copy="http://127.0.0.1:8000/agent/a/{INTERNAL}"' in page
    assert f'src="/agent/media/{hidden_pictures()[0]}"' in page
    assert 'href="/fr/articles/payer"' in page
    assert "data-read" not in page
    assert 'class="internal"' not in agent.get("/agent/articles/fr/code-epp").text


@pytest.mark.parametrize("path", ["/agent/", "/agent/articles/fr/", "/agent/search", "/agent/articles/fr/code-epp"])
def test_every_page_leads_to_ones_account_and_a_program_has_none(
    team: Flask, agent: FlaskClient, token: dict[str, str], path: str
) -> None:
    assert 'href="/account?lang=fr"' in agent.get(path, headers={"Accept-Language": "fr"}).text
    assert "/account" not in team.test_client().get(path, headers=token).text


@pytest.mark.parametrize(
    "name", [INTERNAL, f"{MARK}-former-internal-fr", word("internal", "fr", "alias"), word("internal", "en", "slug")]
)
def test_an_article_is_found_by_its_id_and_by_what_it_was_called(agent: FlaskClient, name: str) -> None:
    assert agent.get(f"/agent/articles/fr/{name}").headers["Location"] == f"/agent/articles/fr/{SLUG}"


def test_the_permanent_address_chooses_the_language(agent: FlaskClient) -> None:
    asked = agent.get(f"/agent/a/{INTERNAL}?lang=en").headers["Location"]
    assert asked == f"/agent/articles/en/{word('internal', 'en', 'slug')}"
    assert agent.get("/agent/a/epp-code?lang=fr").headers["Location"] == "/agent/articles/fr/code-epp"


@pytest.mark.parametrize("state", ["draft", "future", "expired", "nothing"])
def test_what_nobody_may_read_is_not_found_by_agents_either(agent: FlaskClient, state: str) -> None:
    for path in (f"/agent/a/{MARK}-{state}", f"/agent/articles/fr/{word(state, 'fr', 'slug')}", "/agent/articles/zz/x"):
        response = agent.get(path)
        assert response.status_code == 404
        assert MARK not in response.text
    assert (
        word(state, "fr", "title") not in agent.get(f"/agent/search?locale=fr&q={word(state, 'fr', 'body')[:-1]}").text
    )


@pytest.mark.parametrize(
    "path", [f"/fr/articles/{SLUG}", f"/a/{INTERNAL}", "/fr/search?q=zorbl", "/fr/", "/sitemap.xml"]
)
def test_u9_a_readers_page_is_the_same_for_a_signed_in_agent(team: Flask, agent: FlaskClient, path: str) -> None:
    anonymous = team.test_client().get(path)
    for headers in ({}, {"If-None-Match": anonymous.headers.get("ETag", "")}):
        mine = agent.get(path, headers=headers)
        theirs = team.test_client().get(path, headers=headers)
        assert (mine.status_code, list(mine.headers), mine.data) == (
            theirs.status_code,
            list(theirs.headers),
            theirs.data,
        )
        assert "Cookie" not in mine.headers.get("Vary", "")


def test_search_covers_everything_and_marks_what_is_internal(agent: FlaskClient) -> None:
    page = agent.get(f"/agent/search?locale=fr&q={TITLE}").text
    assert f'href="/agent/articles/fr/{SLUG}"' in page
    assert LABEL in page
    shared = agent.get("/agent/search?locale=fr&q=code+epp").text
    assert 'href="/agent/articles/fr/code-epp"' in shared
    assert SLUG in shared


def test_an_agent_who_refused_a_correction_can_return_to_it(agent: FlaskClient) -> None:
    html = agent.get("/agent/search?q=factrue&locale=fr&exact=1&explain=1").text
    way = '<a href="/agent/search?locale=fr&amp;q=factrue&amp;explain=1">Rechercher plutôt «\u00a0facture\u00a0»</a>'
    assert way in html


def test_an_exclusion_that_leaves_nothing_says_so_to_agents_too(agent: FlaskClient) -> None:
    html = agent.get("/agent/search?q=code+-code&locale=fr&explain=1").text
    assert "«\u00a0-code\u00a0» écarte tous les résultats" in html
    assert 'href="/agent/search?locale=fr&amp;q=code&amp;explain=1"' in html


def test_explain_shows_parts_that_add_up(agent: FlaskClient, team: Flask, token: dict[str, str]) -> None:
    page = agent.get("/agent/search?locale=fr&q=code+epp&explain=1").text
    assert "<code>code</code> dans le titre, tel que tapé</th>" in page
    assert "Part de la recherche que l’article contient" in page
    assert "as typed" in agent.get("/agent/search?locale=en&q=epp+code&explain=1").text
    assert "tel que tapé" not in agent.get("/agent/search?locale=fr&q=code+epp").text
    hit = team.test_client().get("/api/v1/search?q=code+epp&locale=fr&explain=1", headers=token).json["results"][0]  # type: ignore[index]
    assert sum(part["value"] for part in hit["explanation"]) == pytest.approx(hit["score"], abs=1e-3)


def test_explain_is_ignored_for_whoever_has_no_token(team: Flask) -> None:
    plain, asked = (team.test_client().get(f"/api/v1/search?q=code&locale=fr{end}") for end in ("", "&explain=1"))
    assert plain.json is not None
    assert asked.json is not None
    assert plain.json["results"] == asked.json["results"]


@pytest.mark.parametrize(
    "path",
    [
        f"search?q={TITLE}&locale=fr", f"suggest?q={TITLE[:-2]}&locale=fr", "articles?locale=fr",
        f"articles/{INTERNAL}", f"articles/{INTERNAL}/link", "workflows/domains.contacts/articles",
    ],
)  # fmt: skip
def test_p4_a_program_of_the_team_sees_internal_articles_and_shares_no_answer(
    team: Flask, token: dict[str, str], path: str
) -> None:
    client = team.test_client()
    response, anonymous = client.get(f"/api/v1/{path}", headers=token), client.get(f"/api/v1/{path}")
    assert '"agents"' in response.text
    assert "/agent/a" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers
    for each in (response, client.get("/api/v1/search?q=x")):
        assert "Authorization" in each.headers["Vary"]
    assert INTERNAL not in anonymous.text.replace(path, "")
    known = client.get(f"/api/v1/{path}", headers={"If-None-Match": response.headers.get("ETag", "*")})
    assert known.status_code == (304 if "ETag" not in response.headers else anonymous.status_code)


def test_a_ticket_is_answered_with_internal_articles_for_a_program_of_the_team(
    team: Flask, token: dict[str, str]
) -> None:
    body = {"text": f"{word('internal', 'fr', 'question')} {TITLE}", "locale": "fr"}
    mine, theirs = (team.test_client().post("/api/v1/deflect", json=body, headers=headers) for headers in (token, {}))
    assert [each["visibility"] for each in mine.json["results"]][:1] == ["agents"]  # type: ignore[index]
    assert MARK not in theirs.text
    assert mine.headers["Cache-Control"] == "no-store"


def test_a_reader_s_token_opens_nothing_internal(team: Flask) -> None:
    client, header = team.test_client(), bearer(team, "reader")
    assert client.get(f"/api/v1/articles/{INTERNAL}", headers=header).status_code == 404
    assert client.get(f"/agent/articles/fr/{SLUG}", headers=header).status_code == 403


def test_the_teams_box_suggests_what_agents_see_on_their_own_pages_and_says_what_is_internal(
    agent: FlaskClient,
) -> None:
    response = agent.get("/agent/suggest", query_string={"locale": "fr", "q": TITLE, "limit": 5})
    found = {each["id"]: each for each in response.get_json()["results"]}
    assert found[INTERNAL]["visibility"] == "agents"
    assert all("/agent/articles/" in each["url"] for each in found.values())
    assert agent.get(found[INTERNAL]["url"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("query", "code"),
    [("locale=xx", "unknown_locale"), ("limit=0", "invalid_parameter"), ("q=" + "a" * 201, "query_too_long")],
)
def test_the_teams_box_is_refused_as_the_api_refuses(agent: FlaskClient, query: str, code: str) -> None:
    response = agent.get(f"/agent/suggest?{query}")
    assert (response.status_code, response.get_json()["code"]) == (400, code)
    assert response.headers["Cache-Control"] == "no-store"


def test_readers_pages_never_say_what_internal_articles_are_called(agent: FlaskClient) -> None:
    assert LABEL not in agent.get("/fr/").text
    assert LABEL in agent.get("/agent/").text


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/agent/search?locale=fr&", "/agent/search?locale=fr&amp;q=code+epp"),
        ("/fr/search?", "/fr/search?q=code+epp"),
    ],
)
def test_a_search_that_nothing_answers_offers_what_of_it_is_answered(agent: FlaskClient, path: str, other: str) -> None:
    page = agent.get(f"{path}q=code+epp+netflix").text
    assert re.search(rf'Essayez aussi\s:\s*<a href="{re.escape(other)}">code epp</a>', page)
