"""What came of the articles that stood beside tickets while they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.model import StaffSum


@dataclass(frozen=True, slots=True)
class BesideTickets:
    """Articles that were shown, opened, and said to have solved the question (one reader, article and day count once);
    and tickets that were sent all the same, with such articles before their author's eyes."""

    shown: int
    opened: int
    solved: int
    sent: int

    @property
    def opened_share(self) -> float | None:
        """Opened articles as a share of those that were shown, at most 1; None where none was."""
        return min(1.0, self.opened / self.shown) if self.shown else None


def beside_tickets(sums: Iterable[StaffSum]) -> BesideTickets:
    """The counts of one period, of all languages."""
    found = {one.type: one.count for one in sums if one.via == "ticket"}
    return BesideTickets(*(found.get(kind, 0) for kind in ("search", "open", "solved", "ticket")))
