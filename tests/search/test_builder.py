"""An index builder: what is prepared ahead, and what two indexes share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.model import Query, SearchDocument, Synonyms
from app.search import open_engine
from app.search.whoosh_engine import builder as builders

TEXTS = ["facture", "code epp", "mot de passe", "kangourou", "certifcat"]


def answers(folder: Path) -> list[object]:
    index = open_engine("whoosh:").open(folder, "fr")
    return [(index.search(Query(text, "fr"), {}), index.suggest(text, 5)) for text in TEXTS]


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_prepared_index_answers_as_one_that_was_not(
    articles: Sequence[SearchDocument], synonyms: Synonyms, tmp_path: Path
) -> None:
    engine = open_engine("whoosh:")
    ahead = engine.builder("fr", synonyms)
    for document in reversed(articles):
        ahead.prepare(document)
    ahead.prepare(replace(articles[0], id="never-written", title="Kangourou"))
    changed = [replace(articles[0], title="Un kangourou"), *articles[1:]]
    ahead.write(folder(tmp_path / "ahead"), changed)
    engine.build(folder(tmp_path / "anew"), "fr", changed, synonyms)
    assert answers(tmp_path / "ahead") == answers(tmp_path / "anew")


def test_one_builder_writes_the_indexes_of_several_audiences(
    articles: Sequence[SearchDocument], synonyms: Synonyms, tmp_path: Path
) -> None:
    engine = open_engine("whoosh:")
    builder = engine.builder("fr", synonyms)
    for name, documents in (("public", articles[1:]), ("agents", articles)):
        builder.write(folder(tmp_path / name), documents)
        engine.build(folder(tmp_path / f"{name}-anew"), "fr", documents, synonyms)
        assert answers(tmp_path / name) == answers(tmp_path / f"{name}-anew")


def test_a_chain_of_edits_deletions_and_synonyms_ends_in_the_answers_of_a_build_from_nothing(
    articles: Sequence[SearchDocument],
    synonyms: Synonyms,
    make: Callable[..., SearchDocument],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(builders, "LARGE", 1)  # every segment is shared
    engine = open_engine("whoosh:")
    many = [*articles, *(make(f"x{i}", f"Article {i}", f"Facture du numéro {i}.") for i in range(30))]
    other = Synonyms("fr", (*synonyms.groups, ("kangourou", "facture")))
    steps = [
        (many, synonyms),
        ([replace(many[0], title="Kangourou"), *many[1:]], synonyms),
        (many[1:], synonyms),
        ([*many[1:], many[0]], other),
        (many[:20], other),
        ([*many[:5], *many[6:]], synonyms),
    ]
    previous: Path | None = None
    for number, (documents, groups) in enumerate(steps):
        before = {each: each.read_bytes() for each in previous.iterdir()} if previous else {}
        target = folder(tmp_path / f"step{number}")
        builder = engine.builder("fr", groups, previous)
        for document in documents[:3]:
            builder.prepare(document)
        builder.write(target, documents, previous)
        engine.build(folder(tmp_path / f"anew{number}"), "fr", documents, groups)
        assert answers(target) == answers(tmp_path / f"anew{number}")
        assert all(each.read_bytes() == data for each, data in before.items())
        previous = target


def test_only_large_segments_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builders, "LARGE", 10)
    for name, size in (("a.seg", 20), ("b.seg", 5), ("spelling.bin", 20)):
        source = tmp_path / name
        source.write_bytes(b"x" * size)
        builders.share(str(source), str(tmp_path / f"copy-{name}"))
        assert (source.stat().st_nlink == 2) == (name == "a.seg")
        assert (tmp_path / f"copy-{name}").read_bytes() == source.read_bytes()
