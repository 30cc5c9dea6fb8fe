"""How often tickets that ask several things get an article for each, and how often one thing is taken for several."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.library import Snapshot
from app.model import Deflection, Ticket

LIMIT = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket and, for each thing that it asks, the ids of the articles that answer it."""

    text: str
    locale: str
    kind: str
    matters: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found: how many of its matters have an article among three, whether it was taken apart, and how many of
    the articles that were proposed as sure for one matter are right."""

    ticket: Known
    covered: int
    apart: bool
    sure: int
    right: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares: of matters that have an article among three, of tickets with several that were taken apart, of tickets
    with one that were not, and of sure answers to one of several matters that are right."""

    covered: float
    apart: float
    whole: float
    sure: float

    def reaches(self, covered: float, apart: float, whole: float, sure: float) -> bool:
        """Whether no share is below its floor."""
        return self.covered >= covered and self.apart >= apart and self.whole >= whole and self.sure >= sure


def read(path: Path, locale: str) -> list[Known]:
    """Tickets of a JSON lines file (`text`, `matters`: lists of ids, perhaps `kind` and `locale`)."""
    known = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            record = json.loads(line)
            if not record.get("text") or not all(record.get("matters") or [[]]):
                raise SystemExit(f"{path}:{number}: a ticket needs `text` and `matters`, lists of ids")
            matters = tuple(map(frozenset[str], record["matters"]))
            known.append(Known(record["text"], record.get("locale", locale), record.get("kind", "all"), matters))
    return known


def outcome(ticket: Known, found: Sequence[Deflection]) -> Outcome:
    """What a ticket's answer is worth."""
    ids = [each.hit.id for each in found]
    sure = [each.hit.id for each in found if each.question and each.confidence == "high"]
    return Outcome(
        ticket,
        sum(not matter.isdisjoint(ids[:LIMIT]) for matter in ticket.matters),
        len({each.question for each in found if each.question}) > 1,
        len(sure),
        sum(any(each in matter for matter in ticket.matters) for each in sure),
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Sums up; shares of nothing are 1."""
    several = [each for each in outcomes if len(each.ticket.matters) > 1]
    single = [each for each in outcomes if len(each.ticket.matters) == 1]
    return Figures(
        _share(sum(each.covered for each in outcomes), sum(len(each.ticket.matters) for each in outcomes)),
        _share(sum(each.apart for each in several), len(several)),
        _share(sum(not each.apart for each in single), len(single)),
        _share(sum(each.right for each in outcomes), sum(each.sure for each in outcomes)),
    )


def report(snapshot: Snapshot, known: Sequence[Known], *, misses: bool) -> Figures:
    """Print the figures by kind; return those of all tickets."""
    outcomes = [outcome(ticket, snapshot.deflect(Ticket(ticket.text, ticket.locale, LIMIT))) for ticket in known]
    if misses:
        for each in outcomes:
            several = len(each.ticket.matters) > 1
            if each.covered < len(each.ticket.matters) or each.apart is not several:
                print(f"  {each.ticket.kind}: {each.ticket.text[:80]!r} {each.covered} found, apart: {each.apart}")
    print(f"{'kind':<14}{'tickets':>8}{'at 3':>8}{'apart':>8}{'whole':>8}{'high':>8}")
    for kind in (*sorted({each.ticket.kind for each in outcomes} - {"all"}), "all"):
        some = [each for each in outcomes if kind in ("all", each.ticket.kind)]
        shares = figures(some)
        said = (shares.covered, shares.apart, shares.whole, shares.sure)
        print(f"{kind:<14}{len(some):>8}{''.join(f'{share:>8.3f}' for share in said)}")
    return figures(outcomes)


def _share(part: int, all_: int) -> float:
    return part / all_ if all_ else 1.0
