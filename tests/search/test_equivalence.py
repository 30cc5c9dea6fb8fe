"""Decoded postings score as Whoosh's own BM25F does."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from whoosh.index import open_dir
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from app.model import SearchDocument, Synonyms
from app.search import open_engine
from app.search.record import FIELDS
from app.search.weights import DEFAULT
from app.search.whoosh_engine.reader import Reader
from app.search.whoosh_engine.schema import schema

QUERIES = 220
Maker = Callable[..., SearchDocument]


def corpus(make: Maker, seed: int, count: int, start: int = 0) -> list[SearchDocument]:
    """Articles of words whose frequencies fall as those of a language do."""
    rng = random.Random(seed)
    words = [f"mot{i}x" for i in range(300)]
    weights = [1 / (i + 1) for i in range(300)]

    def text(least: int, most: int) -> str:
        return " ".join(rng.choices(words, weights, k=rng.randint(least, most)))

    return [
        make(
            f"a{start + i}",
            text(2, 8),
            text(10, 300),
            text(0, 200),
            summary=text(0, 20),
            questions=tuple(text(3, 9) for _ in range(rng.randint(0, 4))),
            keywords=tuple(text(1, 2) for _ in range(rng.randint(0, 3))),
            category_title=text(1, 2),
        )
        for i in range(count)
    ]


def queries(seed: int = 5) -> list[list[str]]:
    rng = random.Random(seed)
    return [[f"mot{min(299, int(rng.expovariate(0.02)))}x" for _ in range(rng.randint(1, 5))] for _ in range(QUERIES)]


def built(folder: Path, documents: Sequence[SearchDocument], previous: Path | None = None) -> Path:
    folder.mkdir()
    open_engine("whoosh:").build(folder, "fr", documents, Synonyms("fr"), previous)
    return folder


def ours(reader: Reader, terms: Sequence[str]) -> dict[str, float]:
    """The sum of the postings' scores, by id."""
    sums: dict[str, float] = defaultdict(float)
    for postings in map(reader.postings, terms):
        for doc, score in zip(postings.docs.tolist(), postings.scores.tolist(), strict=True):
            sums[reader.facts[doc].id] += score
    return dict(sums)


def theirs(searcher: Searcher, terms: Sequence[str]) -> list[tuple[int, float]]:
    """Whoosh's own ten best: numbers of documents and scores."""
    each = [Term(name, term, boost=DEFAULT.fields[name]) for term in terms for name in FIELDS]
    return [(hit.docnum, hit.score) for hit in searcher.search(Or(each), limit=10)]


def agree(folder: Path, reference: Path, texts: Sequence[Sequence[str]]) -> None:
    """The same ten articles with the same scores in the same order, but for exact ties."""
    weighting = BM25F(K1=DEFAULT.k1, **{f"{name}_B": b for name, b in DEFAULT.lengths.items()})
    reader, ids = Reader(folder, DEFAULT), Reader(reference, DEFAULT).facts
    with open_dir(str(reference), schema=schema()).searcher(weighting=weighting) as searcher:
        for terms in texts:
            expected = [(ids[number].id, score) for number, score in theirs(searcher, terms)]
            scores = ours(reader, terms)
            best = sorted(scores.values(), reverse=True)[:10]
            assert best == pytest.approx([score for _, score in expected])
            for article, score in expected:
                assert scores[article] == pytest.approx(score)


def test_one_segment_scores_as_whoosh_does(tmp_path: Path, make: Maker) -> None:
    folder = built(tmp_path / "one", corpus(make, 1, 120))
    agree(folder, folder, queries())


def test_several_segments_score_as_whoosh_does(tmp_path: Path, make: Maker) -> None:
    documents = corpus(make, 2, 120)
    first = built(tmp_path / "first", documents[:100])
    second = built(tmp_path / "second", documents[:110], first)
    folder = built(tmp_path / "third", documents, second)
    agree(folder, folder, queries())


def test_updates_and_deletions_leave_the_scores_of_an_index_made_anew(tmp_path: Path, make: Maker) -> None:
    """Whoosh itself counts dead articles: its scores are those of an index of the live ones."""
    documents = corpus(make, 3, 120)
    changed = [*documents[6:], *corpus(make, 4, 5, start=200)]
    changed[:5] = corpus(make, 5, 5, start=6)
    first = built(tmp_path / "first", documents)
    folder = built(tmp_path / "second", changed, first)
    assert Reader(folder, DEFAULT).dead > 0
    agree(folder, built(tmp_path / "anew", changed), queries())
