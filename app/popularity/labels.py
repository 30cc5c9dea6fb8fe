"""Labels by rank within a locale, each kept until the article has clearly left its place."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from app.model import Label, Thresholds
from app.popularity.scores import Form

KEEP = 0.25
"""A label that an article has is kept a quarter further down than it is given."""


def relabel(previous: Mapping[str, Label], forms: Mapping[str, Form], thresholds: Thresholds) -> dict[str, Label]:
    """The labels of a locale's articles after a day, from those of the day before and how each article stands.

    `previous` may lack articles, for which nothing is kept. Never "new", which is not a matter of reads.
    """
    ranked = sorted(forms, key=lambda id: (-forms[id].score, id))
    return {id: _label(previous.get(id), rank, forms[id], len(forms), thresholds) for rank, id in enumerate(ranked)}


def _label(was: Label | None, rank: int, form: Form, count: int, thresholds: Thresholds) -> Label:
    slack = KEEP if was == "popular" else 0.0
    if (
        rank < _places(thresholds.popular * (1 + slack), count)
        and form.score >= thresholds.popular_minimum * (1 - slack)
        and form.days >= thresholds.popular_days * (1 - slack)
    ):
        return "popular"
    slack = KEEP if was in ("popular", "regular") else 0.0
    if rank < _places(thresholds.regular * (1 + slack), count) and form.score >= thresholds.regular_minimum * (
        1 - slack
    ):
        return "regular"
    return "few"


def _places(share: float, count: int) -> int:
    """How many articles a share is, rounded up: the most read of three may be popular too."""
    return ceil(round(share * count, 9))  # 0.2 * 35 is 7.000000000000001
