"""Queries as people and attackers type them, made from a seed; how long the whole application takes over each."""

from __future__ import annotations

import argparse
import gc
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from app.compiler import Compiler
from app.generations import Generations
from app.search import open_engine
from app.settings import Settings
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY, Services

ROOT = Path(__file__).resolve().parent.parent
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

ODDITIES = (
    *("*", "*a*", "??????*", "a* b*", "[a TO zzzz]", "{a TO z}", "babab~9", "x^1e308", "NOT x", "AND OR NOT (", "a:"),
    *(
        "visibility:draft",
        "path:/etc",
        "id:*",
        "_stored_title",
        "title:(a OR",
        "(",
        ")",
        '"',
        "-",
        "--",
        "+",
        "&&",
        "|",
    ),
    *(
        "<svg/onload=alert(1)>",
        "</b><script>",
        "<mark>",
        "&lt;",
        "'; DROP TABLE views; --",
        "{{ 7*7 }}",
        "%s%n",
        "${x}",
    ),
    *("../../etc/passwd", "\\", "%00", "\x00", "\ud800", "\u202e", "\u200b", "\ufeff", "e\u0301", "ﷺ", "ﬁ", "Ａ", "٣"),
    *("🎉", "👨‍👩‍👧", "नमस्ते", "مرحبا", "漢字", "Ω", "ß", "İ", "ŉ", "n°", "C++", ".ma", "e-mail", "1e309", "-1", "NaN"),
)
"""What breaks searches: signs of query languages, markup, and characters that grow, turn, hide or join."""

MARKS = ('"%s"', "-%s", "«\u00a0%s\u00a0»", "%s*", "%s~", "l'%s", "%s?", "l’%s", "#%s", "%s.ma")


def vocabulary(folder: Path) -> tuple[str, ...]:
    """The words of the Markdown files below a folder."""
    texts = (path.read_text("utf-8", "replace") for path in sorted(folder.rglob("*.md")))
    return tuple(sorted({word for text in texts for word in text.split()}))


def generated(count: int, words: Sequence[str], seed: int = 1) -> Iterator[str]:
    """`count` texts, the same for the same seed: half as customers write, half as nobody should."""
    rng = random.Random(seed)  # noqa: S311 - the same queries in every run
    for number in range(count):
        yield _natural(rng, words) if number % 2 else _hostile(rng, words)


def _natural(rng: random.Random, words: Sequence[str]) -> str:
    """Up to 14 words of the articles, some mistyped, without accents, quoted, excluded or unfinished."""
    chosen = [_typed(rng, rng.choice(words)) for _ in range(rng.randint(1, 14))]
    return " ".join(chosen)[: rng.choice((60, 120, 200, 230))]


def _typed(rng: random.Random, word: str) -> str:
    kind = rng.random()
    if kind < 0.2 and len(word) > 3:
        at = rng.randrange(len(word) - 1)
        return rng.choice((word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at]))
    if kind < 0.4:
        return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
    return rng.choice(MARKS) % word if kind < 0.6 else word


def _hostile(rng: random.Random, words: Sequence[str]) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(ODDITIES) * rng.choice((1, 7, 40, 199, 201))
    if kind == 1:
        return "".join(
            chr(rng.choice((rng.randrange(0x3000), rng.randrange(0x110000)))) for _ in range(rng.randint(1, 210))
        )
    pieces = [rng.choice(ODDITIES if rng.random() < 0.6 else words) for _ in range(rng.randint(1, 40))]
    return ("" if kind == 2 else " ").join(pieces)[: rng.choice((200, 250))]


WAYS: Mapping[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "results page": lambda text: ("/fr/search", {"q": text}),
    "/api/v1/search": lambda text: ("/api/v1/search", {"q": text, "locale": "fr"}),
    "/api/v1/suggest": lambda text: ("/api/v1/suggest", {"q": text, "locale": "fr"}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its HTTP status, and the milliseconds of CPU and of wall time that the application took."""

    text: str
    status: int
    cpu: float
    wall: float


def ask(client: FlaskClient, way: str, text: str) -> Asked:
    """Ask the application for one text, in this thread."""
    path, parameters = WAYS[way](text)
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in parameters.items()}
    cpu, wall = time.thread_time_ns(), time.perf_counter_ns()
    response = client.get(path, query_string=encoded, headers={"User-Agent": AGENT})
    return Asked(text, response.status_code, (time.thread_time_ns() - cpu) / 1e6, (time.perf_counter_ns() - wall) / 1e6)


@contextmanager
def application(articles: Path) -> Iterator[FlaskClient]:
    """A client of the whole application over a content folder, built into a folder that goes away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(
            articles=articles,
            index=folder / "index",
            store=f"sqlite:///{folder / 'bench.db'}",
            secret_key=secrets.token_hex(32),
            instance=folder / "instance",
            rate_limits=False,
        )
        with Compiler(articles, Generations(settings.index, settings.secret_key), open_engine("whoosh:")) as compiler:
            compiler.build()
        upgrade(settings.store)
        app = create_app(settings)
        parts: Services = app.extensions[KEY]
        parts.library.refresh()
        gc.collect()
        gc.freeze()  # what the build left behind is no part of a process that serves
        yield app.test_client()
        parts.store.close()


def report(way: str, asked: Sequence[Asked]) -> bool:
    """Print one way's figures and its slowest query; return whether nothing failed."""
    statuses = Counter(each.status for each in asked)
    cuts = statistics.quantiles((each.cpu for each in asked), n=100)
    slowest = max(asked, key=lambda each: each.cpu)
    counts = ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items()))
    print(f"{way:18}{cuts[49]:8.2f}{cuts[98]:8.2f}{slowest.cpu:8.2f}{max(each.wall for each in asked):8.2f}  {counts}")
    print(f"{'':18}slowest: {slowest.text[:60]!a}")
    return all(status < 500 for status in statuses)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench queries", description=__doc__)
    parser.add_argument("--articles", type=Path, default=ROOT / "articles", help="content folder to build (articles)")
    parser.add_argument("--count", type=int, default=4000, help="queries (4000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=300.0, help="end with 1 when a query takes more ms of CPU (300)")
    options = parser.parse_args(arguments)
    texts = list(generated(options.count, vocabulary(options.articles), options.seed))
    with application(options.articles) as client:
        print(f"{options.count} queries, half of them hostile; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{'CPU ms':18}{'p50':>8}{'p99':>8}{'most':>8}{'wall':>8}  statuses")
        good = True
        for way in WAYS:
            ask(client, way, "domaine")  # the first request also reads templates and postings
            asked = [ask(client, way, text) for text in texts]
            good = report(way, asked) and max(each.cpu for each in asked) <= options.most and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
