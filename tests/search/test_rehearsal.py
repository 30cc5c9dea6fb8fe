"""An index that is never written answers as one that is, and the first ids are those of the hits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from whoosh.util.numeric import byte_to_length, length_to_byte

from app.errors import InvalidQuery
from app.model import Query, SearchDocument, Synonyms
from app.ports import SearchIndex
from app.search import open_engine
from app.search.whoosh_engine.scores import LENGTHS, rounded

GROUPS = (("résilier", "annuler", "arrêter"), ("mot de passe", "code secret"), ("facture", "note"))
WORDS = (
    "résilier",
    "annuler",
    "hébergement",
    "domaine",
    "code",
    "epp",
    "mot",
    "passe",
    "facture",
    "virement",
    "secret",
)


def _texts() -> list[str]:
    """Words of the articles in any order, some mistyped, run together, quoted or excluded."""
    rng = random.Random(11)
    texts = ["", "?", "zzzz", "comment", "mot de passe", '"mot de passe"', "-facture", "C'est quoi un EPP ?"]
    for _ in range(300):
        words = rng.choices(WORDS, k=rng.randint(1, 5))
        place = rng.randrange(len(words))
        cut = rng.randrange(len(words[place]))
        words[place] = words[place][:cut] + words[place][cut + 1 :]
        texts.append(rng.choice((" ", " ", " ", "", ' "')).join(words))
    return texts


@pytest.fixture
def pair(tmp_path: Path, articles: Sequence[SearchDocument]) -> tuple[SearchIndex, SearchIndex]:
    """The same articles in a folder and rehearsed."""
    engine, synonyms = open_engine("whoosh:"), Synonyms("fr", GROUPS)
    engine.build(tmp_path, "fr", articles, synonyms)
    return engine.open(tmp_path, "fr"), engine.rehearse("fr", articles, synonyms)


def test_a_rehearsal_answers_as_an_index_that_is_written(pair: tuple[SearchIndex, SearchIndex]) -> None:
    written, rehearsed = pair
    for text in _texts():
        query = Query(text, "fr", explain=True)
        assert rehearsed.search(query, {}) == written.search(query, {})
        assert rehearsed.suggest(text, 5) == written.suggest(text, 5)
        assert rehearsed.deflect(text, 3) == written.deflect(text, 3)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_first_ids_are_those_of_the_hits(pair: tuple[SearchIndex, SearchIndex], count: int) -> None:
    for index in pair:
        for text in _texts():
            hits = index.search(Query(text, "fr", limit=count), {}).hits
            assert index.first(text, count) == tuple(hit.id for hit in hits)


def test_the_first_ids_of_what_is_no_text_are_refused_as_a_search_is(pair: tuple[SearchIndex, SearchIndex]) -> None:
    with pytest.raises(InvalidQuery):
        pair[1].first("a\0b", 3)


def test_a_rehearsal_of_nothing_finds_nothing() -> None:
    assert open_engine("whoosh:").rehearse("fr", (), Synonyms("fr")).first("facture", 3) == ()


def test_lengths_are_rounded_as_whoosh_rounds_them() -> None:
    assert [byte_to_length(n) for n in range(256)] == LENGTHS.tolist()
    lengths = (*range(3_000), 106_373, 106_374, 106_375, 10**9)
    assert rounded(np.array(lengths)).tolist() == [byte_to_length(length_to_byte(length)) for length in lengths]
