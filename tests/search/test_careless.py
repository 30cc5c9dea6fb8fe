"""Searches as they are typed on a telephone: letters left out of the small words, no accents, no apostrophes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.model import Query, SearchDocument
from app.ports import SearchIndex

Builder = Callable[..., SearchIndex]
Maker = Callable[..., SearchDocument]


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("comen payé ma factur", "invoice-pay"),
        ("pk je peu pa payé la facture", "invoice-pay"),
        ("jarive pa a resilié", "service-cancel"),
        ("mo de passe oublié", "password-reset"),
    ],
)
def test_small_words_that_are_mistyped_do_not_hide_the_answer(index: SearchIndex, typed: str, article: str) -> None:
    answer = index.search(Query(typed, "fr"), {})
    assert (answer.answered, answer.hits[0].id) == (True, article)


@pytest.mark.parametrize("typed", ["résilier xkcd", "payer ftp", "couscous facile", "certificat zzz"])
def test_an_abbreviation_that_no_article_knows_is_not_passed_over(index: SearchIndex, typed: str) -> None:
    assert not index.search(Query(typed, "fr"), {}).answered


@pytest.mark.parametrize(("typed", "text"), [("grâce", "La période de grâce dure un mois."), ("tel", "Le téléphone.")])
def test_a_noun_that_is_spelled_like_a_small_word_can_be_searched(
    build: Builder, make: Maker, typed: str, text: str
) -> None:
    index = build([make("wanted", "Un titre", text), make("other", "Un autre", "Rien de tel, grand merci.")])
    assert index.search(Query(typed, "fr"), {}).hits[0].id == "wanted"
