"""What a search may be asked, line by line of the list of hostile input, in pages, answers and suggestions alike."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from tests.support.searching import API, PAGE, SUGGEST, ask, first, refusal
from tests.web.conftest import CANARY

WAYS = pytest.mark.parametrize("way", [PAGE, API, SUGGEST])
SYNTAX = ["*", "*a*", "??????*", "a* b* " * 20, "[a TO zzzz]", "babab~9", "x^1e308", "NOT x"]
HOSTILE = ["<svg/onload=alert(1)>", "the @<svg onload=x>", '"><script>alert(1)</script>', "' onfocus='x", "{{ 7*7 }}"]


@WAYS
@pytest.mark.parametrize("text", SYNTAX)
def test_q1_signs_of_query_languages_are_plain_words(real: FlaskClient, way: str, text: str) -> None:
    response = ask(real, way, text)
    assert response.status_code == 200
    if way != SUGGEST:
        assert first(response) == first(ask(real, way, re.sub(r"[*?\[\]~^]", " ", text)))


@WAYS
@pytest.mark.parametrize("text", ["(" * 5000, '"' * 5000, "a:" * 5000, "AND OR NOT (" * 40])
def test_q2_too_long_is_refused_and_says_why(real: FlaskClient, way: str, text: str) -> None:
    response = ask(real, way, text)
    assert response.status_code == 400
    assert refusal(response) in ("query_too_long", "Votre question est trop longue")


@WAYS
@pytest.mark.parametrize("text", ["(" * 200, '"' * 200, "a:" * 100, "AND OR NOT (", "-" * 200, '"a' * 100, "é" * 200])
def test_q2_200_characters_are_answered(real: FlaskClient, way: str, text: str) -> None:
    assert ask(real, way, text).status_code == 200


@WAYS
def test_q4_the_cap_holds_after_normalising(real: FlaskClient, way: str) -> None:
    assert len(unicodedata.normalize("NFKC", "ﷺ" * 50)) > 200
    assert refusal(ask(real, way, "ﷺ" * 50)) in ("query_too_long", "Votre question est trop longue")


@WAYS
@pytest.mark.parametrize("text", ["", "   ", "🎉🎉", "le la les", "\u202e", "\u202eabc", "\u200b", "?!", "«»"])
def test_q5_what_holds_no_word_is_answered_with_little(real: FlaskClient, way: str, text: str) -> None:
    response = ask(real, way, text)
    assert response.status_code == 200
    if response.is_json:
        assert response.json is not None
        assert response.json["query"] == text


@pytest.mark.parametrize("raw", ["%00", "code%00epp", "%ff", "%ED%A0%80"])
@pytest.mark.parametrize("way", [API, SUGGEST])
def test_q5_what_is_no_text_is_invalid_text(real: FlaskClient, way: str, raw: str) -> None:
    response = real.get(f"{way}?q={raw}")
    assert (response.status_code, refusal(response)) == (400, "invalid_text")


@pytest.mark.parametrize("raw", ["%00", "code%00epp", "%ff", "%ED%A0%80"])
def test_q5_a_page_for_what_is_no_text_is_a_page_of_ours(real: FlaskClient, raw: str) -> None:
    response = real.get(f"{PAGE}?q={raw}")
    assert response.status_code in (200, 400)
    assert 'role="search"' in response.text
    assert "\x00" not in response.text


@pytest.mark.parametrize("text", HOSTILE)
def test_q6_a_page_shows_a_query_only_as_text(real: FlaskClient, text: str) -> None:
    for more in ({}, {"exact": "1"}, {"category": "domains"}, {"page": "99"}, {"page": "0"}):
        page = ask(real, PAGE, text, **more).text
        assert not re.search(r"<svg(?! class=)", page)
        assert "<script>" not in page
        assert "<title><" not in page
        box = re.findall(r'<input id="q"[^>]*>', page)[0]
        assert html.unescape(re.findall(r'value="([^"]*)"', box)[0]) == text
        assert "onfocus='" not in box
        assert "49" not in box


@pytest.mark.parametrize("way", [API, SUGGEST])
@pytest.mark.parametrize("text", HOSTILE)
def test_q6_programs_get_a_query_back_as_json(real: FlaskClient, way: str, text: str) -> None:
    response = ask(real, way, text)
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json is not None
    assert response.json["query"] == text


def test_q6_a_correction_is_only_text(small: FlaskClient) -> None:
    page = ask(small, PAGE, "facturre <b>facture</b>").text
    assert "<b>facture" not in page
    assert "facture &lt;b&gt;facture&lt;/b&gt;" in page


@WAYS
@pytest.mark.parametrize("text", ["titre", "svg onload", "apostrophe alert", "hosti", "resume"])
def test_q7_extracts_and_titles_hold_no_tag_but_marks(small: FlaskClient, way: str, text: str) -> None:
    response = ask(small, way, text)
    if not response.is_json:
        assert "<svg/onload" not in response.text
        assert "<i>r" not in response.text
    else:
        assert response.json is not None
        for result in response.json["results"]:
            pieces = [value for name, value in result.items() if name.endswith("_html")]
            assert set(re.findall(r"<[^>]*>?", "".join(pieces))) <= {"<mark>", "</mark>"}


@WAYS
@pytest.mark.parametrize("text", ["visibility:draft", "path:/etc", "id:*", "_stored_title", "title:code", "category:x"])
def test_q8_fields_cannot_be_addressed(real: FlaskClient, way: str, text: str) -> None:
    response = ask(real, way, text)
    assert response.status_code == 200
    if way != SUGGEST:
        assert first(response) == first(ask(real, way, text.replace(":", " ")))


@WAYS
@pytest.mark.parametrize("text", [CANARY, CANARY[:4], CANARY.replace("w", "v"), f"note {CANARY}", f'"{CANARY}"'])
def test_q9_a_word_of_a_private_article_leaves_no_trace(small: FlaskClient, way: str, text: str) -> None:
    neutral = text.replace(CANARY, "xyzzyplug").replace(CANARY[:4], "xyzz")
    neutral = "xyzzyplu" if neutral == CANARY.replace("w", "v") else neutral
    answers = [ask(small, way, each).text.replace(each, "…") for each in (text, neutral)]
    bare = [re.sub(r'"took_ms": *[0-9.e-]+', "", answer) for answer in answers]
    escaped = [bare[0].replace(escape(text), "…"), bare[1].replace(escape(neutral), "…")]
    plain = [re.sub(r'q=[^"&]*', "q=", each).replace("\\", "") for each in escaped]
    assert "secret-note" not in answers[0]
    assert plain[0].replace(text, "…") == plain[1].replace(neutral, "…")


@WAYS
@pytest.mark.parametrize(
    "text", ["ｆａｃｔｕｒｅ signée", unicodedata.normalize("NFD", "résilier"), "ﬁchier", "FACTURE SIGNEE"]
)
def test_q10_other_ways_to_write_a_letter_find_the_same(real: FlaskClient, way: str, text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).lower()
    assert first(ask(real, way, text)) == first(ask(real, way, plain)) != ""


def test_q10_a_letter_of_another_alphabet_does_not_match_and_is_shown_as_typed(real: FlaskClient) -> None:
    typed = "p\u0430ypal"
    found = ask(real, API, typed, exact="1").json
    assert found is not None
    assert found["query"] == typed
    page = ask(real, PAGE, "f\u0430cture", exact="1").text
    assert 'class="entries results"' not in page
    assert 'value="f\u0430cture"' in page


@pytest.mark.parametrize("page", ["-1", "0", "1000000000", "1e3", "٣", "9" * 5000, "101"])
def test_q11_a_page_out_of_range_is_400(real: FlaskClient, page: str) -> None:
    response = ask(real, PAGE, "code", page=page)
    assert (response.status_code, refusal(response)) == (400, "Cette page de résultats n’existe pas")


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", ["-1", "1000000000", "1e3", "٣", "9" * 5000, "100000"])
def test_q11_a_number_out_of_range_is_400_and_named(real: FlaskClient, name: str, value: str) -> None:
    response = ask(real, API, "code", **{name: value})
    assert (response.status_code, refusal(response)) == (400, "invalid_parameter")
    assert ask(real, API, "code", per_page="100000").status_code == 200


@pytest.mark.parametrize("way", [API, SUGGEST])
@pytest.mark.parametrize("locale", ["../../etc", "<script>", "fr_FR.UTF-8", "zz", "x" * 3000])
def test_q12_programs_are_told_of_an_unknown_language(real: FlaskClient, way: str, locale: str) -> None:
    response = ask(real, way, "code", locale=locale)
    assert (response.status_code, refusal(response)) == (400, "unknown_locale")
    assert locale not in response.text


@pytest.mark.parametrize("locale", ["zz", "fr_FR.UTF-8", "%3Cscript%3E", "..%2F..%2Fetc", "x" * 3000])
def test_q12_an_unknown_language_has_no_search_page(real: FlaskClient, locale: str) -> None:
    response = real.get(f"/{locale}/search?q=code")
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_q2_a_question_that_is_too_long_stays_in_its_box(real: FlaskClient) -> None:
    text = "comment faire pour " * 20
    response = real.get("/fr/search", query_string={"q": text})
    assert response.status_code == 400
    assert f'value="{text.strip()}"' in response.text
    title = re.search(r"<title>(.*?)</title>", response.text)
    assert title
    assert len(title[1]) < 200
