"""What a request for an editors' page asks about: days, locale of the readers, language of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.insights import Period, Scope
from app.locales import LANGUAGES

PRESETS = (7, 30, 90, 365)
"""Days up to today that one link chooses."""
DEFAULT_DAYS = 30
MOST_DAYS = 800
"""A little more than the 25 months for which sums are kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`days` is the preset that was chosen, None for dates of one's own; `refused` when those made no period.

    `language` is the interface's as the address has it, None when the browser's languages decide.
    """

    scope: Scope
    days: int | None
    refused: bool
    language: str | None

    def parameters(self, **changes: str | int | None) -> dict[str, str]:
        """The query of an address that asks for the same with some changes; what is not set is left out."""
        period = self.scope.period
        own = {"from": period.since.isoformat(), "to": period.until.isoformat()}
        days = {} if self.days == DEFAULT_DAYS else {"days": str(self.days)}
        values = {**(days if self.days else own), "locale": self.scope.locale, "lang": self.language}
        if "days" in changes:
            values = {name: value for name, value in values.items() if name not in ("days", "from", "to")}
        return {name: str(value) for name, value in {**values, **changes}.items() if value is not None}


def read_asked(values: Mapping[str, str], today: date, locales: Sequence[str]) -> Asked:
    """Read a query: `days`, or `from` and `to`; `locale`; `lang`. What is not acceptable counts as not given."""
    locale, language = values.get("locale"), values.get("lang")
    own = _own(values.get("from", ""), values.get("to", ""), today)
    given = bool(values.get("from") or values.get("to"))
    days = None if own else _preset(values.get("days", ""))
    return Asked(
        scope=Scope(own or Period.last(days or DEFAULT_DAYS, today), locale if locale in locales else None),
        days=days,
        refused=given and own is None,
        language=language if language in LANGUAGES else None,
    )


def _preset(text: str) -> int:
    return int(text) if text in map(str, PRESETS) else DEFAULT_DAYS


def _own(since: str, until: str, today: date) -> Period | None:
    """The days that a form names; without an end up to today, 800 at most."""
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until) if until else today
    except ValueError:
        return None
    last = min(last, today)
    if last < first:
        return None
    return Period(max(first, last - timedelta(days=MOST_DAYS - 1)), last)
