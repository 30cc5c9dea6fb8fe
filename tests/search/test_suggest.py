"""Search as you type."""

from __future__ import annotations

import pytest

from app.ports import SearchIndex
from tests.search.conftest import Builder, Maker


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


def test_a_limit_holds_for_articles_and_for_completions(index: SearchIndex) -> None:
    assert min(map(len, index.suggest("re", 8))) > 1
    assert [len(each) for each in index.suggest("re", 1)] == [1, 1]
    assert index.suggest("domaine", 0) == ((), ())


@pytest.mark.parametrize("text", ["", " ", "-", "-fac", "🙂", "zzzz"])
def test_what_holds_no_known_word_suggests_nothing(index: SearchIndex, text: str) -> None:
    assert index.suggest(text, 8) == ((), ())


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("sous domaine", "Un <mark>sous-domaine</mark> et un e-mail"),
        ("sous-domaine", "Un <mark>sous-domaine</mark> et un e-mail"),
        ("domaine", "Un sous-<mark>domaine</mark> et un e-mail"),
        ("e-ma", "Un sous-domaine et un <mark>e-ma</mark>il"),
        ("email", "Un sous-domaine et un <mark>e-mail</mark>"),
    ],
)
def test_a_joined_word_is_marked_as_far_as_it_was_typed(build: Builder, make: Maker, typed: str, marked: str) -> None:
    assert build([make("a", "Un sous-domaine et un e-mail")]).suggest(typed, 1)[0][0].title_html == marked


def test_a_word_is_finished_in_the_form_that_titles_and_questions_have(build: Builder, make: Maker) -> None:
    index = build(
        [
            make("login", "Je n’arrive pas à me connecter", "Connectez-vous. Vous êtes connectée. Connectez-vous."),
            make("again", "Se connecter de nouveau", "Connectez-vous. Connectez-vous, puis connectez-vous."),
        ]
    )
    assert index.suggest("je n'arrive plus à me connec", 8)[1] == ("je n'arrive plus à me connecter",)


def test_a_word_of_the_text_alone_finishes_nothing(build: Builder, make: Maker) -> None:
    index = build([make("reset", "Mot de passe oublié", "Au passage, utilisez le pastebin.")])
    assert index.suggest("mot de pas", 8)[1] == ("mot de passe",)


@pytest.mark.parametrize(("typed", "meant"), [("résilei", "résilier"), ("hebreg", "hébergement"), ("factr", "facture")])
def test_a_mistyped_beginning_is_finished_too(index: SearchIndex, typed: str, meant: str) -> None:
    articles, completions = index.suggest(typed, 8)
    assert articles
    assert meant in completions


def test_a_small_word_between_others_does_not_move_the_list(index: SearchIndex) -> None:
    before = titles(index, "résilier ")
    assert before
    for typed in ("résilier m", "résilier mon", "résilier mon "):
        assert titles(index, typed) == before, typed


@pytest.mark.parametrize("text", ["comment", "comment ", "je ne ", "où est-ce que "])
def test_small_words_alone_suggest_nothing(index: SearchIndex, text: str) -> None:
    assert index.suggest(text, 8) == ((), ())
