"""POST /articles/{id}/feedback: whether an article helped, and what was wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from flask import Response
from msgspec import Meta, Struct

from app.errors import StoreUnavailable, TooManyVotes
from app.model import MAX_COMMENT_CHARACTERS, VOTES_A_DAY, Reason
from app.web.api.accepting import accepted, store_away
from app.web.api.asking import OurLocale, find_article, one_of_ours, published
from app.web.api.bodies import read_body
from app.web.problems import Problem
from app.web.votes import cast, comment_text, is_too_long, seconds_left

Comment = Annotated[str, Meta(extra_json_schema={"maxLength": MAX_COMMENT_CHARACTERS})]
"""Its length is checked once it is cleaned of what does not count."""


class FeedbackBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A reader's word on an article; the latest of a reader and day replaces the one before."""

    locale: OurLocale
    helpful: Annotated[bool, Meta(description="Whether the article helped.")]
    reason: Annotated[Reason | None, Meta(description="What was wrong with it.")] = None
    comment: Annotated[Comment | None, Meta(description="In the reader's own words.")] = None


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
