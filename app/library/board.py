"""The popularity that readers see: the store's sums, turned into labels, as of a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.errors import StoreUnavailable
from app.library.snapshot import Snapshot
from app.model import RenderedArticle, Standing, utc_today
from app.popularity import Past, Published, horizon_days, past, standings, tie_breaker
from app.ports import Store

FEW = Standing("few")


@dataclass(frozen=True, slots=True)
class Standings:
    """Popularity of every article as of one reading of the store.

    `version` changes exactly when something that readers could see changed; page caches are keyed by it.
    `tie_breakers` maps each locale to its articles' popularity, id to 0..1, for the search; `read` are the locales in
    which somebody read something.
    """

    by_article: Mapping[tuple[str, str], Standing] = field(default_factory=dict)
    tie_breakers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    version: int = 0
    read: frozenset[str] = frozenset()

    def of(self, article: RenderedArticle) -> Standing:
        """An article's standing in its own locale."""
        return self.by_article.get((article.locale, article.id), FEW)


class Board:
    """Holds the latest standings; `refresh` reads the store, `current` never waits."""

    def __init__(self, store: Store, today: Callable[[], date] = utc_today):
        self._store = store
        self._today = today
        self._lock = threading.Lock()
        self._past: tuple[object, Past] | None = None
        self._current = Standings()

    @property
    def current(self) -> Standings:
        return self._current

    def refresh(self, snapshot: Snapshot) -> bool:
        """Read the store and place every article of the snapshot; False when the store did not answer.

        What was last known stays while the store is away. The days before today are read once a day and generation:
        140 days of 2,000 articles are 0.5 s.
        """
        thresholds = snapshot.site.thresholds
        articles = {
            locale: {article.id: article.published for article in snapshot.articles(locale)}
            for locale in snapshot.locales
        }
        with self._lock:
            try:
                known = self._known(snapshot, articles)
                reads = self._store.reads(known.today)
            except StoreUnavailable:
                return False
            placed = standings(known, reads, articles, thresholds)
            if placed != self._current.by_article:
                breakers = {locale: tie_breaker(placed, locale) for locale in snapshot.locales}
                read = frozenset(locale for locale, ranks in breakers.items() if any(ranks.values()))
                self._current = Standings(placed, breakers, self._current.version + 1, read)
            return True

    def _known(self, snapshot: Snapshot, articles: Published) -> Past:
        today, thresholds = self._today(), snapshot.site.thresholds
        wanted = today, snapshot.generation
        if self._past is None or self._past[0] != wanted:
            reads = self._store.reads(today - timedelta(days=horizon_days(thresholds)))
            self._past = wanted, past(reads, articles, thresholds, today)
        return self._past[1]
