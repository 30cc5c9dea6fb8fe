"""An index that was updated answers as one made anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import Query, SearchDocument, Synonyms
from app.ports import SearchIndex
from app.search.weights import DEFAULT
from app.search.whoosh_engine.reader import Reader

Builder = Callable[..., SearchIndex]
Maker = Callable[..., SearchDocument]

TEXTS = [
    "facture",
    "code epp domaine",
    "resilier",
    "certifcat",
    "viremnt",
    '"mot de passe"',
    "factu",
    "nouveaute",
    "zzz",
]


def answers(index: SearchIndex) -> list[object]:
    return [(index.search(Query(text, "fr"), {}), index.suggest(text, 5)) for text in TEXTS]


def many(articles: Sequence[SearchDocument], make: Maker) -> list[SearchDocument]:
    return [*articles, *(make(f"x{i}", f"Article {i}", f"Texte du numéro {i}, facture comprise.") for i in range(30))]


def test_an_updated_index_answers_as_one_made_anew(
    build: Builder, articles: Sequence[SearchDocument], synonyms: Synonyms, make: Maker, tmp_path: Path
) -> None:
    before = many(articles, make)
    after = [
        *before[1:20],
        replace(before[21], title="Nouveauté"),
        *before[22:],
        make("new", "Une nouveauté", "Facture."),
    ]
    build(before, synonyms, name="before")
    updated = build(after, synonyms, name="updated", previous=tmp_path / "before")
    assert Reader(tmp_path / "updated", DEFAULT).dead > 0
    assert answers(updated) == answers(build(after, synonyms, name="anew"))


def test_the_previous_index_is_left_as_it_was(
    build: Builder, articles: Sequence[SearchDocument], make: Maker, tmp_path: Path
) -> None:
    before = many(articles, make)
    index = build(before, name="before")
    files = {path.name: path.read_bytes() for path in (tmp_path / "before").iterdir()}
    expected = answers(index)
    build(before[1:], name="after", previous=tmp_path / "before")
    assert {path.name: path.read_bytes() for path in (tmp_path / "before").iterdir()} == files
    assert answers(index) == expected


def test_an_index_without_changes_is_a_copy(build: Builder, articles: Sequence[SearchDocument], tmp_path: Path) -> None:
    build(articles, name="before")
    build(articles, name="after", previous=tmp_path / "before")
    for path in (tmp_path / "before").iterdir():
        assert (tmp_path / "after" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("damage", ["synonyms", "about.json", "toc", "missing"])
def test_a_previous_index_of_no_use_is_not_used(
    build: Builder, articles: Sequence[SearchDocument], synonyms: Synonyms, tmp_path: Path, damage: str
) -> None:
    build(articles, synonyms, name="before")
    groups = synonyms
    if damage == "synonyms":
        groups = Synonyms("fr", (("facture", "note"),))
    elif damage == "missing":
        (tmp_path / "before").rename(tmp_path / "gone")
    else:
        for path in (tmp_path / "before").glob(f"*{damage}"):
            path.write_bytes(b"\x00")
    index = build(articles, groups, name="after", previous=tmp_path / "before")
    assert answers(index) == answers(build(articles, groups, name="anew"))


def test_an_article_is_found_by_its_new_names_though_its_text_did_not_change(
    build: Builder, make: Maker, articles: Sequence[SearchDocument], tmp_path: Path
) -> None:
    before = [*many(articles, make), make("a", "Fonctionnement", "Texte.", called=("ancien surnom",))]
    build(before, name="before")
    after = [*before[:-1], replace(before[-1], called=("nouveau sobriquet",))]
    index = build(after, name="after", previous=tmp_path / "before")
    assert [hit.id for hit in index.search(Query("sobriquet", "fr"), {}).hits] == ["a"]
    assert index.search(Query("surnom", "fr", exact=True), {}).total == 0
    assert answers(index) == answers(build(after, name="anew"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.lists(st.sets(st.integers(0, 39)), min_size=1, max_size=4))
def test_any_history_ends_in_the_same_answers(
    build: Builder, make: Maker, tmp_path_factory: pytest.TempPathFactory, history: list[set[int]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    articles = {i: make(f"x{i}", f"Article {i % 7}", f"Facture code {i % 5} virement.") for i in range(40)}
    previous: Path | None = None
    index: SearchIndex | None = None
    for step, gone in enumerate(history):
        documents = [article for i, article in articles.items() if i not in gone]
        name = str(folder / f"step{step}")
        index = build(documents, name=name, previous=previous)
        previous = Path(name)
    assert index is not None
    assert answers(index) == answers(build(documents, name=str(folder / "anew")))
