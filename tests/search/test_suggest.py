"""Search as you type."""

from __future__ import annotations

import pytest

from app.ports import SearchIndex


def titles(index: SearchIndex, text: str) -> list[str]:
    return [suggestion.title_html for suggestion in index.suggest(text, 8)[0]]


def test_the_typed_beginning_is_marked_in_the_title(index: SearchIndex) -> None:
    assert titles(index, "resil")[0] == "Comment <mark>résil</mark>ier mon hébergement ?"


def test_whole_words_are_marked_whole(index: SearchIndex) -> None:
    assert titles(index, "payer fact")[0] == "Comment <mark>payer</mark> une <mark>fact</mark>ure ?"


def test_the_last_word_is_finished_with_words_that_go_with_the_others(index: SearchIndex) -> None:
    assert index.suggest("mot de p", 8)[1][0] == "mot de passe"


def test_completions_keep_what_was_typed_before(index: SearchIndex) -> None:
    assert index.suggest("l'heb", 8)[1] == ("l'hébergement",)


def test_completions_carry_the_accents_of_the_articles(index: SearchIndex) -> None:
    assert "résilier" in index.suggest("resilie", 8)[1]


def test_a_space_ends_the_word(index: SearchIndex) -> None:
    assert index.suggest("fact ", 8)[1] == ()


def test_synonyms_are_suggested(index: SearchIndex) -> None:
    assert index.suggest("mdp", 8)[0][0].id == "password-reset"


def test_the_limit_holds(index: SearchIndex) -> None:
    articles, completions = index.suggest("d", 1)
    assert len(articles) <= 1
    assert len(completions) <= 1
    assert index.suggest("domaine", 0) == ((), ())


@pytest.mark.parametrize("text", ["", " ", "-", "-fac", "🙂", "zzzz"])
def test_nothing_to_suggest(index: SearchIndex, text: str) -> None:
    assert index.suggest(text, 8) == ((), ())
