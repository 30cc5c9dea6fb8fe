"""`/editor/reviews`: who must read what again, the longest overdue first."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, request

from app.insights import REVIEW_STATES
from app.web.editor.kit import render
from app.web.editor.lists import choice
from app.web.editor.notices import all_reviews

SHOWS = ("all", *REVIEW_STATES)
MOST = 500
"""Lines of the page; the table that can be taken away has all."""


def install(blueprint: Blueprint) -> None:
    """Register the page."""
    blueprint.add_url_rule("/reviews", "reviews", page)


def page() -> Response:
    """All reviews, or those of one state or owner."""
    every = all_reviews()
    show = choice("show", SHOWS)
    owner = request.args.get("owner", "")
    found = [one for one in every if show in ("all", one.state) and owner in ("", one.article.owner)]
    found_states = Counter(one.state for one in every)
    counts: dict[str, int] = {"all": len(every)}
    counts.update((state, found_states[state]) for state in REVIEW_STATES)
    return render(
        "reviews.html",
        show=show,
        owner=owner,
        counts=counts,
        owners=sorted({one.article.owner for one in every if one.article.owner}),
        reviews=found[:MOST],
        more=max(0, len(found) - MOST),
    )
