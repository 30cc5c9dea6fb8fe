"""Bars of a chart, in the units of an SVG that the style sheet stretches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.insights import Period, Slot

HEIGHT = 100.0
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One slot of a chart: `height` of the whole and `part_height` of the marked part, of 100.

    `unfinished` is set where the slot holds the present day.
    """

    days: Period
    value: int
    part: int
    x: float
    height: float
    part_height: float
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one unit apart; `top` is the round figure that 100 stands for."""

    bars: tuple[Bar, ...]
    top: int
    total: int
    weekly: bool

    @property
    def highest(self) -> Bar:
        """The bar that is worth naming in words."""
        return max(self.bars, key=lambda bar: bar.value)


def chart(slots: Sequence[Slot], today: date) -> Chart:
    """The chart of a course."""
    top = _round_up(max((slot.value for slot in slots), default=0))
    bars = tuple(
        Bar(
            days=slot.days,
            value=slot.value,
            part=slot.part,
            x=float(place),
            height=round(HEIGHT * slot.value / top, 2),
            part_height=round(HEIGHT * slot.part / top, 2),
            unfinished=slot.days.until >= today,
        )
        for place, slot in enumerate(slots)
    )
    return Chart(bars, top, sum(slot.value for slot in slots), any(slot.days.days > 1 for slot in slots))


def _round_up(value: int) -> int:
    """The next even figure of one digit and zeros (2, 4, 10, 20, 50, 100, …), so that its half is whole too."""
    unit = 1
    while True:
        for step in _STEPS:
            if step * unit >= max(value, 4) and step * unit % 2 == 0:
                return step * unit
        unit *= 10
