"""What a translation owes its source: the sections that changed since, and what of it readers are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PieceKind = Literal["same", "removed", "added", "gap"]
SectionChange = Literal["changed", "added", "removed"]
ChangeReason = Literal["price", "delay", "number", "steps", "workflow"]
"""Why a change matters to readers: an amount, a time, another number, steps more or fewer, another portal action."""

DebtState = Literal["stale", "missing", "current"]
DEBT_STATES: tuple[DebtState, ...] = ("stale", "missing", "current")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line of a difference; a `gap` stands for lines that did not change."""

    kind: PieceKind
    text: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SectionDebt:
    """One section of the source that changed since its counterpart was changed last.

    `anchor` is what authors write in both (`steps`), empty for what comes before the first one (with title and
    summary); `title` its heading in the source. `since` is when the source took its present form, None while that is
    not committed. `lines` are the difference, `cut` when it is longer than what is kept.
    """

    anchor: str
    title: str
    change: SectionChange
    since: datetime | None
    lines: tuple[Line, ...] = ()
    reasons: tuple[ChangeReason, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Debt:
    """One article in one locale beside its source. `path` is empty where nothing is written in that locale, and a
    draft's where that is all there is.

    `changed` is when the translation changed last, None while that is not committed or nobody knows. `behind` is the
    day of the latest change that readers of the translation are told of; `marked` the day from which on the source
    asks for that itself. `state_key` tells whether it has to be worked out again.
    """

    id: str
    locale: str
    source_locale: str
    title: str
    path: str
    source_path: str
    state: DebtState
    sections: tuple[SectionDebt, ...] = ()
    changed: date | None = None
    behind: date | None = None
    marked: date | None = None
    state_key: str = ""
