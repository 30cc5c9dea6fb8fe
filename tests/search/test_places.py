"""Places of terms: phrases, needles in several articles, and what a text says."""

from __future__ import annotations

import numpy as np

from app.search.analysis import key
from app.search.places import END, Marks, holds_phrase, matches, packed


def places(*texts: str) -> bytes:
    """Those of texts whose words are their terms, one character apart."""
    keys: list[int] = []
    spans: list[int] = []
    for text in texts:
        at = 0
        for word in text.split():
            keys.append(key(word))
            spans.append(at + (len(word) << 24))
            at += len(word) + 1
        keys.append(END)
        spans.append(0)
    return packed(keys, spans)


def test_a_phrase_stands_in_one_text_and_in_order() -> None:
    article = places("nom de domaine", "code", "epp")
    assert holds_phrase(article, ["de", "domaine"])
    assert not holds_phrase(article, ["domaine", "de"])
    assert not holds_phrase(article, ["code", "epp"])


def test_every_article_has_its_own_texts_and_marks() -> None:
    articles = [places("un virement", "rien"), places("", "le virement bancaire arrive")]
    found = matches(articles, [("virement",), ("virement", "bancaire")], np.ones((2, 2)), again=0.0, most=0)
    assert found.firsts == [0, 2]
    assert found.told == [1.0, 0.0, 0.0, 2.0]
    assert found.of(0) == Marks([3], [11], [0])
    assert found.of(3) == Marks([3, 3], [11, 20], [0, 1])


def test_a_needle_that_is_worth_nothing_in_an_article_is_not_marked_there() -> None:
    article = places("payer la facture")
    found = matches([article, article], [("payer",), ("facture",)], np.array([[1.0, 0.0], [0.5, 2.0]]), 0.0, 0)
    assert found.of(0) == Marks([0], [5], [0])
    assert found.of(1) == Marks([0, 9], [5, 16], [0, 1])
    assert found.told == [1.0, 2.5]


def test_words_that_are_said_again_add_a_little() -> None:
    found = matches([places("dns dns dns", "dns")], [("dns",)], np.ones((1, 1)), again=0.01, most=2)
    assert found.told == [1.02, 1.01]


def test_without_needles_nothing_is_marked() -> None:
    found = matches([places("un", "deux")], [], np.zeros((1, 0)), 0.0, 0)
    assert found.told == [0.0, 0.0]
    assert found.of(1) == Marks([], [], [])
