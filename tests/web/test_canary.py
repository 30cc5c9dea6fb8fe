"""S2: an internal, draft, future or expired article does not exist for the public, on any surface.

Every answer is compared, byte for byte, with that of the same help centre without the hidden articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.compiler.cards import card_name
from app.model import Article, RenderedArticle, Site
from app.web.services import KEY, Services
from tests.support.canary import ALONE, LOCALES, MARK, STATES, hidden_files, hidden_pictures, public_files, word
from tests.web.conftest import app_over, close

HIDDEN = [f"{MARK}-{state}" for state in STATES]
FORMER = [f"{MARK}-former-{state}-{code}" for state in STATES for code in LOCALES]
NAMES = [*HIDDEN, *FORMER]
SLUGS = [word(state, code, place) for state in STATES for code in LOCALES for place in ("slug", "alias")]
TITLES = [word(state, code, "title") for state in STATES for code in LOCALES]
TYPED = [
    *TITLES,
    *(
        word("internal", "fr", place)
        for place in ("body", "heading", "question", "keyword", "summary", "table", "slug", "called")
    ),
    *(MARK, "zorblintern", "zorblinernalfrtitle", "zrobldraftentitle", "zorbl internal", "code zorblinternalfrtitl"),
    *('"zorblinternalfrbody"', "facture -zorblfacture", "epp", "code epp", "stray", "zorblsynonyme", "zorblfacture"),
]
"""Whole words, beginnings, misspelt ones, phrases, what synonyms lead to, and words that hidden articles share."""
QUERIES = [f"q={quote(text)}&locale={code}" for text in TYPED for code in LOCALES]
EXACT, ENDS, LANG = ("", "&exact=1"), ("", ".md", "/"), ("", "?lang=en")
AREAS = ("agent.", "editor.", "accounts.")
"""What takes a sign-in, and the way to it."""

# By endpoint, addresses that name what is hidden wherever an address can name anything.
SURFACES: Mapping[str, Sequence[str]] = {
    "browse.front": ["/"],
    "browse.home": ["/fr/", "/en/"],
    "browse.category": ["/fr/c/domains", "/en/c/billing", "/fr/c/stray", "/fr/c/other"],
    "browse.popularity": ["/fr/popularity"],
    "article.article": [
        *("/fr/articles/code-epp", "/en/articles/code-epp", "/fr/articles/code-epp.md", "/en/articles/payer"),
        *(f"/{code}/articles/{slug}{end}" for slug in SLUGS for code in LOCALES for end in ENDS),
    ],
    "article.permalink": ["/a/epp-code", "/a/facture?lang=en", *(f"/a/{name}{end}" for name in NAMES for end in LANG)],
    "search.search": ["/fr/search", *(f"/{query[-2:]}/search?{query}{end}" for query in QUERIES for end in EXACT)],
    "portal.go": [*(f"/go/domains.epp-code?from={name}" for name in NAMES), f"/go/{ALONE}"],
    "portal.not_linked": [f"/fr/portal?workflow={ALONE}&from={name}" for name in HIDDEN],
    "feedback.feedback": [f"/fr/feedback/{name}{end}" for name in NAMES for end in ("", "?answer=no")],
    "feeds.feed": ["/fr/feed.atom", "/en/feed.atom"],
    "feeds.category_feed": [f"/{code}/c/{name}/feed.atom" for code in LOCALES for name in ("domains", "stray")],
    "feeds.opensearch": ["/opensearch-fr.xml", "/opensearch-en.xml"],
    "feeds.security": ["/.well-known/security.txt"],
    "feeds.sitemap": ["/sitemap.xml"],
    "feeds.robots": ["/robots.txt"],
    "files.media": [f"/media/{name}" for name in hidden_pictures()],
    "files.static": [f"/static/{MARK}.css"],
    "files.favicon": ["/favicon.ico"],
    "llms.llms": ["/llms.txt"],
    "llms.llms_full": ["/llms-full.txt"],
    "oembed.oembed": [f"/oembed?url=http://127.0.0.1:8000/a/{name}" for name in [*HIDDEN, "facture"]],
    "privacy.privacy": ["/fr/privacy"],
    "privacy.accessibility": ["/fr/accessibility"],
    "ops.healthz": ["/healthz"],
    "ops.readyz": ["/readyz"],
    "ops.metrics": ["/metrics"],
    "widget.script": ["/widget.js"],
    "widget.versioned": [f"/widget.{MARK}.js"],
    "widget.version": ["/widget/version.json"],
    "widget.config": ["/widget/config.json"],
    "widget_pages.contextual": [f"/widget/{ALONE}?locale=fr", "/widget/domains.epp-code?locale=en"],
    "widget_pages.article": [f"/widget/fr/articles/{slug}" for slug in (*SLUGS, "code-epp")],
    "api.search": [f"/api/v1/search?{query}{end}" for query in QUERIES for end in ("&explain=1", "&category=other")],
    "api.suggest": [f"/api/v1/suggest?{query}" for query in QUERIES],
    "api.articles": ["/api/v1/articles?limit=1000", "/api/v1/articles?locale=en", "/api/v1/articles?category=other"],
    "api.article": [f"/api/v1/articles/{name}" for name in (*HIDDEN, *FORMER, "epp-code", "facture?locale=en")],
    "api.link": [f"/api/v1/articles/{name}/link" for name in NAMES],
    "api.workflows": ["/api/v1/workflows"],
    "api.workflow_articles": [f"/api/v1/workflows/{name}/articles" for name in (ALONE, "domains.epp-code")],
    "api.description": ["/api/v1/openapi.json"],
    "api.documentation": ["/api/v1/docs"],
}  # fmt: skip
ELSEWHERE = [*(f"/{MARK}/{state}/{code}" for state in STATES for code in LOCALES), "/nope", "/fr/nope"]
"""Former whole paths of hidden articles, and error pages."""
TEXT = f"Bonjour, {' '.join(TITLES)} {word('internal', 'fr', 'body')} : où est mon code ?"
SENT: Mapping[str, Sequence[tuple[str, dict[str, Any]]]] = {
    "api.deflect": [("/api/v1/deflect", {"json": {"text": TEXT, "locale": code, "limit": 10}}) for code in LOCALES],
    "api.events": [("/api/v1/events", {"json": {"type": "view", "locale": "fr", "article": name}}) for name in NAMES],
    "api.feedback": [
        (f"/api/v1/articles/{name}/feedback", {"json": {"locale": "fr", "helpful": True}}) for name in NAMES
    ],
    "feedback.give": [(f"/fr/feedback/{name}", {"data": {"answer": "yes"}}) for name in NAMES],
    "hooks.git": [("/hooks/git", {"json": {}})],
    "ops.csp_report": [("/csp-report", {"json": {"csp-report": {}}, "content_type": "application/csp-report"})],
}
LANGUAGES = ("fr", "en-GB,en;q=0.9", "de", "ar", "*;q=0.1")
_PASSING = re.compile(rb'"took_ms":[0-9.]+|gen-[0-9a-f]{16}|name="token" value="[^"]*"|_seconds [0-9.e+-]+')
"""What differs from one moment or generation to the next."""
Found = tuple[int, list[tuple[str, str]], bytes]


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """The help centre with its hidden articles, and without them."""
    folder = tmp_path_factory.mktemp("canary")
    made = app_over(folder / "with", public_files() | hidden_files()), app_over(folder / "without", public_files())
    yield made
    for app in made:
        close(app)


@pytest.fixture
def both(apps: tuple[Flask, Flask]) -> tuple[FlaskClient, FlaskClient]:
    return apps[0].test_client(), apps[1].test_client()


def told(response: TestResponse) -> Found:
    """Everything that a response says, without what differs at each moment."""
    names = ("ETag", "Content-Length", "X-Guichet-Generation", "Date")
    headers = [
        (name, value) for name, value in response.headers if name not in names or not _PASSING.search(response.data)
    ]
    return (
        response.status_code,
        [each for each in headers if each[0] not in names[2:]],
        _PASSING.sub(b"", response.data),
    )


def assert_silent(response: TestResponse) -> None:
    """Nothing of a hidden article in a response but what the request itself said."""
    asked = unquote_plus(response.request.path + "?" + response.request.query_string.decode())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers)
    found = set(re.findall(rf"{MARK}\w*", unquote_plus(headers) + response.get_data().decode(errors="replace")))
    assert {each for each in found if each not in asked} == set(), asked
    assert not any(
        name in headers + response.get_data().decode(errors="replace")
        for name in hidden_pictures()
        if name not in asked
    )


@pytest.mark.parametrize("code", LOCALES)
def test_s2_no_card_of_a_link_shows_a_hidden_title(both: tuple[FlaskClient, FlaskClient], code: str) -> None:
    def card(title: str, locale: str) -> str:
        shown = Article("x", locale, title, "x", "", "domains", "x.md", f"{locale}/x.md", "")
        return f"/media/{card_name(shown, Site(brand_name='Exemple'))}"

    assert both[0].get(card("Payer une facture", "fr")).status_code == 200
    for state in STATES:
        shown, unknown = (both[0].get(card(title, code)) for title in (f"Code {word(state, code, 'title')}", "Nothing"))
        assert told(shown) == told(unknown)
        assert shown.status_code == 404


def test_s2_a_hidden_id_is_answered_as_an_unknown_one(both: tuple[FlaskClient, FlaskClient]) -> None:
    unknown = both[0].get("/a/never-existed")
    for name in (*HIDDEN, *FORMER):
        shown = both[0].get(f"/a/{name}")
        assert (shown.status_code, list(shown.headers), shown.data) == (404, list(unknown.headers), unknown.data)


def test_the_help_centre_has_hidden_articles_of_every_kind(apps: tuple[Flask, Flask]) -> None:
    parts: Services = apps[0].extensions[KEY]
    views = parts.library.views
    assert views
    seen: set[RenderedArticle] = {article for code in LOCALES for article in views.agents.articles(code)}
    assert sorted({article.id for article in seen if article.visibility == "agents"}) == ["facture", f"{MARK}-internal"]
    assert [article.id for article in views.public.articles("fr")] == ["epp-code", "facture"]


def test_every_route_of_the_public_is_crawled(apps: tuple[Flask, Flask]) -> None:
    rules = [rule for rule in apps[0].url_map.iter_rules() if not rule.endpoint.startswith(AREAS)]
    read = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    sent = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    assert read == SURFACES.keys()
    assert sent <= SENT.keys()
    assert len(SURFACES) >= 20


@pytest.mark.parametrize("endpoint", SURFACES)
def test_s2_a_page_is_as_if_nothing_were_hidden(both: tuple[FlaskClient, FlaskClient], endpoint: str) -> None:
    for path in SURFACES[endpoint]:
        shown, plain = (client.get(path) for client in both)
        assert told(shown) == told(plain), path
        assert_silent(shown)


@pytest.mark.parametrize("endpoint", SURFACES)
def test_s2_no_variant_of_a_request_tells_more(both: tuple[FlaskClient, FlaskClient], endpoint: str) -> None:
    client = both[0]
    for path in SURFACES[endpoint][:12]:
        for language in LANGUAGES:
            assert_silent(client.get(path, headers={"Accept-Language": language}))
        whole = client.get(path)
        for headers in (
            {"Range": "bytes=0-99"},
            {"If-None-Match": whole.headers.get("ETag", "*")},
            {"If-None-Match": "*"},
        ):
            shown, plain = (each.get(path, headers=headers) for each in both)
            assert told(shown) == told(plain), path
            assert_silent(shown)
        head = client.head(path)
        assert (head.status_code, head.data) == (whole.status_code, b"")
        assert_silent(head)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_s2_former_addresses_and_error_pages_tell_nothing(both: tuple[FlaskClient, FlaskClient], path: str) -> None:
    for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
        shown, plain = (client.open(path, method=method) for client in both)
        assert told(shown) == told(plain)
        assert_silent(shown)


@pytest.mark.parametrize("endpoint", SENT)
def test_s2_b8_what_is_sent_about_a_hidden_article_is_answered_as_about_none(
    both: tuple[FlaskClient, FlaskClient], endpoint: str
) -> None:
    for path, body in SENT[endpoint]:
        shown, plain = (client.post(path, **body) for client in both)
        assert told(shown) == told(plain), path
        assert_silent(shown)
