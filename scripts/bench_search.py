"""Build, memory and time of our search beside SQLite FTS5, tantivy and bm25s, on the same articles and queries."""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from scripts.bench_corpus import (
    QUERIES,
    ROOT,
    Asked,
    Built,
    build,
    content_folder,
    folder_size,
    questions,
    read_queries,
)
from scripts.bench_engines import OURS, Contender, contenders
from scripts.bench_measure import (
    COLD,
    FIRST,
    FRESH,
    OPENING,
    WARM,
    Samples,
    measure_round,
    quantile,
    reciprocal_rank,
    run_alone,
    success,
)
from scripts.bench_process import CLOCKS
from scripts.bench_table import Row, table

LABELS = {
    FIRST: "first query after opening",
    COLD: "cold",
    WARM: "warm, with our answer cache",
    FRESH: "warm, without it",
}
MEGABYTE = 1_000_000


def index_all(engines: Mapping[str, Contender], built: Built, work: Path) -> list[Row]:
    """Build every engine's index of the same documents below `work`; rows of seconds and sizes."""
    seconds, sizes = {}, {}
    for name, contender in engines.items():
        folder = work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        start = time.perf_counter()
        contender.build(folder, built.locale, built.documents)
        seconds[name] = [time.perf_counter() - start]
        if contender.keep:
            contender.keep(folder, built.locale, built.documents)
        sizes[name] = [folder_size(folder) / MEGABYTE]
    return [
        Row("build, Markdown to published, s", {OURS: [built.seconds]}, 1),
        Row("the same, CPU s", {OURS: [built.cpu]}, 1),
        Row("one edit to readers, s", {OURS: list(built.edited)}, 2),
        Row("the same, CPU s of one process", {OURS: list(built.edited_cpu)}, 2),
        Row("published generation on disk, MB", {OURS: [built.size / MEGABYTE]}, 1),
        Row("indexing the plain text, s", seconds, 1),
        Row("index on disk, MB", sizes, 1),
    ]


def alone(
    engines: Mapping[str, Contender], built: Built, work: Path, asked: Sequence[Asked]
) -> tuple[Row, Sequence[Row]]:
    """A row of memory, and rows of what is found where that can be judged; from a process for each engine."""
    texts = [each.text for each in asked]
    runs = {name: run_alone(each, work / name, built.locale, texts) for name, each in engines.items()}
    memory = Row("memory, MB", {name: [run.memory / MEGABYTE] for name, run in runs.items()}, 0)
    judged = [place for place, each in enumerate(asked) if each.wanted is not None]
    if not judged:
        return memory, ()
    wanted = [asked[place].wanted or () for place in judged]
    answers = {name: [run.answers[place] for place in judged] for name, run in runs.items()}

    def found(label: str, figure: Callable[[Sequence[Sequence[str]]], float]) -> Row:
        return Row(label, {name: [figure(each)] for name, each in answers.items()}, 3, compared=False)

    return memory, (
        found("success at 1", lambda each: success(each, wanted, 1)),
        found("success at 5", lambda each: success(each, wanted, 5)),
        found("mean reciprocal rank", lambda each: reciprocal_rank(each, wanted)),
    )


def timings(rounds: Sequence[Samples], names: Sequence[str]) -> list[Row]:
    """Rows of p50 and p99 in milliseconds, one value a round."""

    def row(label: str, state: str, percent: int) -> Row:
        return Row(label, {name: [quantile(each[state, name], percent) for each in rounds] for name in names})

    rows = [row("opening, ms", OPENING, 50)]
    for state, label in LABELS.items():
        rows += [row(f"{label}, p50 ms", state, 50), row(f"{label}, p99 ms", state, 99)]
    return rows


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench search", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "articles", help="content folder, or folder of Markdown")
    parser.add_argument(
        "--queries", type=Path, help=f"JSON lines (default: the corpus's {QUERIES}, else its questions)"
    )
    parser.add_argument("--locale", help="default: the site's first")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=300, help="different queries that are timed (0: all)")
    parser.add_argument(
        "--clock", choices=CLOCKS, default="wall", help="cpu: only this thread's time, on a busy machine"
    )
    parser.add_argument("--work", type=Path, help="keep builds and indexes in this folder, for a look at them")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    return parser.parse_args()


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def run(chosen: argparse.Namespace, work: Path) -> str:
    """Everything, with files in `work`; the report."""
    say("building with the real compiler …")
    built = build(content_folder(chosen.corpus, work), work, chosen.locale)
    source = chosen.queries or chosen.corpus / QUERIES
    asked = read_queries(source, built.ids) if source.is_file() else questions(built.documents)
    if not asked:
        raise SystemExit(f"{source} holds no query, and the articles list no questions")
    engines = contenders(built.synonyms)
    say("indexing the same documents with each engine …")
    rows = index_all(engines, built, work)
    say(f"{len(asked)} queries, each engine in a process of its own …")
    memory, found = alone(engines, built, work, asked)
    texts = sorted({each.text for each in asked})
    if chosen.sample:
        texts = random.Random(1).sample(texts, min(chosen.sample, len(texts)))  # noqa: S311 - a fixed choice
    openers = {name: partial(each.open, work / name, built.locale) for name, each in engines.items()}
    rounds = []
    for number in range(chosen.rounds):
        say(f"round {number + 1} of {chosen.rounds}, {len(texts)} queries …")
        rounds.append(measure_round(openers, texts, number, chosen.clock))
    rows += [memory, *timings(rounds, list(engines)), *found]
    lost = sum(1 for each in asked if each.wanted and not set(each.wanted) & set(built.ids.values()))
    return "\n".join(
        (
            f"{len(built.documents):,} of {built.files:,} files published in '{built.locale}', "
            f"{built.characters:,} characters of text; {len(asked):,} queries, {len(texts):,} timed, "
            f"{chosen.rounds} rounds, {chosen.clock} time; {lost} ask for an article that could not be published.",
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
            + ", ".join(f"{name} {each.version}" for name, each in engines.items())
            + ".",
            "",
            table(rows, list(engines), markdown=chosen.markdown),
        )
    )


def main() -> None:
    chosen = options()
    if chosen.work:
        chosen.work.mkdir(parents=True, exist_ok=True)
        print(run(chosen, chosen.work.resolve()))
    else:
        with tempfile.TemporaryDirectory(prefix="guichet-bench-") as folder:
            print(run(chosen, Path(folder)))


if __name__ == "__main__":
    main()
