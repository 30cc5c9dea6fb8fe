"""How often the reply desk proposes the section of the right article that answers a ticket."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.library import Snapshot, offers
from app.model import Ticket

LIMIT = 5
"""Articles that the desk offers."""


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket, the article that answers it, and the anchors (as in the Markdown: `steps`) of the sections that do."""

    text: str
    locale: str
    kind: str
    id: str
    anchors: frozenset[str]


def read(path: Path, locale: str) -> list[Known]:
    """Tickets of a JSON lines file (`text`, `id`, `anchors`, perhaps `kind` and `locale`)."""
    known = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            record = json.loads(line)
            if not (record.get("text") and record.get("id") and record.get("anchors")):
                raise SystemExit(f"{path}:{number}: a ticket needs `text`, `id` and `anchors`")
            kind, anchors = record.get("kind", "all"), frozenset(record["anchors"])
            known.append(Known(record["text"], record.get("locale", locale), kind, record["id"], anchors))
    return known


def proposed(snapshot: Snapshot, ticket: Known) -> str | None:
    """The anchor proposed of the right article; empty for the whole article, None when that is not offered at all."""
    found = offers(snapshot, "https://help.example", Ticket(ticket.text, ticket.locale, LIMIT))
    offer = next((each for each in found if each.article.id == ticket.id), None)
    if offer is None:
        return None
    section = offer.targets[0].section
    return section.anchor.removeprefix("h-") if section else ""


def report(snapshot: Snapshot, known: Sequence[Known], *, misses: bool) -> float:
    """Print the shares by kind; return that of all tickets."""
    right: dict[str, list[bool]] = {"all": []}
    for ticket in known:
        anchor = proposed(snapshot, ticket)
        if misses and anchor not in ticket.anchors:
            print(
                f"  {ticket.kind}: {ticket.text[:80]!r} {ticket.id}#{anchor}, not {', '.join(sorted(ticket.anchors))}"
            )
        for kind in {ticket.kind, "all"}:
            right.setdefault(kind, []).append(anchor in ticket.anchors)
    print(f"{'kind':<14}{'tickets':>8}{'right':>8}")
    for kind, each in sorted(right.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        print(f"{kind:<14}{len(each):>8}{sum(each) / max(1, len(each)):>8.3f}")
    return sum(right["all"]) / max(1, len(right["all"]))
