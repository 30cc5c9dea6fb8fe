"""POST /articles/{id}/feedback: whether an article helped, and what was wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from flask import Response

from app.errors import StoreUnavailable, TooManyVotes
from app.model import MAX_COMMENT_CHARACTERS, VOTES_A_DAY, Reason
from app.web.api.accepting import accepted, store_away
from app.web.api.asking import find_article, one_of_ours, published
from app.web.api.bodies import read_body
from app.web.problems import Problem
from app.web.votes import cast, comment_text, is_too_long, seconds_left


class FeedbackBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reader's word on an article; the latest of a reader and day replaces the one before."""

    locale: Annotated[str, msgspec.Meta(max_length=35)]
    helpful: bool
    reason: Reason | None = None
    comment: str | None = None


def feedback(article_id: str) -> Response:
    """202 once the vote is durable, or when it is of nobody that counts (a robot)."""
    body = read_body(FeedbackBody)
    current = published()
    article = find_article(current, article_id, one_of_ours(current, body.locale))
    comment = comment_text(body.comment or "")
    if is_too_long(comment):
        raise Problem(400, "too_long", f"comment must have at most {MAX_COMMENT_CHARACTERS} characters.")
    try:
        cast(article, helpful=body.helpful, reason=body.reason, comment=comment)
    except StoreUnavailable:
        raise store_away() from None
    except TooManyVotes:
        detail = f"One reader can judge {VOTES_A_DAY} articles a day; this vote was not recorded."
        retry = {"Retry-After": str(seconds_left(datetime.now(UTC)))}
        raise Problem(429, "too_many_votes", detail, retry) from None
    return accepted()
