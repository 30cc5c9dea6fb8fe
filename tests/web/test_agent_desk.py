"""The reply desk without its script: what the form answers, composes, keeps and refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import Scope
from app.model import MAX_TICKET_CHARACTERS
from app.ports import Store
from app.web.services import KEY
from tests.support.accounts import SAME, bearer, signed_in
from tests.support.sites import article
from tests.web.conftest import CANARY, READER, SITE, app_over, eventually, recording, small_files, today

TICKET = "Bonjour,\n\nOù se trouve le code EPP de mon domaine, pour le transférer ?\n\nMerci\nKarim Alaoui"
ENGLISH = "Hello, where do I get the EPP code of my domain, please?"
REPLIES = """
replies:
  greeting: {fr: "Cher {{ customer.name }},"}
  closing: {en: "{{ agent.name }}, {{ brand.name }}"}
"""


def files() -> dict[str, str | bytes]:
    """The small site, with replies of its own and an English article that has the French one's sections."""
    french = "C’est un mot de passe.\n\n## Les étapes {#steps}\n\nOuvrez la fiche du domaine : le code EPP y est."
    english = "It is a password.\n\n## The steps {#steps}\n\nOpen the page of the domain: the EPP code is there."
    common = {"id": "epp-code", "category": "domains", "workflows": ["domains.epp-code"]}
    return small_files() | {
        "site.yaml": SITE + REPLIES,
        "fr/epp.md": article(
            "Obtenir le code EPP", f"{french}\n\n## Et ensuite {{#next}}\n\nFin.", slug="code-epp", **common
        ),
        "en/epp.md": article("Get the EPP code", english, slug="get-code", **common),
    }


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from recording(app_over(tmp_path_factory.mktemp("desk"), files(), base_url=None))


@pytest.fixture
def agent(app: Flask) -> FlaskClient:
    return signed_in(app, "agent")


def store_of(app: Flask) -> Store:
    store: Store = app.extensions[KEY].store
    return store


def ask(agent: FlaskClient, text: str = TICKET, lang: str = "fr", **more: object) -> TestResponse:
    data = {"text": text, "do": "find", **more}
    return agent.post(f"/agent/?lang={lang}", data=data, headers=SAME, content_type="multipart/form-data")


def fields(page: str, form: str) -> list[str]:
    """What stands ready to be copied in a form, in order."""
    return [unescape(text) for text in re.findall(rf'data-form="{form}">\n(.*?)</textarea>', page, re.DOTALL)]


def reply_of(page: str) -> str:
    found = re.search(r'<textarea id="reply"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def test_a_ticket_is_answered_with_links_how_sure_and_why(agent: FlaskClient) -> None:
    page = ask(agent).text
    assert "Récupérer" not in page
    assert "Obtenir le code EPP" in page
    assert re.search(r'class="sure sure-(high|medium)">(Très probablement|Probablement) la réponse<', page)
    assert re.search(r"dans le titre <i>[^<]*EPP", page)
    url = "http://127.0.0.1:8000/a/epp-code?lang=fr&via=agent"
    assert f"[Obtenir le code EPP – Les étapes]({url}#h-steps)" in fields(page, "markdown")
    assert f"[Obtenir le code EPP]({url})" in fields(page, "markdown")
    assert url in fields(page, "url")
    assert f'<a href="{url.replace("&", "&amp;")}">Obtenir le code EPP</a>' in fields(page, "html")
    assert f"Obtenir le code EPP\n{url}" in fields(page, "text")


def test_the_language_of_the_reply_is_that_of_the_ticket_unless_another_is_chosen(agent: FlaskClient) -> None:
    assert "?lang=en&via=agent" in fields(ask(agent, ENGLISH).text, "url")[0]
    page = ask(agent, locale="en").text
    assert re.search(r"Liens en\s: English", page)
    section = "[Get the EPP code – The steps](http://127.0.0.1:8000/a/epp-code?lang=en&via=agent#h-steps)"
    assert section in fields(page, "markdown")


def test_each_question_of_a_ticket_stands_without_its_numbers_above_the_article_that_answers_it(
    agent: FlaskClient,
) -> None:
    page = ask(agent, "Où se trouve le code EPP de mon domaine ? Et où payer la facture impayée < 100 DH ?").text
    assert "2 questions dans ce message" in page
    asked = re.findall(r"Question (\d)\s: <q[^>]*>(.*?)</q>", page)
    assert asked == [
        ("1", "Où se trouve le code EPP de mon domaine ?"),
        ("2", "Et où payer la facture impayée &lt; DH ?"),
    ]
    headings = re.findall(r'<h(\d) class="(?:card-title|desk-question)" id="(?:found-)?([\w-]+)"', page)
    assert headings[:4] == [("3", "question-1"), ("4", "epp-code-title"), ("3", "question-2"), ("4", "facture-title")]
    assert "questions dans ce message" not in ask(agent).text


@pytest.mark.parametrize(("domain_id", "taken"), [("4711", True), ("x y", False), ("../1", False), ("", False)])
def test_the_customers_ids_go_into_the_action_where_it_takes_them(
    agent: FlaskClient, domain_id: str, taken: bool
) -> None:
    page = agent.get("/agent/", query_string={"lang": "fr", "text": TICKET, "domain_id": domain_id}).text
    action = next(url for url in fields(page, "action") if "domains.epp-code" in url)
    assert ("domain_id=4711" in action) is taken
    assert ("elle est laissée de côté" in page) is (bool(domain_id) and not taken)


def test_internal_articles_are_labelled_and_never_in_a_reply(agent: FlaskClient) -> None:
    page = ask(agent, f"Note {CANARY}, le mot {CANARY}").text
    assert "Réservé à l’équipe" in page
    assert "http://127.0.0.1:8000/agent/a/secret-note?lang=fr" in fields(page, "url")
    assert "pick:secret-note" not in page
    forced = ask(agent, do="pick:epp-code", pick="secret-note").text
    assert CANARY not in reply_of(forced)
    assert "epp-code" in reply_of(forced)


def test_several_articles_make_one_reply_in_the_words_of_the_site(agent: FlaskClient) -> None:
    page = ask(agent, do="pick:epp-code#h-steps", pick="facture", customer="Karim", form="markdown").text
    reply = reply_of(page)
    assert reply.startswith("Cher Karim,\n\nCes articles")
    assert reply.index("/a/facture") < reply.index("/a/epp-code?lang=fr&via=agent#h-steps")
    assert "\n  - [" in reply
    assert reply.endswith("L’équipe support de Exemple & <b>fils</b>")
    assert page.count('name="pick" value=') == 2
    dropped = ask(agent, do="drop:facture", pick=["facture", "epp-code#h-steps"]).text
    assert "/a/facture" not in reply_of(dropped)
    english = reply_of(ask(agent, ENGLISH, do="pick:epp-code", form="html").text)
    assert english.startswith("<p>Hello,</p>")
    assert re.search(r"agent-\w+, Exemple &amp; &lt;b&gt;fils", english)


def test_pinned_and_sent_articles_stay_at_hand_for_their_agent_alone(app: Flask, agent: FlaskClient) -> None:
    assert 'id="pinned-' not in agent.get("/agent/").text
    assert 'id="pinned-facture"' in ask(agent, "", do="pin:facture").text
    assert agent.post("/agent/sent", data={"article": "epp-code"}, headers=SAME).status_code == 204
    page = agent.get("/agent").text
    assert 'id="pinned-facture"' in page
    assert 'id="recent-epp-code"' in page
    assert 'id="pinned-' not in signed_in(app, "agent").get("/agent/").text
    assert 'id="pinned-' not in ask(agent, "", do="unpin:facture").text
    for do in ("pin:nothing", "pick:nothing", "pick:draft-note"):
        assert ask(agent, do=do).status_code == 404


def test_what_is_sent_is_counted_as_the_supports_and_nowhere_else(counting: Flask) -> None:
    agent, store = signed_in(counting, "agent"), store_of(counting)
    assert eventually(lambda: counting.extensions[KEY].writer.salt(today()) is not None)
    assert agent.post("/agent/sent", data={"article": "epp-code"}, headers=SAME).status_code == 204
    agent.get("/agent/articles/fr/code-epp", headers=READER)
    ask(agent)
    assert eventually(lambda: [(each.via, each.type, each.count) for each in store.staff(today(), today())] != [])
    assert [(each.via, each.type, each.count) for each in store.staff(today(), today())] == [("agent", "click", 1)]
    assert store.reads(today()) == []
    assert store.clicks(today(), today()) == []
    assert store.searches(today(), today()) == []


def test_what_no_article_answers_goes_to_the_editors_without_the_customer(app: Flask, agent: FlaskClient) -> None:
    text = "Bonjour, je m’appelle Karim Alaoui (karim@exemple.ma, 06 12 34 56 78) et je cherche une recette de couscous"
    draft = re.search(r'name="reported"[^>]*>\n(.*?)</textarea>', ask(agent, text).text, re.DOTALL)
    assert draft
    assert "couscous" in draft[1]
    page = ask(agent, text, do="report", reported=text, customer="Karim Alaoui", domain_id="4711")
    assert "Les rédacteurs l’ont reçu" in page.text
    (kept,) = (each for each in store_of(app).replies.missing() if "couscous" in each.text)
    assert (kept.locale, kept.handled) == ("fr", None)
    for gone in ("Karim", "Alaoui", "exemple.ma", "34", "4711", "agent"):
        assert gone not in kept.text
    assert ask(agent, text, do="report", reported=" 06 12 34 56 78 ").status_code in (200, 400)
    assert ask(agent, text, do="report", reported=" \n ").status_code == 400
    editor = signed_in(app, "editor")
    waiting = editor.get("/editor/missing?lang=fr")
    assert "couscous" in waiting.text
    assert "Signalés par le support <b>" in editor.get("/editor/gaps?lang=fr").text
    done = editor.post(f"/editor/missing/{kept.id}", data={"handled": "1"}, headers=SAME)
    assert done.status_code == 303
    assert "couscous" not in editor.get("/editor/missing").text
    assert "couscous" in editor.get("/editor/missing?state=handled").text
    assert agent.get("/editor/missing").status_code == 403


@pytest.mark.parametrize(
    "text", ["", " \n ", "\0\x01", "\u202e\ufffd", "<script>alert(1)</script>", "</textarea>", "a" * 30_000]
)
def test_any_text_is_answered_and_comes_back_as_text(agent: FlaskClient, text: str) -> None:
    page = ask(agent, text)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert page.text.count("<textarea") == page.text.count("</textarea>")
    assert page.text.count("a" * 100) <= 2 * MAX_TICKET_CHARACTERS // 100


def test_a_form_larger_than_any_ticket_is_refused_in_words(agent: FlaskClient) -> None:
    page = ask(agent, "a" * 70_000)
    assert page.status_code == 413
    assert "Ce texte est trop long" in page.text


def test_x1_the_desk_is_for_agents(app: Flask) -> None:
    for path in ("/agent/", "/agent/sent"):
        for method in ("GET", "POST") if path == "/agent/" else ("POST",):
            assert app.test_client().open(path, method=method, headers=SAME).status_code == 303
            refused = signed_in(app, "reader").open(path, method=method, headers=SAME, data={"text": TICKET})
            assert refused.status_code == 403
            assert "code EPP" not in refused.text


def test_p5_a_token_for_writing_is_told_of_no_internal_article(app: Flask) -> None:
    asked = {"text": "Procédure interne de transfert", "do": "find"}

    def answer(scopes: tuple[Scope, ...]) -> TestResponse:
        return app.test_client().post("/agent/", data=asked, headers=bearer(app, "agent", scopes))

    assert answer(("read", "write")).status_code == 200
    for scopes in (("write",), ("read",)):
        refused = answer(scopes)
        assert (refused.status_code, (refused.json or {}).get("code")) == (403, "insufficient_scope")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}], ids=str)
def test_s8_another_site_pins_reports_and_counts_nothing(
    app: Flask, agent: FlaskClient, headers: dict[str, str]
) -> None:
    before = store_of(app).replies.waiting()
    for data in ({"do": "pin:facture"}, {"do": "report", "reported": "recette"}):
        assert agent.post("/agent/", data=data, headers=headers).status_code == 403
    assert agent.post("/agent/sent", data={"article": "facture"}, headers=headers).status_code == 403
    assert store_of(app).replies.waiting() == before
    assert 'id="pinned-' not in agent.get("/agent/").text


def test_s8_an_address_pins_and_reports_nothing(app: Flask, agent: FlaskClient) -> None:
    before = store_of(app).replies.waiting()
    agent.get("/agent/", query_string={"text": TICKET, "do": "pin:facture"})
    agent.get("/agent/", query_string={"text": TICKET, "do": "report", "reported": "recette"})
    assert store_of(app).replies.waiting() == before
    assert 'id="pinned-' not in agent.get("/agent/").text


def test_s9_the_page_has_no_inline_script_and_the_bookmark_hands_the_text_over_behind_a_number_sign(
    agent: FlaskClient,
) -> None:
    page = ask(agent).text
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == []
    assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)", page) == []
    assert 'http://127.0.0.1:8000/agent/#text="+encodeURIComponent' in unescape(page)
    assert "?text=" not in unescape(page)


def test_a_program_uses_the_desk_without_articles_of_its_own(app: Flask) -> None:
    client, headers = app.test_client(), bearer(app, "agent")
    page = client.post("/agent/?lang=fr", data={"text": TICKET}, headers=headers)
    assert page.status_code == 200
    assert "data-pin" not in page.text
    assert client.post("/agent/", data={"do": "pin:facture"}, headers=headers).status_code == 200
    assert 'id="pinned-' not in client.get("/agent/", headers=headers).text


def test_a_ticket_about_something_else_is_not_answered_as_if_it_were_known(agent: FlaskClient) -> None:
    page = ask(agent, "Le train a du retard, ma voiture est en panne, le code de la route change et la mer monte.").text
    assert '<h2 id="found">Aucun article ne répond clairement à ce ticket</h2>' in page
    assert "parlent peut-être d’autre chose" in page
    assert 'data-said="Aucun article ne répond clairement à ce ticket. Le premier' in page
    assert "sure-low" in page
    assert '<h2 id="found">Rien ne s’en approche</h2>' in ask(agent, "Quel temps fait-il à Rabat ?").text


def test_a_ticket_that_an_article_answers_is_not_called_unclear(agent: FlaskClient) -> None:
    assert "clairement" not in ask(agent).text
