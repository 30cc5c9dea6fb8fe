"""What many reads make of an article: a score that fades, and a label that follows its days one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log1p

from app.model import DailyReads, Label, Standing, Thresholds
from app.popularity.labels import relabel
from app.popularity.scores import Form, Track

Key = tuple[str, str]
"""Locale, article id."""
Published = Mapping[str, Mapping[str, date | None]]
"""By locale and id of every article, the day it was published, None when nobody knows."""

_MONTH = 30
_NEGLIGIBLE = 10
"""Half-lives after which a read weighs less than a thousandth and need not be asked for."""
_FOLLOWED = 28
"""Days over which labels are followed, so that the store's sums alone tell what every worker shows after a restart."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the days before `today` made of the articles; it changes once a day."""

    today: date
    tracks: Mapping[Key, Track]
    month: Mapping[Key, int]
    labels: Mapping[Key, Label]


def horizon_days(thresholds: Thresholds) -> int:
    """How many days of reads matter: ask the store for `today - horizon_days` on."""
    return max(_MONTH, ceil(thresholds.half_life_days * _NEGLIGIBLE))


def past(reads: Iterable[DailyReads], articles: Published, thresholds: Thresholds, today: date) -> Past:
    """Follow scores and labels day by day until yesterday.

    Reads of articles that are not there, and of today or later (a clock that was ahead), are left out.
    """
    days: dict[date, list[DailyReads]] = defaultdict(list)
    month: dict[Key, int] = defaultdict(int)
    for read in reads:
        if read.day < today and read.article in articles.get(read.locale, {}):
            days[read.day].append(read)
            if (today - read.day).days < _MONTH:
                month[read.locale, read.article] += read.readers
    tracks = {(locale, id): Track(thresholds) for locale, published in articles.items() for id in published}
    begin = today - timedelta(days=_FOLLOWED)
    for day in sorted(day for day in days if day < begin):
        _add(tracks, days[day])
    labels: dict[Key, Label] = {}
    for age in range(_FOLLOWED, 0, -1):
        day = today - timedelta(days=age)
        _add(tracks, days.get(day, []))
        for locale, published in articles.items():
            there = [id for id, born in published.items() if born is None or born <= day]
            before = {id: labels[locale, id] for id in there if (locale, id) in labels}
            forms = {id: tracks[locale, id].form(day) for id in there}
            labels |= {(locale, id): label for id, label in relabel(before, forms, thresholds).items()}
    return Past(today, tracks, month, labels)


def standings(
    known: Past, reads: Iterable[DailyReads], articles: Published, thresholds: Thresholds
) -> dict[Key, Standing]:
    """The standing of every article of every locale, with today's reads in its figures; labels are yesterday's.

    So a label changes at midnight (UTC) at most. "Popular" wins over "new": readers have decided. "New" is an article
    younger than `new_days` that came after the locale's first ones, so that a help centre that has just opened is
    not all new.
    """
    today = {(read.locale, read.article): read for read in reads if read.day == known.today}
    result: dict[Key, Standing] = {}
    for locale, published in articles.items():
        opening = min((day for day in published.values() if day), default=None)
        for id, born in published.items():
            key = locale, id
            label = known.labels.get(key, "few")
            if label != "popular" and _is_new(born, opening, thresholds, known.today):
                label = "new"
            read = today.get(key)
            form = _form(known.tracks.get(key), read, known.today)
            result[key] = Standing(label, form.score, known.month.get(key, 0) + (read.readers if read else 0))
    return result


def tie_breaker(found: Mapping[Key, Standing], locale: str) -> dict[str, float]:
    """Popularity as 0..1 by article id, for a search engine; 1 is the locale's most read.

    Logarithmic: ten times the readers is a step, wherever one starts.
    """
    scores = {id: log1p(standing.score) for (where, id), standing in found.items() if where == locale}
    most = max(scores.values(), default=0.0)
    return {id: score / most if most else 0.0 for id, score in scores.items()}


def _add(tracks: Mapping[Key, Track], reads: Sequence[DailyReads]) -> None:
    for read in reads:
        tracks[read.locale, read.article].add(read)


def _form(track: Track | None, read: DailyReads | None, today: date) -> Form:
    if track is None:
        return Form()
    if read is not None:
        track = track.copy()
        track.add(read)
    return track.form(today)


def _is_new(day: date | None, opening: date | None, thresholds: Thresholds, today: date) -> bool:
    return day is not None and opening is not None and day > opening and (today - day).days < thresholds.new_days
