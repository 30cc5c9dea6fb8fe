"""The repository's own articles, as they are published: what holds for every query, in every language."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from app.generations import Generations
from app.library import Library, Snapshot
from app.model import Query
from app.search import lexicon, open_engine
from app.search.analysis import Analyzer, analyzer, fold, normalise
from app.search.weights import DEFAULT
from app.search.whoosh_engine.reader import Reader
from app.settings import Settings
from scripts.bench_queries import generated, vocabulary
from tests.search.test_equivalence import agree
from tests.support.sites import ROOT, article, compiler_for, write_site

LOCALES = pytest.mark.parametrize("locale", ["fr", "en"])


@pytest.fixture(scope="module")
def published(real_settings: Settings) -> Iterator[Snapshot]:
    library = Library(Generations(real_settings.index, real_settings.secret_key), open_engine("whoosh:"))
    library.refresh()
    assert library.current
    yield library.current
    library.current.close()


@pytest.fixture(scope="module")
def folder(real_settings: Settings, published: Snapshot) -> Path:
    """Where the index of a locale is, but for the locale's name."""
    return real_settings.index / published.generation / "search" / "public"


@cache
def texts(locale: str) -> Sequence[str]:
    """What customers ask (the queries that relevance is measured by), then what nobody would, 220 in all."""
    lines = (ROOT / "tests" / "relevance" / f"queries.{locale}.jsonl").read_text("utf-8").splitlines()
    known = [str(json.loads(line)["q"]) for line in lines]
    words = vocabulary(ROOT / "articles" / locale)
    made = (text for text in generated(1000, words, seed=3) if len(normalise(text)) <= 60 and text.isprintable())
    return [*known, *(text for text, _ in zip(made, range(220 - len(known)), strict=False))]


def terms(analysis: Analyzer, text: str) -> list[str]:
    return [term for term in dict.fromkeys(analysis.terms(text)) if term][:8]


@LOCALES
def test_real_articles_score_as_whoosh_does(folder: Path, locale: str) -> None:
    analysis = analyzer(locale)
    asked = [found for text in texts(locale) if (found := terms(analysis, text))]
    assert len(asked) >= 200
    agree(folder / locale, folder / locale, asked)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Indexes of the articles after some were changed, deleted and written: updated twice, and made anew."""
    start = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "articles", start / "articles")
    write_site(start / "articles", {f"{code}/old.md": article("Avoir, credit", id="old") for code in ("fr", "en")})
    with compiler_for(start, start / "articles") as compiler:
        compiler.build()
        for locale in ("fr", "en"):
            first, second = sorted((start / "articles" / locale).rglob("*.md"))[5:20:12]
            for path in (first, second):
                path.write_text(path.read_text("utf-8") + "\n## Encore\n\nUne facture, one more invoice.\n", "utf-8")
            (start / "articles" / locale / "old.md").unlink()
        compiler.build()
        write_site(
            start / "articles", {f"{code}/new.md": article("Facture, invoice", id="new") for code in ("fr", "en")}
        )
        updated = start / "index" / compiler.build().generation
    with compiler_for(start / "anew", start / "articles") as compiler:
        anew = start / "anew" / "index" / compiler.build().generation
    return updated / "search" / "public", anew / "search" / "public"


@LOCALES
def test_updated_real_articles_score_as_whoosh_does_on_an_index_made_anew(
    edited: tuple[Path, Path], locale: str
) -> None:
    updated, anew = (folder / locale for folder in edited)
    assert Reader(updated, DEFAULT).dead > 0
    agree(updated, anew, [found for text in texts(locale) if (found := terms(analyzer(locale), text))])


@LOCALES
def test_explained_parts_add_up_to_the_same_score(published: Snapshot, locale: str) -> None:
    readers = {locale: {article.id: 0.1 * (place % 10) for place, article in enumerate(published.articles(locale))}}
    explained = 0
    for text in texts(locale):
        plain = published.search(Query(text, locale, limit=20), readers)
        answer = published.search(Query(text, locale, limit=20, explain=True), readers)
        assert [(hit.id, hit.score) for hit in answer.hits] == [(hit.id, hit.score) for hit in plain.hits]
        for hit in answer.hits:
            assert sum(value for _, value in hit.parts) == pytest.approx(hit.score), (text, hit.id)
            words = [name.split(":") for name, _ in hit.parts if ":" in name]
            assert words
            assert {part for *_, kind in words for part in kind.split("+")} <= {
                "typed",
                "synonym",
                "prefix",
                "corrected",
            }
            explained += 1
    assert explained >= 500


@LOCALES
def test_a_word_that_exists_is_never_corrected(published: Snapshot, folder: Path, locale: str) -> None:
    written = sorted(lexicon.read_counts(folder / locale))
    for word in random.Random(7).sample(written, 250):
        for typed in (word, fold(word), word.upper()):
            assert published.search(Query(typed, locale), {}).corrected is None, typed


@LOCALES
def test_nothing_inside_quotation_marks_is_ever_corrected(published: Snapshot, folder: Path, locale: str) -> None:
    written = [word for word in sorted(lexicon.read_counts(folder / locale)) if len(word) > 6]
    rng = random.Random(11)
    for _ in range(150):
        first, second = rng.sample(written, 2)
        wrong, also_wrong = first[:2] + "q" + first[3:], second[:-2] + "w" + second[-1]
        answer = published.search(Query(f'"{wrong} {second}" {also_wrong}', locale), {})
        assert answer.corrected is None or f'"{wrong} {second}"' in answer.corrected
        assert published.search(Query(f"« {wrong} »", locale), {}).corrected is None
