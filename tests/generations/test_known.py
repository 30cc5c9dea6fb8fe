"""Texts that did not change are not encoded again, and the generation is the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.generations import Edition, Generations
from app.model import Body, RenderedArticle, Section

BODIES = {
    ("fr", f"article-{number}"): Body(f"<p>{number}</p>", str(number), (Section("h-x", "X", 2, "Texte."),))
    for number in range(200)
}
ARTICLES = tuple(RenderedArticle(name, "fr", name, name, "", "domains", f"{name}.md") for _, name in BODIES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def written(
    generations: Generations, number: int, bodies: dict[tuple[str, str], Body], *, publish: bool = True
) -> Path:
    name = f"gen-{number:016x}"
    generations.prepare()
    staging = generations.stage(name)
    staging.write_edition("public", Edition(articles=ARTICLES, bodies=bodies))
    generations.commit(staging, "engine 1")
    if publish:
        generations.publish(name)
    return generations.folder / name


def contents(generation: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (generation / "articles" / "public").iterdir()}


def test_a_generation_after_an_edit_is_the_one_that_a_new_builder_writes(folder: Path, tmp_path: Path) -> None:
    builder, changed = Generations(folder, "s" * 40), BODIES | {("fr", "article-7"): Body("<p>neuf</p>", "neuf", ())}
    written(builder, 1, BODIES)
    assert contents(written(builder, 2, changed)) == contents(
        written(Generations(tmp_path / "new", "s" * 40), 3, changed)
    )
    assert builder.open(f"gen-{2:016x}").edition("public")[1]("fr", "article-7").markdown == "neuf"


def test_texts_that_are_equal_but_other_objects_are_written_anew_and_read_the_same(folder: Path) -> None:
    builder = Generations(folder, "s" * 40)
    first = contents(written(builder, 1, BODIES))
    assert contents(written(builder, 2, {key: replace(body) for key, body in BODIES.items()})) == first


def test_what_was_written_but_not_published_is_not_taken_for_the_generation_before(folder: Path) -> None:
    builder, other = Generations(folder, "s" * 40), BODIES | {("fr", "article-7"): Body("<p>autre</p>", "autre", ())}
    written(builder, 1, BODIES)
    written(builder, 2, other, publish=False)
    third = written(builder, 3, other)
    assert builder.open(third.name).edition("public")[1]("fr", "article-7").markdown == "autre"
