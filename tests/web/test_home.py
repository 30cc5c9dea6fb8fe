"""Home, categories, and what the labels mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.library import Standings
from app.model import Standing
from app.web.services import KEY, Services
from tests.support.sites import article
from tests.web.conftest import app_over, close

CATEGORIES = 7
ARTICLES = 29


@pytest.mark.parametrize(
    ("header", "path"), [("en-GB,en;q=0.8", "/en/"), ("de", "/fr/"), ("", "/fr/"), ("fr;q=0.1,en", "/en/")]
)
def test_the_front_page_leads_to_the_readers_locale(small: FlaskClient, header: str, path: str) -> None:
    response = small.get("/", headers={"Accept-Language": header})
    assert (response.status_code, response.headers["Location"]) == (302, path)
    assert response.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_home_lists_29_articles_over_7_categories(real: FlaskClient, locale: str) -> None:
    html = real.get(f"/{locale}/").text
    groups = html[html.index('class="groups"') : html.index('class="person"')]
    assert len(set(re.findall(rf'href="/{locale}/c/([a-z]+)"', groups))) == CATEGORIES
    assert len(set(re.findall(rf'href="/{locale}/articles/([a-z0-9-]+)"', groups))) == ARTICLES


@pytest.mark.parametrize(("number", "listed"), [(14, 14), (15, 12), (40, 12)])
def test_a_category_of_many_articles_leads_on_to_its_page(tmp_path: Path, number: int, listed: int) -> None:
    files: dict[str, str | bytes] = {f"fr/domains/a{n}.md": article(f"Article {n}", id=f"a{n}") for n in range(number)}
    app = app_over(tmp_path, files)
    html = app.test_client().get("/fr/").text
    close(app)
    groups = html[html.index('class="groups"') : html.index("</main>")]
    group = groups[: groups.index("</ul>")]
    assert len(re.findall(r'href="/fr/articles/', group)) == listed
    assert (f"Voir les {number} articles" in group) == (listed < number)


def test_home_begins_with_the_search_box(real: FlaskClient) -> None:
    html = real.get("/fr/").text
    assert html.index('role="search"') < html.index('class="popular"') < html.index('class="groups"')


def test_home_without_any_read_is_honest_about_its_choice(real: FlaskClient) -> None:
    html = real.get("/fr/").text
    assert "Pour commencer" in html
    assert "Les plus lus" not in html


def test_a_first_visitor_is_offered_what_editors_put_first_in_each_category(real: FlaskClient) -> None:
    html = real.get("/en/").text
    offered = html[html.index('class="popular"') : html.index('class="groups"')]
    first = ["sign-in-client-area", "renew-domain-name", "log-in-to-cpanel", "pay-an-invoice", "create-mailbox"]
    assert re.findall(r'href="/en/articles/([a-z0-9-]+)"', offered)[: len(first)] == first


def most_read(app: Flask, standings: dict[tuple[str, str], Standing], version: int) -> str:
    """The French home page's most read articles, where articles stand so; `version` tells kept pages apart."""
    parts: Services = app.extensions[KEY]
    before = parts.board.current
    parts.board._current = Standings(standings, {}, version)
    try:
        html = app.test_client().get("/fr/").text
    finally:
        parts.board._current = before
    return html[html.index('class="popular"') : html.index('class="groups"')]


def test_home_shows_the_most_read_first_once_there_are_readers(real_app: Flask) -> None:
    parts: Services = real_app.extensions[KEY]
    scores = {"invoice-pay": 30.0, "epp-code": 12.0, "ssl-setup": 4.0}
    popular = most_read(real_app, {("fr", name): Standing("popular", score) for name, score in scores.items()}, 99)
    assert "Les plus lus" in popular
    assert popular.count("Populaire") == 3
    slugs = re.findall(r'href="/fr/articles/([^"]+)"', popular)
    snapshot = parts.library.current
    assert snapshot
    expected = [snapshot.article(name, "fr") for name in scores]
    assert slugs == [article.slug for article in expected if article]


def test_the_most_read_are_never_said_to_have_few_readers(real_app: Flask) -> None:
    standings = {
        ("fr", "epp-code"): Standing("few", 1.5),
        ("fr", "ssl-setup"): Standing("few", 1.0),
        ("fr", "invoice-pay"): Standing("regular", 4.0),
    }
    popular = most_read(real_app, standings, 98)
    assert "Les plus lus" in popular
    assert "Lecture régulière" in popular
    assert "Peu de lectures" not in popular


def said_of(app: Flask, path: str, placed: Standings) -> bool:
    """Whether a page says « Peu de lectures » where articles stand so."""
    parts: Services = app.extensions[KEY]
    before = parts.board.current
    parts.board._current = placed
    try:
        return "Peu de lectures" in app.test_client().get(path).text
    finally:
        parts.board._current = before


@pytest.mark.parametrize("path", ["/fr/articles/recuperer-code-epp", "/fr/search?q=code+epp"])
def test_few_readers_is_said_beside_an_article_once_somebody_has_read_one(real_app: Flask, path: str) -> None:
    read = {("fr", "epp-code"): Standing("few"), ("fr", "invoice-pay"): Standing("few", 1.0)}
    assert said_of(real_app, path, Standings(read, {}, 96, frozenset({"fr"})))
    assert not said_of(real_app, path, Standings({}, {}, 97))
    assert not said_of(real_app, path, Standings({}, {}, 98, frozenset({"en"})))
    assert said_of(real_app, "/fr/c/domains", Standings({}, {}, 97))


def test_home_offers_the_ways_to_a_person(small: FlaskClient) -> None:
    html = small.get("/fr/").text
    assert 'href="mailto:aide@example.com"' in html
    assert 'href="tel:0102030405"' in html
    assert 'href="/go/support.open-ticket"' in html


def test_recent_changes_are_listed_where_dates_differ(small: FlaskClient) -> None:
    recent = re.findall(r'<time datetime="([^"]+)"', small.get("/fr/").text)
    assert recent == ["2026-05-05", "2026-03-03"]
    assert 'class="recent"' not in small.get("/en/").text  # one article, one date: no choice to show


def test_f14_a_brand_with_markup_is_text_everywhere(small: FlaskClient) -> None:
    for path in ("/fr/", "/fr/c/billing", "/fr/feed.atom", "/fr/search?q=x", "/fr/nope"):
        assert "<b>fils</b>" not in small.get(path).text


def test_a_category_shows_each_article_with_its_summary_and_label(small: FlaskClient) -> None:
    html = small.get("/fr/c/domains").text
    assert "Vos noms." in html
    assert "Le code est sur la fiche du domaine." in html
    assert "Peu de lectures" in html


def test_a_category_can_be_empty_in_one_locale(small: FlaskClient) -> None:
    response = small.get("/en/c/billing")
    assert response.status_code == 200
    assert "No article on this topic yet." in response.text


@pytest.mark.parametrize(
    "path", ["/fr/c/nope", "/xx/", "/FR/", "/fr/c/", "/fr_FR.UTF-8/", "/..%2fetc/", "/fr//c/domains"]
)
def test_q12_u7_an_unknown_locale_or_category_is_not_found(small: FlaskClient, path: str) -> None:
    assert small.get(path).status_code == 404


def test_the_locale_without_its_slash_leads_to_home(small: FlaskClient) -> None:
    response = small.get("/fr")
    assert (response.status_code, response.headers["Location"]) == (301, "/fr/")


def test_the_labels_are_explained_with_the_thresholds_in_force(real: FlaskClient) -> None:
    html = real.get("/fr/popularity").text
    snapshot_site = real.application.extensions[KEY].library.current.site
    assert f"{snapshot_site.thresholds.new_days} jours" in html
    for label in ("Populaire", "Lecture régulière", "Peu de lectures", "Nouveau"):
        assert label in html


def test_an_empty_help_centre_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = app_over(tmp_path_factory.mktemp("empty"), {"site.yaml": "brand: {name: Vide}\n"})
    response = app.test_client().get("/fr/")
    close(app)
    assert response.status_code == 200
    assert "Pas encore d’article" in response.text


def test_pages_differ_by_no_header_but_those_that_vary_names(small: FlaskClient) -> None:
    odd = {
        "X-Forwarded-Scheme": "x",
        "Accept": "*/*;q=0.1",
        "Accept-Language": "en",
        "X-Original-URL": "/en/",
        "Cookie": "a=b",
    }
    for path in ("/fr/", "/fr/articles/code-epp", "/fr/search?q=code"):
        plain, other = small.get(path), small.get(f"{path}{'&' if '?' in path else '?'}utm=<script>", headers=odd)
        assert plain.data == other.data
        assert plain.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in plain.headers
