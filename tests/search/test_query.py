"""Queries are taken apart by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidQuery
from app.model import MAX_QUERY_TERMS, Exclusion
from app.search.analysis import analyzer
from app.search.query import ParsedQuery, parse

FRENCH = analyzer("fr")


def parsed(text: str) -> ParsedQuery:
    return parse(text, FRENCH)


def terms(query: ParsedQuery) -> list[str]:
    return [word.term for word in query.words if not word.whole]


def test_stop_words_do_not_count() -> None:
    assert terms(parsed("comment payer ma facture")) == ["pai", "factur"]


def test_a_query_of_stop_words_keeps_them() -> None:
    assert terms(parsed("comment est-ce que")) == ["comment", "est", "que"]


def test_quoted_words_are_a_phrase_with_its_stop_words() -> None:
    query = parsed('"mot de passe" perdu')
    assert [[t.term for t in phrase] for phrase in query.phrases] == [["mot", "de", "pass"]]
    assert terms(query) == ["mot", "pass", "perdu"]


@pytest.mark.parametrize("text", ["« mot de passe »", "“mot de passe”", "„mot de passe‟"])
def test_every_kind_of_quotation_mark_quotes(text: str) -> None:
    assert len(parsed(text).phrases) == 1


def test_a_word_after_a_minus_must_be_absent() -> None:
    query = parsed("facture -carte")
    assert [[t.term for t in phrase] for phrase in query.excluded] == [["cart"]]
    assert terms(query) == ["factur"]


def test_an_ending_after_a_minus_must_be_absent_too() -> None:
    [phrase] = parsed("domaine -.ma").excluded
    assert phrase[0].term == ".ma"


@pytest.mark.parametrize(
    ("text", "typed", "without"),
    [
        ("facture -carte", "-carte", "facture"),
        ('-"code epp" domaine -carte payer', '-"code epp" -carte', "domaine payer"),
        ("-domaine", "-domaine", "domaine"),
        ("-mot -de « passe »", "-mot -de", '" passe "'),
        ("-mot -passe", "-mot -passe", "mot passe"),
    ],
)
def test_an_exclusion_is_told_from_the_query_without_it(text: str, typed: str, without: str) -> None:
    assert parsed(text).exclusion == Exclusion(typed, without)
    assert parsed(without).exclusion is None


def test_a_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parsed("sous-domaine - e-mail").excluded == ()


@pytest.mark.parametrize("text", ["*", "*a*", "??????*", "[a TO zzzz]", "babab~9", "x^1e308", "NOT x", "AND OR NOT ("])
def test_q1_signs_of_query_languages_are_plain_words(text: str) -> None:
    assert parsed(text).excluded == ()


@pytest.mark.parametrize("text", ["(" * 5000, '"' * 5000, "a:" * 5000, "a" * 201])
def test_q2_more_than_200_characters_are_refused(text: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parsed(text)
    assert refused.value.code == "query_too_long"


def test_q2_200_characters_are_not() -> None:
    assert parsed("(" * 200).words == ()
    assert len(parsed("ab " * 66).words) == 1


def test_q4_the_limit_holds_for_the_normalised_text() -> None:
    with pytest.raises(InvalidQuery) as refused:
        parsed("ﷺ" * 50)
    assert refused.value.code == "query_too_long"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "facture \udcff"])
def test_q5_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        parsed(text)
    assert refused.value.code == "invalid_text"


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "🙂🙂", "\t\n", "«»"])
def test_q5_nothing_to_search_is_an_empty_query(text: str) -> None:
    assert parsed(text).words == ()


@pytest.mark.parametrize("text", ["visibility:draft", "path:/etc", "id:*", "_stored_title"])
def test_q8_fields_cannot_be_addressed(text: str) -> None:
    assert all(":" not in word.term for word in parsed(text).words)


def test_no_more_than_twelve_terms_count() -> None:
    assert len(parsed(" ".join(f"mot{i}" for i in range(30))).words) == MAX_QUERY_TERMS


@given(st.text(max_size=220))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        query = parsed(text)
    except InvalidQuery:
        return
    assert len(query.words) <= MAX_QUERY_TERMS
    assert all(query.text[word.start : word.end].strip() for word in query.words)
