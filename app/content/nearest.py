"""What somebody may have meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.model.edits import edits

MAX_COMPARISONS = 200_000


@dataclass(slots=True)
class Hints:
    """The end of a message about an unknown name. Comparisons are limited (about a second of them) for a whole
    content, as there may be 10,000 names and as many mistakes."""

    left: int = MAX_COMPARISONS

    def of(self, name: str, known: Collection[str]) -> str:
        """`, did you mean 'x'?`, or nothing."""
        self.left -= len(known)
        near = nearest(name, known) if self.left >= 0 else None
        return f", did you mean '{near}'?" if near else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` is nearly: one edit away, two from 8 letters; names of 4 letters or more.

    Case, spaces and hyphens for underscores are no difference at all, so `Visibility` is nearly `visibility`.
    """
    word = _folded(name)
    if len(word) < 4:
        return next((other for other in known if _folded(other) == word), None)
    letters = set(word)
    scored = (
        (edits(word, _folded(other)), other)
        for other in sorted(known)
        # Two edits change at most four letters of the sets: most names are passed over without counting edits.
        if abs(len(other) - len(word)) <= 2 and len(letters ^ set(_folded(other))) <= 4
    )
    best = min(scored, default=(99, ""))
    return best[1] if best[0] <= (2 if max(len(word), len(best[1])) >= 8 else 1) else None


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
