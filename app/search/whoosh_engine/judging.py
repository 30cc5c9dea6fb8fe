"""The order of the articles that hold something of a query, and whether one of them answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from app.model import MAX_RESULTS, Query
from app.search.postings import Vector, top
from app.search.ranking import BEST, WINDOW, Ranked, Ranker, damped
from app.search.weights import Weights
from app.search.whoosh_engine.scores import Scores


class Judge:
    """Orders the documents of one index; immutable."""

    def __init__(self, reader: Scores, weights: Weights) -> None:
        self._reader = reader
        self._weights = weights

    def page(
        self, sums: Vector, ranker: Ranker, popularity: Mapping[str, float], query: Query
    ) -> tuple[Sequence[Ranked], int, bool]:
        """The asked page; and the best document (-1: none), which is not on every page, and whether one of the best
        answers the query."""
        limit, offset = max(1, min(query.limit, MAX_RESULTS)), max(0, query.offset)
        docs = top(sums, WINDOW)
        window, answered = self.judged(docs, sums, ranker, popularity, offset + limit)
        if offset + limit > len(docs):
            scores = {doc: float(sums[doc]) for doc in top(sums, offset + limit)}
            for each in window:
                scores.pop(each.doc, None)
            rest = sorted(scores, key=lambda doc: (-scores[doc], self._reader.facts[doc].id))
            rest = rest[: offset + limit - len(window)]
            shares = zip(rest, ranker.held(rest).tolist(), strict=True)
            window += [Ranked(doc, scores[doc], (scores[doc],), held) for doc, held in shares]
        return window[offset : offset + limit], window[0].doc if window else -1, answered

    def judged(
        self, found: Sequence[int], sums: Vector, ranker: Ranker, popularity: Mapping[str, float], count: int
    ) -> tuple[list[Ranked], bool]:
        """The `count` best of some documents, with their bonuses; and whether one of the very best answers the query.

        That is one which holds enough of the query, and is about it rather than mentions it.
        """
        weights, docs = self._weights, np.array(found, np.int64)
        held, headed = ranker.held(docs), ranker.headed(docs)
        liked = [popularity.get(each, 0.0) for each in map(self._reader.ids.__getitem__, found)] if popularity else 0.0
        lifts = 1 + weights.popularity * np.clip(liked, 0.0, 1.0)
        late = self._reader.due_before(docs, datetime.now(UTC).date().toordinal() - weights.overdue_days)
        scores = damped(sums[docs], weights.contrast)
        covering = scores * (1 + weights.coverage * held * held) - scores
        closeness = scores * ranker.bonus(headed.closeness * held**weights.whole, 0.0)
        near = np.array([ranker.nearness(self._reader.heads(doc)) for doc in found]) if weights.proximity else 0.0
        nearness = scores * ranker.bonus(0.0, near)
        text = scores + covering + closeness + nearness
        final = text * lifts * (1 - weights.overdue * late)
        order = self._reader.ordered(docs, final)
        shown = order[:count]
        columns = (final, held, scores, covering, closeness, nearness, text * lifts - text, final - text * lifts)
        rows = zip(shown, np.array(columns)[:, shown].T.tolist(), strict=True)
        ranked = [Ranked(found[place], row[0], tuple(row[2:]), row[1]) for place, row in rows]
        sure = ranker.certainty(held, headed)[order[:BEST]]
        return ranked, bool(np.any(sure >= weights.certainty.floor))
