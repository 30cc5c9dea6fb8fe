"""`scripts/relevance`: how often the right articles are first, of queries and tickets whose right answers are known."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.search import open_engine
from scripts import relevance_matters as matters
from scripts import relevance_queries as queries
from scripts import relevance_sections as sections
from scripts import relevance_tickets as tickets
from scripts.relevance_services import Service, compiled, current, opened, over_http

ROOT = Path(__file__).resolve().parent.parent


def measure_queries(options: argparse.Namespace) -> int:
    """The figures of query files, each under its name; 1 when one is below a floor."""
    files = [(path, queries.read(path, options.locale)) for path in options.files]

    def measure(service: Service) -> int:
        enough = True
        for path, known in files:
            print(path)
            whole, told = queries.report(service, known, misses=options.misses)
            right = not whole.count or (whole.first >= options.first and whole.third >= options.third)
            enough = enough and right and told >= options.told
        return 0 if enough else 1

    if options.url:
        return measure(over_http(options.url))
    with compiled(options.articles) as generations:
        return measure(opened(generations, open_engine("whoosh:")))


def measure_tickets(options: argparse.Namespace) -> int:
    """The figures of ticket files, each under its name; 1 when one is below a floor."""

    def measure(ask: tickets.Ask) -> int:
        enough = True
        for path in options.files:
            print(path)
            found = tickets.report(
                ask, tickets.read(path, queries.locale_of(path, options.locale)), misses=options.misses
            )
            enough = enough and found.reaches(options.first, options.third, options.high)
        return 0 if enough else 1

    if options.url:
        return measure(tickets.over_http(options.url))
    with compiled(options.articles) as generations:
        return measure(tickets.within(current(generations, open_engine("whoosh:"))))


def measure_matters(options: argparse.Namespace) -> int:
    """The figures of tickets that ask several things, each file under its name; 1 when one is below a floor."""
    enough = True
    with compiled(options.articles) as generations:
        snapshot = current(generations, open_engine("whoosh:"))
        for path in options.files:
            print(path)
            known = matters.read(path, queries.locale_of(path, options.locale))
            found = matters.report(snapshot, known, misses=options.misses)
            enough = enough and found.reaches(options.third, options.apart, options.whole, options.high)
    return 0 if enough else 1


def measure_sections(options: argparse.Namespace) -> int:
    """The share of tickets whose section is proposed, by file; 1 when one is below the floor of the first."""
    with compiled(options.articles) as generations:
        snapshot, shares = current(generations, open_engine("whoosh:")), []
        for path in options.files:
            print(path)
            known = sections.read(path, queries.locale_of(path, options.locale))
            shares.append(sections.report(snapshot, known, misses=options.misses))
    return 0 if min(shares) >= options.first else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/relevance", description=__doc__)
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON lines: q, ids (none for « nothing ») or path, kind, locale",
    )
    parser.add_argument("--url", help="a running service to ask instead of building")
    parser.add_argument("--articles", type=Path, default=ROOT / "articles", help="content folder to build (articles)")
    parser.add_argument("--locale", help="locale of the queries (else the file name's)")
    parser.add_argument("--misses", action="store_true", help="also list queries whose right answer is not first")
    parser.add_argument("--first", type=float, default=0.0, help="end with 1 when fewer are right at 1")
    parser.add_argument("--third", type=float, default=0.0, help="end with 1 when fewer are right at 3")
    parser.add_argument("--told", type=float, default=0.0, help="end with 1 when fewer are told rightly")
    parser.add_argument(
        "--tickets", action="store_true", help="the files hold tickets: text, ids (none for « not ours »)"
    )
    parser.add_argument(
        "--sections", action="store_true", help="the files hold tickets: text, id, anchors of the sections that answer"
    )
    parser.add_argument(
        "--matters", action="store_true", help="the files hold tickets: text, matters (ids for each thing asked)"
    )
    parser.add_argument("--apart", type=float, default=0.0, help="end with 1 when fewer tickets are taken apart")
    parser.add_argument("--whole", type=float, default=0.0, help="end with 1 when fewer others are left whole")
    parser.add_argument(
        "--high", type=float, default=0.0, help="end with 1 when fewer sure answers to tickets are right"
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments name."""
    options = _parser().parse_args(arguments)
    if options.sections:
        return measure_sections(options)
    if options.matters:
        return measure_matters(options)
    return measure_tickets(options) if options.tickets else measure_queries(options)


if __name__ == "__main__":
    sys.exit(main())
