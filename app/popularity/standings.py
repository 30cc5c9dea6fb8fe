"""What many reads make of an article: a score that fades, and a label by rank within its locale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from math import ceil, log1p

from app.model import DailyReads, Label, Standing, Thresholds

Key = tuple[str, str]
"""Locale, article id."""

_MONTH = 30
_NEGLIGIBLE = 10
"""Half-lives after which a read weighs less than a thousandth and need not be asked for."""


def horizon_days(thresholds: Thresholds) -> int:
    """How many days of reads matter: ask the store for `today - horizon_days` on."""
    return max(_MONTH, ceil(thresholds.half_life_days * _NEGLIGIBLE))


def standings(
    reads: Iterable[DailyReads],
    articles: Mapping[str, Mapping[str, date | None]],
    thresholds: Thresholds,
    today: date,
) -> dict[Key, Standing]:
    """The standing of every article of every locale; `articles` gives the day each was published, by locale and id.

    Reads of articles that are not there, and of days after `today` (a clock that was ahead), are left out.
    "Popular" wins over "new": readers have decided. "New" is an article younger than `new_days` that came after the
    locale's first ones, so that a help centre that has just opened is not all new.
    """
    scores, month = _sums(reads, thresholds, today)
    result: dict[Key, Standing] = {}
    for locale, published in articles.items():
        labels = _labels({id: scores[locale, id] for id in published}, published, thresholds, today)
        for id, label in labels.items():
            result[locale, id] = Standing(label, scores[locale, id], month[locale, id])
    return result


def tie_breaker(found: Mapping[Key, Standing], locale: str) -> dict[str, float]:
    """Popularity as 0..1 by article id, for a search engine; 1 is the locale's most read.

    Logarithmic: ten times the readers is a step, wherever one starts.
    """
    scores = {id: log1p(standing.score) for (where, id), standing in found.items() if where == locale}
    most = max(scores.values(), default=0.0)
    return {id: score / most if most else 0.0 for id, score in scores.items()}


def _sums(
    reads: Iterable[DailyReads], thresholds: Thresholds, today: date
) -> tuple[Mapping[Key, float], Mapping[Key, int]]:
    """Decayed readers, and readers of the last 30 days, by article."""
    sums: dict[Key, float] = defaultdict(float)
    month: dict[Key, int] = defaultdict(int)
    for read in reads:
        age = (today - read.day).days
        if age < 0:
            continue
        sums[read.locale, read.article] += read.readers * 0.5 ** (age / thresholds.half_life_days)
        if age < _MONTH:
            month[read.locale, read.article] += read.readers
    # Rounded: equal reads stay equal in whatever order they were added up.
    return defaultdict(float, {key: round(score, 9) for key, score in sums.items()}), month


def _labels(
    scores: Mapping[str, float], published: Mapping[str, date | None], thresholds: Thresholds, today: date
) -> dict[str, Label]:
    opening = min((day for day in published.values() if day), default=None)
    popular = _places(thresholds.popular, len(scores))
    regular = _places(thresholds.regular, len(scores))
    labels: dict[str, Label] = {}
    for rank, id in enumerate(sorted(scores, key=lambda id: (-scores[id], id))):
        if rank < popular and scores[id] >= thresholds.popular_minimum:
            labels[id] = "popular"
        elif _is_new(published[id], opening, thresholds, today):
            labels[id] = "new"
        elif rank < regular and scores[id] >= thresholds.regular_minimum:
            labels[id] = "regular"
        else:
            labels[id] = "few"
    return labels


def _places(share: float, count: int) -> int:
    """How many articles a share is, rounded up: the most read of three may be popular too."""
    return ceil(round(share * count, 9))  # 0.2 * 35 is 7.000000000000001


def _is_new(day: date | None, opening: date | None, thresholds: Thresholds, today: date) -> bool:
    return day is not None and opening is not None and day > opening and (today - day).days < thresholds.new_days
