"""How often tickets find the article that answers them, by kind and by how sure the answer says it is."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.library import Snapshot
from app.model import CONFIDENCES, Ticket

LIMIT = 3

Ask = Callable[[str, str], Sequence[tuple[str, str]]]
"""Text and locale of a ticket to the articles in their order, each with its confidence."""


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket and the ids of the articles that answer it: none for what is not a help centre's business."""

    text: str
    locale: str
    kind: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a ticket: the place of the first right article (from 1), and how sure the first one is."""

    ticket: Known
    place: int | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the tickets with an answer: right at first, among three; and of the sure answers to all tickets."""

    count: int
    first: float
    third: float
    high: float

    def reaches(self, first: float, third: float, high: float) -> bool:
        """Whether no share is below its floor."""
        return self.first >= first and self.third >= third and self.high >= high


def read(path: Path, locale: str) -> list[Known]:
    """Tickets of a JSON lines file (`text`, `ids`, perhaps `kind` and `locale`)."""
    known = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            record = json.loads(line)
            if not record.get("text") or "ids" not in record:
                raise SystemExit(f"{path}:{number}: a ticket needs `text` and `ids` (empty when nothing answers it)")
            kind, ids = record.get("kind", "all"), frozenset(record["ids"])
            known.append(Known(record["text"], record.get("locale", locale), kind, ids))
    return known


def within(snapshot: Snapshot) -> Ask:
    """A generation in this process."""
    return lambda text, locale: [
        (each.hit.id, each.confidence) for each in snapshot.deflect(Ticket(text, locale, LIMIT))
    ]


def over_http(base: str) -> Ask:
    """A running service, through its public API."""

    def ask(text: str, locale: str) -> Sequence[tuple[str, str]]:
        body = json.dumps({"text": text, "locale": locale, "limit": LIMIT}).encode()
        address, headers = f"{base.rstrip('/')}/api/v1/deflect", {"Content-Type": "application/json"}
        request = urllib.request.Request(address, body, headers)  # noqa: S310 - the operator names the address
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return [(each["id"], each["confidence"]) for each in json.load(response)["results"]]

    return ask


def outcome(ticket: Known, found: Sequence[tuple[str, str]]) -> Outcome:
    """What a ticket's answer is worth."""
    place = next((place for place, (article, _) in enumerate(found, 1) if article in ticket.ids), None)
    return Outcome(ticket, place, found[0][1] if found else None)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Sums up; shares of nothing are 1."""
    ours = [each for each in outcomes if each.ticket.ids]
    sure = [each for each in outcomes if each.confidence == CONFIDENCES[0]]
    return Figures(
        len(outcomes),
        _share([each.place == 1 for each in ours]),
        _share([each.place is not None for each in ours]),
        _share([each.place == 1 for each in sure]),
    )


def report(ask: Ask, known: Sequence[Known], *, misses: bool) -> Figures:
    """Print the figures by kind and by confidence, and the CPU time of this process; return those of all tickets."""
    began = time.process_time()
    outcomes = [outcome(ticket, ask(ticket.text, ticket.locale)) for ticket in known]
    spent = (time.process_time() - began) * 1000 / max(1, len(known))
    if misses:
        for each in outcomes:
            if each.ticket.ids and each.place != 1:
                print(f"  {each.ticket.kind}: {each.ticket.text[:80]!r} at {each.place}, {each.confidence}")
    print(f"{'kind':<14}{'tickets':>8}{'at 1':>8}{'at 3':>8}{'high':>8}{'right':>8}")
    for kind in (*sorted({each.ticket.kind for each in outcomes} - {"all"}), "all"):
        _line(kind, [each for each in outcomes if kind in ("all", each.ticket.kind)])
    print(f"{'answer':<14}{'tickets':>8}{'right':>8}{'not ours':>9}")
    for confidence in CONFIDENCES:
        said = [each for each in outcomes if each.confidence == confidence]
        alien = sum(not each.ticket.ids for each in said)
        print(f"{confidence:<14}{len(said):>8}{sum(each.place == 1 for each in said):>8}{alien:>9}")
    print(f"{spent:.1f} ms of CPU a ticket")
    return figures(outcomes)


def _line(kind: str, outcomes: Sequence[Outcome]) -> None:
    found = figures(outcomes)
    sure = sum(each.confidence == CONFIDENCES[0] for each in outcomes)
    ours = any(each.ticket.ids for each in outcomes)
    shares = "".join(f"{share:>8.3f}" if ours else f"{'-':>8}" for share in (found.first, found.third))
    right = f"{found.high:>8.3f}" if sure else f"{'-':>8}"
    print(f"{kind:<14}{found.count:>8}{shares}{sure:>8}{right}")


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 1.0
