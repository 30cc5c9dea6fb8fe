"""What translations owe, with how many readers that concerns: the most read first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.insights.articles import Key
from app.insights.sheet import Cell, Sheet, sheet
from app.model import Debt, SectionDebt

READ_DAYS = 30
"""Days, up to the present one, whose readers are counted."""

TRANSLATION_COLUMNS = (
    *("state", "locale", "article", "title", "readers", "reads", "source_reads", "anchor", "section", "change"),
    *("since", "reasons", "told_since", "path", "source"),
)


@dataclass(frozen=True, slots=True)
class Owing:
    """One translation; `reads` are its own of the last 30 days, `source_reads` those of its source."""

    debt: Debt
    reads: int
    source_reads: int

    @property
    def readers(self) -> int:
        """How many reads it concerns."""
        return self.reads + self.source_reads


def owing(debts: Iterable[Debt], reads: Mapping[Key, int]) -> tuple[Owing, ...]:
    """Those that concern the most readers first; of equal ones those that readers are told of."""
    found = (
        Owing(debt, reads.get((debt.locale, debt.id), 0), reads.get((debt.source_locale, debt.id), 0)) for debt in debts
    )
    return tuple(sorted(found, key=lambda one: (-one.readers, one.debt.behind is None, one.debt.locale, one.debt.id)))


def translation_sheet(found: Iterable[Owing]) -> Sheet:
    """The table that editors take away: a line for each section, one for what has none."""
    return sheet(TRANSLATION_COLUMNS, (_row(one, section) for one in found for section in one.debt.sections or (None,)))


def _row(one: Owing, section: SectionDebt | None) -> tuple[Cell, ...]:
    debt = one.debt
    about: tuple[Cell, ...] = (None, None, None, None, "")
    if section:
        about = (section.anchor, section.title, section.change, section.since, " ".join(section.reasons))
    return (
        *(debt.state, debt.locale, debt.id, debt.title, one.readers, one.reads, one.source_reads),
        *about,
        *(debt.behind, debt.path or None, debt.source_path),
    )
