"""What editors see: figures that agree with the record, hostile texts as text, every page in both languages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import new_secret, new_token
from app.model import Event, Vote
from app.web.services import KEY, Services
from tests.support.accounts import SAME, signed_in

PAGES = (
    "/editor/",
    "/editor/gaps",
    "/editor/gaps?kind=unopened",
    "/editor/articles",
    "/editor/articles?show=failing",
    "/editor/articles?show=unread&order=tickets",
    "/editor/articles/fr/epp-code",
    "/editor/comments",
    "/editor/comments?state=all",
)
HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> {{ 7*7 }}"


class Tags(HTMLParser):
    """The tags of a page, and attributes that the policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.refused: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.refused += [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag == "script" and not dict(attrs).get("src"):
            self.refused.append(tag)


def store_of(app: Flask) -> Services:
    parts: Services = app.extensions[KEY]
    return parts


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_complete_in_both_languages_and_has_nothing_inline(editor: FlaskClient, path: str) -> None:
    for language, word in (("fr", "Rédaction"), ("en", "Editors")):
        response = editor.get(path, headers={"Accept-Language": language})
        tags = Tags(response.text)
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.text
        assert word in response.text
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.text
        assert "style" not in tags.names
        assert tags.refused == []
        assert not re.search(r">\s*editor\.[a-z_.]+", response.text)


@pytest.mark.parametrize("days", ["7", "30", "90", "365"])
def test_every_range_is_answered_with_a_chart_and_its_table(editor: FlaskClient, days: str) -> None:
    text = editor.get(f"/editor/?days={days}").text
    bars = len(re.findall(r'<rect class="whole"', text))
    rows = len(re.findall(r'<tr><th scope="row">', text))
    assert bars == rows == 2 * (53 if days == "365" else int(days))


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "from=2026-13-01&to=2026-01-01",
        "from=2026-02-02&to=2026-02-01",
        "from=9999-01-01",
        "to=x&from=2026-01-01",
    ],
)
def test_dates_that_make_no_period_are_said_and_the_last_month_is_shown(editor: FlaskClient, query: str) -> None:
    text = editor.get(f"/editor/?{query}").text
    assert 'role="alert"' in text
    assert editor.get(f"/editor/gaps.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["days=8", "days=x", "locale=xx", "lang=xx", "page=0", "page=-1", "page=99999", "kind=x"]
)
def test_a_parameter_that_is_not_acceptable_counts_as_not_given(editor: FlaskClient, query: str) -> None:
    assert editor.get(f"/editor/gaps?{query}").status_code == 200
    assert editor.get(f"/editor/articles?{query}&order=x&show=x").status_code == 200


def test_links_keep_what_was_chosen(editor: FlaskClient) -> None:
    text = editor.get("/editor/gaps?kind=unopened&days=90&locale=fr&lang=en").text
    assert 'href="/editor/gaps?locale=fr&amp;lang=en&amp;kind=unopened&amp;days=7"' in text
    assert 'href="/editor/articles?days=90&amp;locale=fr&amp;lang=en"' in text
    assert 'href="/editor/gaps?days=90&amp;lang=en&amp;kind=unopened"' in text


def test_what_the_support_reported_stands_among_what_readers_did_not_find(editor: FlaskClient) -> None:
    page = editor.get("/editor/missing?state=handled&lang=fr&days=90").text
    current = re.findall(r'href="(/editor/[a-z]+)[^"]*" aria-current="(page|true)"', page)
    assert current == [("/editor/gaps", "true"), ("/editor/missing", "page"), ("/editor/missing", "true")]
    assert re.search(r'href="/editor/gaps\?[^"]*kind=unopened', page)


def test_the_signs_of_the_two_months_are_seen(editor: FlaskClient) -> None:
    text = editor.get("/editor/?lang=fr").text
    found = re.findall(r'class="signal signal-(\w+)"', text)
    assert sorted(found) == ["gap_rose", "helpfulness_fell", "reads_collapsed", "tickets"]
    assert "sauvegarde automatique" in text


def test_the_first_page_agrees_with_the_record(editor: FlaskClient, editor_app: Flask) -> None:
    today = datetime.now(UTC).date()
    days = store_of(editor_app).store.days(today - timedelta(days=29), today)
    text = editor.get("/editor/?lang=en").text
    assert f"<b>{sum(day.reads for day in days):,}</b>" in text
    assert f"<b>{sum(day.searches for day in days):,}</b>" in text


def test_a_locale_shows_its_readers_only(editor: FlaskClient) -> None:
    text = editor.get("/editor/articles?locale=en").text
    assert "How do I reset my client area password?" in text
    assert "/editor/articles/fr/" not in text


def test_an_article_that_never_was_is_not_found(editor: FlaskClient) -> None:
    for path in ("/editor/articles/fr/nothing", "/editor/articles/xx/epp-code", "/editor/articles/fr/%00"):
        assert editor.get(path).status_code == 404


def test_x11_stored_texts_are_shown_as_text_everywhere(make_editor: Callable[..., Flask], tmp_path: object) -> None:
    app = make_editor(store=f"sqlite:///{tmp_path}/hostile.db")
    from app.store import upgrade

    parts = store_of(app)
    upgrade(parts.settings.store)
    now = datetime.now(UTC)
    parts.store.salt(now.date())
    parts.store.record(
        [
            *(Event(uuid4(), "search", now, "fr", query=HOSTILE, results=0, answered=n < 3) for n in range(9)),
            Event(uuid4(), "click", now, "fr", query=HOSTILE, article=HOSTILE, position=1),
            Event(uuid4(), "action", now, "fr", article=HOSTILE, workflow=HOSTILE),
            Event(uuid4(), "ticket", now, "fr", article=HOSTILE),
            Vote(b"x" * 16, now.date(), now, HOSTILE, "fr", False, "other", HOSTILE + "\n\u202e=HYPERLINK(1)"),
        ]
    )
    client = signed_in(app, "editor")
    for path in (*PAGES, "/editor/articles?order=tickets"):
        text = client.get(path).text
        assert "<script>alert" not in text, path
        assert "<img" not in text, path
        assert "49 " not in text
    page = client.get("/editor/articles?order=tickets").text
    link = re.search(r'href="(/editor/articles/fr/[^"?]+)"', page)
    assert link
    assert client.get(link[1]).status_code in (200, 404)  # its id holds slashes: no address of ours


def test_d5_texts_are_parameters_of_the_database(make_editor: Callable[..., Flask], editor: FlaskClient) -> None:
    for name in ("'; DROP TABLE comment; --", "%25", "_", "%5C", "100%25_'"):
        assert editor.get(f"/editor/articles/fr/{name}").status_code == 404
    assert editor.get("/editor/comments?state=all").text.count('class="comment') >= 5


def test_a_comment_is_marked_and_opened_again_by_a_form(editor: FlaskClient) -> None:
    text = editor.get("/editor/comments?lang=en").text
    action = re.search(r'<form action="(/editor/comments/[^"]+)"', text)
    assert action
    address = action[1].replace("&amp;", "&")
    done = editor.post(address, data={"handled": "1"}, headers=SAME)
    assert (done.status_code, done.headers["Location"]) == (303, "/editor/comments?lang=en")
    assert address.split("?")[0] not in editor.get("/editor/comments").text
    assert address.split("?")[0] in editor.get("/editor/comments?state=handled").text
    again = editor.post(address + "&code=fr&article=epp-code", data={"handled": "0"}, headers=SAME)
    assert again.headers["Location"] == "/editor/articles/fr/epp-code?lang=en"
    assert address.split("?")[0] in editor.get("/editor/comments").text


@pytest.mark.parametrize(("data", "status"), [({"handled": "1"}, 404), ({"handled": "2"}, 400), ({}, 400)])
def test_a_form_that_means_nothing_changes_nothing(editor: FlaskClient, data: dict[str, str], status: int) -> None:
    assert editor.post(f"/editor/comments/{UUID(int=9)}", data=data, headers=SAME).status_code == status


def test_a_get_changes_nothing(editor: FlaskClient, editor_app: Flask) -> None:
    today = datetime.now(UTC).date()

    def seen() -> object:
        store = store_of(editor_app).store
        return store.comments(today, today), store.days(today, today)

    before = seen()
    for path in PAGES:
        editor.get(path)
        editor.head(path)
    assert seen() == before


@pytest.mark.parametrize("table", ["gaps", "articles", "actions", "comments"])
def test_every_table_is_a_file_for_spreadsheets_and_a_document_for_programs(editor: FlaskClient, table: str) -> None:
    answer = editor.get(f"/editor/{table}.csv?days=90")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert re.fullmatch(
        rf'attachment; filename="guichet-{table}-\d{{4}}-\d\d-\d\d-\d{{4}}-\d\d-\d\d.csv"',
        answer.headers["Content-Disposition"],
    )
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    document = editor.get(f"/editor/{table}.json?days=90").json
    assert document is not None
    assert len(document[table]) == len(rows) - 1 > 0
    assert list(document[table][0]) == rows[0]


def test_b4_b11_comments_leave_masked_and_no_spreadsheet_runs_them(editor: FlaskClient) -> None:
    text = editor.get("/editor/comments.csv").text
    assert "amina@example.com" not in text
    assert "[email]" in text
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
        assert all(cell[:1] not in tuple("=+-@\t\r") for cell in row)
    assert "amina@example.com" in editor.get("/editor/comments").text


def test_a_store_that_is_away_is_said_and_nothing_of_it_told(
    make_editor: Callable[..., Flask], tmp_path: object
) -> None:
    client = make_editor(store=f"sqlite:///{tmp_path}/none/missing.db").test_client()
    client.set_cookie("guichet", new_secret())
    response = client.get("/editor/", headers={"Accept-Language": "fr"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "missing.db" not in response.text
    assert "La base de données ne répond pas" in response.text
    answer = client.get("/editor/articles.json", headers={"Authorization": f"Bearer {new_token()}"})
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"


def test_before_anything_is_published_the_pages_answer(
    make_editor: Callable[..., Flask], tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = signed_in(make_editor(index=tmp_path_factory.mktemp("empty")), "editor")
    for path in ("/editor/", "/editor/gaps", "/editor/articles", "/editor/comments"):
        assert client.get(path).status_code == 200, path


def test_a_share_of_votes_is_shown_from_five_votes_on_and_the_votes_themselves_always(editor: FlaskClient) -> None:
    rows = editor.get("/editor/articles?lang=fr").text.split("<tr>")
    few = next(row for row in rows if "/fr/ssl-setup" in row)
    many = next(row for row in rows if "/fr/payment-failed" in row)
    assert "0 oui, 1 non" in few
    assert 'class="share' not in few
    assert re.search(r'class="share share-bad".*\s*<small>\d+ oui, \d+ non', many)
    page = editor.get("/editor/articles/fr/ssl-setup?lang=fr").text
    assert "<b>–</b> <small>0 oui, 1 non</small>" in page
