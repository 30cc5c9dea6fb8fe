"""A figure of this period beside the same figure of the period before."""

from __future__ import annotations

from dataclasses import dataclass

MIN_CHANGE = 0.1
MIN_MOVED = 5


@dataclass(frozen=True, slots=True)
class Trend:
    """How often something happened in this period and in the one before.

    `before` is None when nothing at all was recorded then: there is nothing to compare with.
    """

    now: int
    before: int | None = None

    @property
    def change(self) -> float | None:
        """By which share of the earlier figure it changed (0.5: half as much again); None without one."""
        return (self.now - self.before) / self.before if self.before else None

    @property
    def notable(self) -> bool:
        """Whether it changed by a tenth and by five at least: less is noise, and no colour is drawn on it."""
        moved = abs(self.now - (self.before or 0))
        return self.before is not None and moved >= MIN_MOVED and moved >= MIN_CHANGE * self.before

    @property
    def direction(self) -> str:
        """`up`, `down`, `same`, `new` (there was none before) or `unknown` (nothing was recorded before)."""
        if self.before is None:
            return "unknown"
        if self.before == 0:
            return "new" if self.now else "same"
        return "up" if self.now > self.before else "down" if self.now < self.before else "same"
