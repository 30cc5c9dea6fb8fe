"""What pages cost, beside a fixed page of the same server and the same bytes from nginx, in one run."""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import brotli

from scripts.bench_servers import Case, Sample, Server, fixed, guichet, nginx

QUERIES = (
    "code epp",
    "mot de passe oublié",
    "renouveler mon hébergement",
    "paiement refusé par la banque",
    "comment changer de titulaire",
    "créer une adresse e-mail",
    "certificat ssl gratuit",
    "facture signée et cachetée",
)
BASE = "fixed page, bare Flask"


@dataclass(frozen=True, slots=True)
class Round:
    """CPU milliseconds a request in one round, and its answers."""

    cost: float
    sample: Sample


def measure(server: Server, case: Case) -> Round:
    """One round of a case."""
    before = server.cpu_seconds()
    sample = server.get(case)
    return Round((server.cpu_seconds() - before) / len(case.paths) * 1000, sample)


def measure_in_turn(targets: Mapping[str, tuple[Server, Case]], rounds: int) -> dict[str, list[Round]]:
    """All cases in every round, after a quarter of each to warm up, so that the machine's moods meet all alike.

    Cases that ask for nothing twice have one round, the first, and nothing before it.
    """
    for server, case in targets.values():
        if not case.once:
            server.get(replace(case, paths=case.paths[: len(case.paths) // 4]))
    done: dict[str, list[Round]] = {what: [] for what in targets}
    for number in range(rounds):
        for what, (server, case) in targets.items():
            if number == 0 or not case.once:
                done[what].append(measure(server, case))
    return done


def line(rounds: Sequence[Round], base: Sequence[Round]) -> str:
    """A row of the table: medians of the rounds; the share of the fixed page's requests within each round."""
    cost = statistics.median(each.cost for each in rounds)
    shares = [fixed.cost / each.cost for fixed, each in zip(base, rounds, strict=False) if each.cost]
    cuts = statistics.quantiles([seconds for each in rounds for seconds in each.sample.seconds], n=100)
    size = statistics.median(size for each in rounds for size in each.sample.sizes)
    speed = f"{1000 / cost:10.0f}{statistics.median(shares):9.0%} " if cost and shares else f"{'':20}"
    return f"{cost:8.3f}{speed}{cuts[49] * 1000:8.2f}{cuts[98] * 1000:8.2f}{size:8.0f}"


def cases(server: Server, count: int) -> dict[str, Case]:
    """Everything that readers ask for, `count` times."""
    listing = server.read("/sitemap.xml")[0]
    text = brotli.decompress(listing).decode()
    pages = re.findall(r"<loc>https?://[^/]+(/\w\w/articles/[^<]+)</loc>", text)
    articles = [pages[n % len(pages)] for n in range(count)]
    known = {path: {"If-None-Match": server.read(path)[1]["ETag"]} for path in pages}
    unique = [f"/fr/search?q={quote(f'{QUERIES[n % len(QUERIES)]} {n}')}" for n in range(count)]
    typed = [quote(query[:length]) for query in QUERIES for length in range(2, len(query))]
    return {
        "home": Case(["/fr/"] * count),
        "article": Case(articles),
        "article, 304": Case(articles, known, 304),
        "search, repeated": Case([unique[n % 8] for n in range(count)]),
        "search, new each time": Case(unique, once=True),
        "suggest": Case([f"/api/v1/suggest?locale=fr&q={typed[n % len(typed)]}" for n in range(count)]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000, help="requests a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    count = options.requests
    with tempfile.TemporaryDirectory() as name, guichet(Path(name)) as ours, fixed(Path(name)) as peer:
        every = cases(ours, count)
        targets = {BASE: (peer, Case(["/fixed"] * count))} | {what: (ours, case) for what, case in every.items()}
        with nginx(Path(name), ours.read(every["article"].paths[0])[0]) as static:
            if static:
                targets["article's bytes, nginx"] = static, Case(["/article"] * count)
            rows = measure_in_turn(targets, options.rounds)
    print(
        f"one worker, {count} requests a round, {options.rounds} rounds, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':26}{'CPU ms':>8}{'a second':>10}{'of fixed':>10}{'p50 ms':>8}{'p99 ms':>8}{'bytes':>8}")
    for what, rounds in rows.items():
        print(f"{what:26}{line(rounds, rows[BASE])}")


if __name__ == "__main__":
    main()
