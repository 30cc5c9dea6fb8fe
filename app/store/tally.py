"""What a group of entries adds to the sums, before any of it is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from app.model import STAFF_VIAS, Event, View, Vote
from app.store.schema import ACTIONS, ARTICLES, CLICKS, REASONS, SEARCHES, Sums

Key = tuple[date, *tuple[str | bool, ...]]
"""A day, then the keys of the sums in their order."""

_OF_ARTICLE = {"click": "clicks", "action": "actions", "open": "opened", "solved": "solved", "ticket": "tickets"}
_OF_DAY = {"search": "searches", "click": "clicks", "action": "actions", "solved": "solved", "ticket": "tickets"}


@dataclass(slots=True)
class Tally:
    """Additions by table and key; those of a vote that was taken back are negative."""

    sums: dict[str, defaultdict[Key, Counter[str]]] = field(default_factory=dict)
    results: dict[Key, int] = field(default_factory=dict)
    """How many results the latest search for a query saw."""
    totals: defaultdict[Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    staff: Counter[Key] = field(default_factory=Counter)

    def of(self, sums: Sums) -> dict[Key, Counter[str]]:
        """The additions to some sums, in the one order in which all writers write."""
        return dict(sorted(self.sums.get(sums.daily.name, {}).items()))

    def view(self, view: View) -> None:
        """One more reader."""
        self._article(view.day, view.locale, view.article, "reads")
        self._total(view.day, view.locale, "reads")

    def event(self, event: Event) -> None:
        """One more event; of staff and assistants only that there was one, of tickets that too."""
        day = event.at.date()
        if event.via in STAFF_VIAS:
            self.staff[day, event.via, event.type] += 1
            return
        if event.via == "ticket":
            self.staff[day, event.via, event.type] += 1
            if event.type == "search":
                return  # an answer that was shown: nobody asked for anything in words
        if total := _OF_DAY.get(event.type):
            self._total(day, event.locale, total)
        if event.article and event.type in _OF_ARTICLE:
            self._article(day, event.locale, event.article, _OF_ARTICLE[event.type])
        if event.type == "search":
            self._search(day, event)
        elif event.type == "click":
            self._click(day, event)
        elif event.type == "action":
            self._add(ACTIONS, (day, event.locale, event.article or "", event.workflow or ""), "actions")

    def place(self, event: Event) -> None:
        """The place that a click came from, which may be learnt after the click itself."""
        if event.query and event.position:
            key = (event.at.date(), event.locale, event.query, event.article or "")
            self._add(CLICKS, key, "placed")
            self._add(CLICKS, key, "positions", event.position)

    def vote(self, vote: Vote, step: int) -> None:
        """A vote that is given (1) or taken back (-1)."""
        name = "helpful" if vote.helpful else "unhelpful"
        self._article(vote.day, vote.locale, vote.article, name, step)
        self._total(vote.day, vote.locale, name, step)
        if vote.reason:
            self._add(REASONS, (vote.day, vote.locale, vote.article, vote.helpful, vote.reason), "votes", step)

    def _search(self, day: date, event: Event) -> None:
        key = (day, event.locale, event.query or "")
        self._add(SEARCHES, key, "searches")
        self.results[key] = event.results or 0
        if event.corrected:
            self._add(SEARCHES, key, "corrected")
        if not event.answered:
            self._add(SEARCHES, key, "unanswered")
            self._total(day, event.locale, "unanswered")

    def _click(self, day: date, event: Event) -> None:
        if not event.query:
            return
        self._add(SEARCHES, (day, event.locale, event.query), "clicks")
        self._add(CLICKS, (day, event.locale, event.query, event.article or ""), "clicks")
        if event.position:
            self.place(event)

    def _article(self, day: date, locale: str, article: str, name: str, step: int = 1) -> None:
        self._add(ARTICLES, (day, locale, article), name, step)

    def _total(self, day: date, locale: str, name: str, step: int = 1) -> None:
        self.totals[day, locale][name] += step

    def _add(self, sums: Sums, key: Key, name: str, step: int = 1) -> None:
        self.sums.setdefault(sums.daily.name, defaultdict(Counter))[key][name] += step
