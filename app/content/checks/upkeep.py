"""What wears out: reviews that are due, and pictures that are heavier than a page should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.content.source import Content
from app.model import Problem

HEAVY_BYTES = 500 * 1024
WIDE_PIXELS = 2_560
"""Twice the widest column of text, for screens with two pixels to one; more is never seen."""


def overdue_reviews(content: Content, today: date) -> Iterator[Problem]:
    """A problem for each published article whose `review_by` is past."""
    for article in content.articles:
        if article.review_by and article.review_by < today and article.status == "published":
            late = (today - article.review_by).days
            who = f" ({article.owner})" if article.owner else ""
            message = f"review_by: due {late} day{'s' * (late > 1)} ago{who}: read it again, then set the next date"
            yield Problem(article.path, article.line("review_by"), message, code="review-overdue", severity="warning")


def large_pictures(content: Content) -> Iterator[Problem]:
    """A problem for each picture that costs readers more than it shows them."""
    sizes = {entry.path: entry.size for entry in content.entries}
    for path, picture in content.pictures.items():
        weight = sizes.get(path, 0)
        if max(picture.width, picture.height) > WIDE_PIXELS:
            fault = f"{picture.width} × {picture.height} pixels, more than {WIDE_PIXELS} a side"
        elif weight > HEAVY_BYTES:
            fault = f"{weight // 1024} KiB, more than {HEAVY_BYTES // 1024}"
        else:
            continue
        message = f"picture of {fault}: scale it down, or save it as WebP"
        yield Problem(path, 1, message, code="large-picture", severity="warning")
