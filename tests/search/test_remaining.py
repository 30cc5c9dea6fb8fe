"""Where nothing answers: what of a query the help centre does answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ports import SearchIndex
from app.search.analysis import analyzer
from app.search.query import parse
from app.search.remaining import remaining
from tests.search.conftest import ask

KNOWN = frozenset(analyzer("fr").term(word) for word in ("payer", "facture", "mot", "passe", "oublié", "compte"))


def left(text: str) -> str | None:
    return remaining(parse(text, analyzer("fr")), KNOWN.__contains__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("payer ma facture d'électricité", "payer ma facture"),
        ("payer ma facture d’électricité ?", "payer ma facture"),
        ("mot de passe netflix oublié", "mot de passe oublié"),
        ("Netflix, mot de passe", "mot de passe"),
        ("payer une facture", None),
        ("facture d'eau", None),
        ("payer facture netflix spotify", None),
        ('"payer ma facture" netflix', None),
        ("payer facture netflix -compte", None),
        ("payer ma facture et puis après tout le netflix", None),
        ("", None),
    ],
)
def test_the_one_unknown_word_goes_with_the_small_words_that_led_to_it(text: str, expected: str | None) -> None:
    assert left(text) == expected


@given(st.text(alphabet="payerfactunix '-\"é", max_size=60))
@settings(deadline=None)
def test_what_is_left_is_shorter_and_made_of_the_query(text: str) -> None:
    query = parse(text, analyzer("fr"))
    found = remaining(query, KNOWN.__contains__)
    assert found is None or (len(found) < len(query.text) and set(found.split()) <= set(query.text.split()))


def test_a_query_that_nothing_answers_suggests_what_is_answered_of_it(index: SearchIndex) -> None:
    answer = ask(index, "payer ma facture netflix")
    assert (answer.answered, answer.suggestions) == (False, ("payer ma facture",))
    assert ask(index, "payer ma facture").answered


@pytest.mark.parametrize("text", ["récupérer code EPP", "recette de couscous", "zzz qqq www", "récupérer netflix"])
def test_nothing_is_suggested_where_a_query_is_answered_or_nothing_of_it_is(index: SearchIndex, text: str) -> None:
    assert ask(index, text).suggestions == ()


def test_an_exact_search_and_a_later_page_suggest_nothing(index: SearchIndex) -> None:
    assert ask(index, "payer ma facture netflix", exact=True).suggestions == ()
    assert ask(index, "payer ma facture netflix", offset=10).suggestions == ()
