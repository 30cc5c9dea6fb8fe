"""The search benchmark measures every engine on the same articles and queries, and every engine really searches."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.model import SearchDocument, Synonyms
from scripts.bench_corpus import build, content_folder, questions, read_queries
from scripts.bench_engines import LIBRARIES, OURS, Engine, Ours, builder
from scripts.bench_measure import COLD, FRESH, OPENING, WARM, measure_round, quantile, reciprocal_rank, success
from scripts.bench_peers import Bm25s, Sqlite, Tantivy
from scripts.bench_table import Row, table

ROOT = Path(__file__).resolve().parents[2]
extra = pytest.mark.skipif(not all(map(find_spec, LIBRARIES)), reason="requirements-bench.txt is not installed")


def opened(name: str, folder: Path, documents: tuple[SearchDocument, ...]) -> Engine:
    """An engine over the documents."""
    if name == "tantivy":
        Tantivy.build(folder, "fr", documents)
        return Tantivy(folder, "fr")
    if name == "bm25s":
        Bm25s.build(folder, "fr", documents)
        Bm25s.keep_texts(folder, "fr", documents)
        return Bm25s(folder, "fr")
    if name == "sqlite":
        Sqlite.build(folder, "fr", documents)
        return Sqlite(folder, "fr")
    builder(Synonyms("fr"))(folder, "fr", documents)
    return Ours(folder, "fr")


NAMES = ["ours", "sqlite", pytest.param("tantivy", marks=extra), pytest.param("bm25s", marks=extra)]


@pytest.mark.parametrize("name", NAMES)
def test_each_engine_finds_an_article_and_marks_the_words_in_a_snippet(
    name: str, tmp_path: Path, documents: tuple[SearchDocument, ...]
) -> None:
    engine = opened(name, tmp_path, documents)
    for fresh in (False, True):
        (first, snippet), *_ = engine.ask("virement bancaire", fresh=fresh)
        assert first == "facture-payee"
        assert "virement" in snippet
        assert "bancaire</" in snippet
    engine.close()


@pytest.mark.parametrize("name", NAMES)
def test_each_engine_survives_what_people_type(
    name: str, tmp_path: Path, documents: tuple[SearchDocument, ...]
) -> None:
    engine = opened(name, tmp_path, documents)
    for text in ('"', "* OR (", "le la les", "jusqu'à -domaine", "xyzzy", "title:code^9", "🙂"):
        assert len(engine.ask(text)) <= len(documents)
    engine.close()


def test_accents_do_not_matter_to_sqlite(tmp_path: Path, documents: tuple[SearchDocument, ...]) -> None:
    engine = opened("sqlite", tmp_path, documents)
    assert engine.ask("reinitialisation")[0][0] == "mot-de-passe"
    engine.close()


def test_a_round_times_every_query_in_every_state(tmp_path: Path, documents: tuple[SearchDocument, ...]) -> None:
    opened("sqlite", tmp_path, documents).close()
    opener = partial(Sqlite, tmp_path, "fr")
    queries = [f"facture {number}" for number in range(20)]
    samples = measure_round({"one": opener, "other": opener}, queries, 0, "cpu")
    counts = {state: len(samples[state, "one"]) for state in (COLD, WARM, FRESH, OPENING)}
    assert counts == {COLD: 20, WARM: 20, FRESH: 20, OPENING: 15}
    assert set(samples) == {(state, name) for state, _ in samples for name in ("one", "other")}


def test_success_and_reciprocal_rank_count_the_first_wanted_article() -> None:
    answers = [("a", "b"), ("b", "a"), ("c",), ()]
    wanted = [("a",), ("a", "x"), ("a",), ("a",)]
    assert success(answers, wanted, 1) == 0.25
    assert success(answers, wanted, 2) == 0.5
    assert reciprocal_rank(answers, wanted) == 0.375


def test_quantiles_are_of_the_values_themselves() -> None:
    assert quantile([7.0], 99) == 7.0
    assert quantile([float(value) for value in range(101)], 50) == 50.0


def test_the_table_gives_medians_spread_and_ratios() -> None:
    row = Row("p50", {"ours": [1.0, 2.0, 4.0], "peer": [8.0]})
    assert table([row], ["ours", "peer"], markdown=True).splitlines() == [
        "|  | ours | peer | ÷ peer |",
        "|---|---:|---:|---:|",
        "| p50 | 2.00 (1.00–4.00) | 8.00 | 0.25 |",
    ]


def test_a_folder_of_markdown_is_built_whole_and_left_alone(tmp_path: Path, corpus: Path) -> None:
    before = sorted(corpus.rglob("*"))
    built = build(content_folder(corpus, tmp_path), tmp_path, None)
    assert (built.locale, len(built.documents), built.files) == ("fr", 4, 5)
    assert built.ids["aide/code-epp.md"] == "code-epp"
    assert "broken.md" in (tmp_path / "problems.txt").read_text("utf-8")
    assert sorted(corpus.rglob("*")) == before
    asked = read_queries(corpus / "queries.jsonl", built.ids)
    assert [each.wanted for each in asked] == [
        ("facture-payee",),
        ("mot-de-passe",),
        ("code-epp",),
        ("aide/broken.md",),
        None,
    ]


def test_an_edit_is_measured_on_a_copy_and_not_on_what_is_searched_afterwards(tmp_path: Path, corpus: Path) -> None:
    before = {path: path.read_bytes() for path in corpus.rglob("*.md")}
    built = build(content_folder(corpus, tmp_path), tmp_path, None)
    assert len(built.edited) == len(built.edited_cpu) > 1
    assert min(built.edited + built.edited_cpu) > 0
    assert not any("One more line" in section.text for each in built.documents for section in each.sections)
    assert {path: path.read_bytes() for path in corpus.rglob("*.md")} == before


def test_without_a_list_the_articles_own_questions_are_asked(documents: tuple[SearchDocument, ...]) -> None:
    assert questions(documents) == []


@extra
def test_the_benchmark_prints_a_table_with_every_engine(corpus: Path) -> None:
    command = [sys.executable, "-m", "scripts.bench_search", "--corpus", str(corpus), "--rounds", "1", "--markdown"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    head = next(line for line in done.stdout.splitlines() if line.startswith("|"))
    assert [name.strip() for name in head.split("|")[2:6]] == [OURS, "SQLite FTS5", "tantivy", "bm25s"]
    assert "4 of 5 files published" in done.stdout
    assert "1 ask for an article that could not be published" in done.stdout
    assert "| success at 1 | 0.750 | 0.750 | 0.750 | 0.750 |" in done.stdout
