"""An article's page, its Markdown, its permanent address."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import CANARY


def test_an_article_shows_its_parts_in_order(small: FlaskClient) -> None:
    html = small.get("/fr/articles/code-epp").text
    parts = ['class="crumbs"', "<h1>", 'class="lead"', "1 min de lecture", "3 mars 2026", 'class="actions"']
    parts += ['class="toc"', 'class="prose"', 'class="permalink"', "data-print hidden"]
    places = [html.find(part.replace('"toc"', '"aside toc"')) for part in parts]
    assert places == sorted(places)
    assert -1 not in places


def test_portal_actions_say_what_they_do_and_whether_one_signs_in(small: FlaskClient) -> None:
    html = small.get("/fr/articles/code-epp").text
    assert 'href="/go/domains.epp-code?from=epp-code"' in html
    assert "Obtenir mon code EPP" in html
    assert "Choisissez le domaine, puis demandez son code EPP." in html
    assert "Connexion demandée" in html
    assert "Sans connexion" in html
    assert "1 autre action" in html


def test_search_engines_learn_of_the_translations(small: FlaskClient) -> None:
    html = small.get("/fr/articles/code-epp").text
    base = "https://aide.example.com"
    assert f'<link rel="canonical" href="{base}/fr/articles/code-epp">' in html
    assert f'hreflang="en" href="{base}/en/articles/get-code"' in html
    assert f'hreflang="x-default" href="{base}/a/epp-code"' in html
    assert "noindex" not in html


def test_the_language_switch_stays_on_the_article(small: FlaskClient) -> None:
    assert 'href="/en/articles/get-code" hreflang="en" lang="en"' in small.get("/fr/articles/code-epp").text
    assert 'href="/fr/articles/code-epp" hreflang="fr" lang="fr"' in small.get("/en/articles/get-code").text


def test_a_missing_translation_shows_the_original_and_says_so(small: FlaskClient) -> None:
    response = small.get("/en/articles/payer")
    assert response.status_code == 200
    assert '<html lang="en"' in response.text
    assert 'class="prose" lang="fr" dir="ltr"' in response.text
    assert "has not been translated" in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert 'rel="canonical" href="https://aide.example.com/fr/articles/payer"' in response.text


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/fr/articles/ancien-code", "/fr/articles/code-epp"),
        ("/fr/articles/get-code", "/fr/articles/code-epp"),
        ("/en/articles/code-epp", "/en/articles/get-code"),
        ("/en/articles/ancien-code", "/en/articles/get-code"),
        ("/fr/articles/ancien-code.md", "/fr/articles/code-epp.md"),
        ("/index.php/kb/12", "/fr/articles/code-epp"),
        ("/fr/articles/code-epp/", "/fr/articles/code-epp"),
        ("/fr/articles/code-epp.md/", "/fr/articles/code-epp.md"),
        ("/fr/articles/ancien-code/", "/fr/articles/code-epp"),
        ("/en/articles/payer/", "/en/articles/payer"),
        ("/a/auth-code", "/a/epp-code"),
        ("/a/auth-code?lang=en", "/a/epp-code?lang=en"),
    ],
)
def test_former_addresses_answer_301(small: FlaskClient, path: str, target: str) -> None:
    response = small.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, target)


@pytest.mark.parametrize(
    ("path", "header", "target"),
    [
        ("/a/epp-code", "en", "/en/articles/get-code"),
        ("/a/epp-code", "de", "/fr/articles/code-epp"),
        ("/a/epp-code?lang=fr", "en", "/fr/articles/code-epp"),
        ("/a/facture", "en", "/en/articles/payer"),
        ("/a/facture?lang=", "en", "/en/articles/payer"),
        ("/a/facture?lang=en&lang=zz", "fr", "/en/articles/payer"),
        ("/a/facture", "zz, fr_FR.UTF-8, ../../etc;q=1", "/fr/articles/payer"),
    ],
)
def test_a_permanent_link_leads_to_the_readers_locale(small: FlaskClient, path: str, header: str, target: str) -> None:
    response = small.get(path, headers={"Accept-Language": header})
    assert (response.status_code, response.headers["Location"]) == (302, target)
    assert response.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("lang", ["../../etc", "<script>", "fr_FR.UTF-8", "zz", "FR", "a" * 10_000])
def test_q12_an_unknown_language_is_not_found(small: FlaskClient, lang: str) -> None:
    for name in ("epp-code", "auth-code", "nothing-here"):
        response = small.get(f"/a/{name}", query_string={"lang": lang}, headers={"Accept-Language": "en"})
        assert response.status_code == 404
        assert "<script>" not in response.text


@pytest.mark.parametrize("locale", ["zz", "FR", "fr_FR.UTF-8", "..%2f..%2fetc", "%3Cscript%3E", "a" * 5_000])
@pytest.mark.parametrize("rest", ["", "search?q=code", "articles/code-epp", "c/domains", "feed.atom"])
def test_q12_no_page_is_below_an_unknown_language(small: FlaskClient, locale: str, rest: str) -> None:
    assert small.get(f"/{locale}/{rest}").status_code == 404


def test_s2_a_private_article_answers_like_an_unknown_one(small: FlaskClient) -> None:
    unknown = small.get("/a/nothing-here")
    for path in ("/a/secret-note", "/a/draft-note"):
        response = small.get(path)
        assert (response.status_code, response.data, response.headers) == (404, unknown.data, unknown.headers)
    unknown = small.get("/fr/articles/nothing-here")
    for path in ("/fr/articles/secret-note", "/fr/articles/draft-note.md", "/en/articles/secret-note"):
        assert small.get(path).status_code == 404
    assert small.get("/fr/articles/secret-note").data == unknown.data


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/en/",
        "/fr/c/domains",
        "/fr/articles/code-epp",
        f"/fr/search?q={CANARY[:6]}",
        "/fr/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
    ],
)
def test_s2_no_page_names_a_private_article(small: FlaskClient, path: str) -> None:
    text = small.get(path).text
    for trace in (CANARY, "secret-note", "draft-note"):
        assert trace not in text


def test_the_article_as_markdown_begins_with_its_title(small: FlaskClient) -> None:
    response = small.get("/fr/articles/code-epp.md")
    assert response.content_type == "text/markdown; charset=utf-8"
    assert response.text.startswith("# Obtenir le code EPP\n")
    assert "(/go/domains.list?from=epp-code)" in response.text
    assert response.headers["Link"] == '<https://aide.example.com/fr/articles/code-epp>; rel="canonical"'


def test_f14_a_title_with_markup_is_text_everywhere(small: FlaskClient) -> None:
    for path in ("/fr/", "/fr/c/billing", "/fr/articles/hostile", "/fr/feed.atom", "/fr/search?q=titre"):
        response = small.get(path)
        assert "<svg/onload" not in response.text
        assert "<i>résumé" not in response.text


@pytest.mark.parametrize(
    "slug", ["x%00", "%ff", "<script>", "nothing/", "code-epp//", "%2e%2e%2feditor", "a" * 5000, ".md"]
)
def test_u7_odd_slugs_are_not_found_and_not_repeated(small: FlaskClient, slug: str) -> None:
    response = small.get(f"/fr/articles/{slug}")
    assert response.status_code == 404
    assert "<script>" not in response.text
    assert "a" * 100 not in response.text


def test_a_page_names_its_generation_and_is_not_sent_twice(small: FlaskClient) -> None:
    first = small.get("/fr/articles/code-epp")
    assert first.headers["X-Guichet-Generation"].startswith("gen-")
    again = small.get("/fr/articles/code-epp", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["X-Guichet-Generation"] == first.headers["X-Guichet-Generation"]


def test_the_compressed_page_is_the_same_page_under_its_own_validator(small: FlaskClient) -> None:
    import gzip

    plain = small.get("/fr/articles/code-epp")
    packed = small.get("/fr/articles/code-epp", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert small.get("/fr/articles/code-epp", headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


def test_an_article_with_its_style_and_script_is_at_most_30_kb_in_5_requests(real: FlaskClient) -> None:
    import re

    packed = {"Accept-Encoding": "gzip"}
    for article in real.application.extensions["guichet"].library.current.articles("fr"):
        path = f"/fr/articles/{article.slug}"
        needed = re.findall(
            r'(?:<link rel="(?:stylesheet|icon)" href|<script type="module" src)="([^"]+)"', real.get(path).text
        )
        sizes = [len(real.get(address, headers=packed).data) for address in (path, *needed)]
        assert len(sizes) <= 5
        assert sum(sizes) <= 30_000
