"""The results page: answers, no answers, and addresses that ask for nonsense."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_results_show_title_snippet_section_and_category(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=code+epp").text
    assert re.search(r'<h2><a href="/fr/articles/[^"]+">[^<]*code EPP', html)
    assert "<mark>" in html
    assert re.search(r'href="/fr/articles/[^"#]+#h-[a-z0-9-]+"', html)
    assert "Noms de domaine" in html


def test_the_category_filter_keeps_the_query_and_counts_all_matches(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=facture&category=billing").text
    assert 'href="/fr/search?q=facture&amp;category=billing" aria-current="true"' in html
    assert 'href="/fr/search?q=facture"' in html
    results = html[html.index('class="entries results"') :]
    assert "Noms de domaine" not in results.split("</ol>")[0]


def test_pages_of_results_are_linked_and_differ(real: FlaskClient) -> None:
    first, second = real.get("/fr/search?q=domaine").text, real.get("/fr/search?q=domaine&page=2").text
    assert 'rel="next" href="/fr/search?q=domaine&amp;page=2"' in first
    assert 'rel="prev" href="/fr/search?q=domaine"' in second
    assert 'start="11"' in second


def test_the_search_without_words_invites_to_type(real: FlaskClient) -> None:
    for query in ("", "?q=", "?q=+++"):
        response = real.get(f"/fr/search{query}")
        assert response.status_code == 200
        assert "Écrivez quelques mots" in response.text


def test_an_answer_stands_alone_and_a_search_without_words_offers_places_to_start(real: FlaskClient) -> None:
    assert 'class="picks"' not in real.get("/fr/search?q=code+epp").text
    assert 'class="picks"' in real.get("/fr/search").text


def test_a_search_without_a_result_says_so_and_offers_ways_on(small: FlaskClient) -> None:
    response = small.get("/fr/search?q=xyzzyplugh")
    assert response.status_code == 200
    html = response.text
    assert "Aucun article ne répond clairement" in html
    assert 'value="xyzzyplugh"' in html
    assert 'id="closest"' not in html
    assert '<meta name="robots" content="noindex">' in html
    assert "Pour commencer" in html
    assert 'href="/go/support.open-ticket"' in html
    assert "mailto:aide@example.com" in html


@pytest.mark.parametrize(
    ("path", "said", "link"),
    [
        (
            "/fr/search?q=facture+-facture",
            "<h2>«\u00a0-facture\u00a0» écarte tous les résultats</h2>",
            '<a href="/fr/search?q=facture">Rechercher «\u00a0facture\u00a0» sans rien exclure</a>',
        ),
        (
            "/en/search?q=-domain&category=domains",
            "<h2>“-domain” leaves no results</h2>",
            '<a href="/en/search?q=domain&amp;category=domains">Search for “domain” without leaving anything out</a>',
        ),
    ],
)
def test_an_exclusion_that_leaves_nothing_says_so_and_can_be_dropped(
    real: FlaskClient, path: str, said: str, link: str
) -> None:
    html = real.get(path).text
    assert said in html
    assert link in html
    assert 'class="entries' not in html
    assert "ne répond clairement" not in html
    assert "No article clearly" not in html


@pytest.mark.parametrize(("locale", "query"), [("fr", "recette de couscous domaine"), ("en", "couscous recipe domain")])
def test_a_question_about_something_else_is_not_answered_as_if_it_were_known(
    real: FlaskClient, locale: str, query: str
) -> None:
    html = real.get(f"/{locale}/search", query_string={"q": query}).text
    assert 'class="entries results"' not in html
    assert 'class="filters"' not in html
    closest = html[html.index('id="closest"') :].partition("</section>")[0]
    assert 1 <= closest.count("<h3>") <= 3
    assert html.index('id="closest"') < html.index('id="popular"') < html.index('id="person"')
    assert real.get(f"/{locale}/search", query_string={"q": query, "page": 2}).status_code == 404


def test_the_title_of_a_long_search_ends_as_french_does(real: FlaskClient) -> None:
    words = " ".join(["renouveler mon domaine"] * 12)  # which the page refuses and repeats
    (title,) = re.findall(r"<title>(.*)</title>", real.get("/fr/search", query_string={"q": words}).text)
    assert "…" in title
    assert "..." not in title


def test_a_correction_says_so_and_can_be_refused(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=domiane&category=domains").text
    assert "Résultats pour «\u00a0domaine\u00a0»" in html
    assert (
        'href="/fr/search?q=domiane&amp;category=domains&amp;exact=1">Rechercher plutôt «\u00a0domiane\u00a0»</a>'
        in html
    )
    exact = real.get("/fr/search?q=domiane&exact=1").text
    assert "Résultats pour" not in exact
    assert "Aucun article ne répond clairement à «\u00a0domiane\u00a0»" in exact


def test_whoever_refused_a_correction_that_nothing_replaces_can_return_to_it(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=domiane&category=domains&exact=1").text
    assert '<a href="/fr/search?q=domiane&amp;category=domains">Rechercher plutôt «\u00a0domaine\u00a0»</a>' in html
    for path in ("/fr/search?q=xyzzyplugh&exact=1", "/fr/search?q=domaine&exact=1", "/fr/search?q=couscous"):
        assert "Rechercher plutôt" not in real.get(path).text


def test_an_exact_search_stays_exact_from_page_to_page(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=domaine&exact=1").text
    assert 'href="/fr/search?q=domaine&amp;exact=1&amp;page=2"' in html
    assert 'href="/fr/search?q=domaine&amp;category=domains&amp;exact=1"' in html
    assert "exact=1" not in real.get("/fr/search?q=domaine&exact=yes").text


def test_every_later_page_of_an_answer_is_one(real: FlaskClient) -> None:
    number = 1
    while f"page={number + 1}" in (html := real.get(f"/fr/search?q=domaine&page={number}").text):
        assert 'class="entries results"' in html
        number += 1
    assert number > 1
    assert 'class="entries results"' in html


def test_at_most_two_sections_are_shown_of_a_hit(real: FlaskClient) -> None:
    html = real.get("/fr/search?q=nom+de+domaine+renouveler").text
    spots = re.findall(r'<ul class="spots">(.*?)</ul>', html, re.S)
    assert spots
    assert max(found.count("<li>") for found in spots) <= 2


def test_articles_in_another_language_say_so(real: FlaskClient) -> None:
    html = real.get("/en/search", query_string={"q": "mot de passe oublié"}).text
    assert "These words stand in articles of another language" in html
    entry = re.findall(r'<li class="entry"[^>]*>(.*?)</h2>\n<p class="entry-own">.*?</p>\n<p(.*?)>', html, re.S)[0]
    assert re.search(r'<a href="/fr/articles/[^"]+" lang="fr" dir="ltr" hreflang="fr">', entry[0])
    assert '<span class="tongue" lang="fr">Français</span>' in entry[0]
    assert entry[1] == ' lang="fr" dir="ltr"'
    sections = re.findall(r'<ul class="spots">\n<li><a (.*?)>', html)
    assert sections
    assert all(section.endswith(' lang="fr" dir="ltr" hreflang="fr"') for section in sections)
    assert "Account and access" in html


def test_a_hit_in_another_language_names_its_translation(real: FlaskClient, small: FlaskClient) -> None:
    html = real.get("/en/search", query_string={"q": "mot de passe oublié"}).text
    first = html[html.index('<li class="entry"') :].split("</li>")[0]
    assert 'In English: <a href="/en/articles/reset-password">' in first
    assert "entry-own" not in real.get("/en/search?q=forgotten+password").text
    assert "entry-own" not in small.get("/en/search", query_string={"q": "payer une facture"}).text  # there is none


def test_an_article_that_only_another_language_has_is_read_in_the_readers_frame(small: FlaskClient) -> None:
    html = small.get("/en/search", query_string={"q": "payer une facture"}).text
    assert '<a href="/en/articles/payer" lang="fr" dir="ltr" hreflang="fr">' in html
    assert small.get("/en/articles/payer").status_code == 200


def test_every_result_leads_straight_to_a_page(real: FlaskClient) -> None:
    for path in ("/fr/search?q=renouveler", "/en/search?q=facture", "/fr/search?q=upgrade"):
        for address in re.findall(r'<h2><a href="([^"]+)"', real.get(path).text):
            assert real.get(address).status_code == 200


@pytest.mark.parametrize("page", [" 1", "1.0", "abc", "１"])
def test_q11_a_page_that_is_no_number_is_400(small: FlaskClient, page: str) -> None:
    response = small.get("/fr/search", query_string={"q": "code", "page": page})
    assert response.status_code == 400
    assert 'value="code"' in response.text


def test_a_page_after_the_last_is_not_found_and_leads_back(small: FlaskClient) -> None:
    response = small.get("/fr/search?q=code&page=7")
    assert response.status_code == 404
    assert 'href="/fr/search?q=code"' in response.text


def test_an_unknown_category_is_400(small: FlaskClient) -> None:
    response = small.get("/fr/search?q=code&category=<script>")
    assert response.status_code == 400
    assert "<script>" not in response.text


def test_the_language_switch_repeats_the_search(small: FlaskClient) -> None:
    assert 'href="/en/search?q=code&amp;category=domains"' in small.get("/fr/search?q=code&category=domains").text


def test_results_are_for_nobody_elses_cache_or_index(small: FlaskClient) -> None:
    response = small.get("/fr/search?q=code")
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_s5_any_text_gives_a_page_of_ours(small: FlaskClient, text: str) -> None:
    response = small.get("/fr/search", query_string={"q": text})
    assert response.status_code in (200, 400)
    assert 'role="search"' in response.text
