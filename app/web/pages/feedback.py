"""Whether an article helped: the reader's answer, then thanks or what was wrong, each on a page that no cache keeps."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from typing import cast as as_type
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import BadRequest

from app.errors import StoreUnavailable, TooManyVotes
from app.library import Snapshot
from app.model import MAX_COMMENT_CHARACTERS, REASONS, VOTES_A_DAY, Reason, RenderedArticle
from app.web import paths
from app.web.bodies import whole_body
from app.web.pages.cache import finish, send
from app.web.pages.kit import in_locale, kit, redirect, render, same_page
from app.web.problems import STORE_RETRY_SECONDS
from app.web.services import services
from app.web.votes import cast, comment_text, is_too_long, seconds_left

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 12
TRAP = "website"
"""A field that people do not see; programs fill it."""
YOUNGEST, OLDEST = 2, 2 * 86_400
"""Seconds between handing out the comment form and taking it back: programs are faster, and nobody is slower. The
page's script keeps a form until it is old enough; whoever is faster without it is asked to send it once more."""
NOT_KEPT = "no-store"

_LOG = logging.getLogger(__name__)

Step = Literal["ask", "yes", "no", "sent", "limit"]
pages = Blueprint("feedback", __name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What the reader sent, or nothing yet; `token` is None where only the first question was answered."""

    helpful: bool
    reason: Reason | None = None
    comment: str = ""
    token: str | None = None
    trapped: bool = False


@pages.get("/<locale>/feedback/<article_id>")
def feedback(locale: str, article_id: str) -> Response:
    """The page after an answer (`answer=yes` or `no`, `sent=1` when a comment was taken), else the question itself."""
    current = in_locale(locale)
    if successor := current.successor(article_id):
        return redirect(paths.feedback(locale, successor), 301)
    article = current.best(article_id, locale) or abort(404)
    answer = request.args.get("answer")
    if answer not in ("yes", "no"):
        return _page(current, locale, article, "ask")
    step: Step = "sent" if request.args.get("sent") == "1" else as_type(Step, answer)
    return _page(current, locale, article, step, Given(answer == "yes"))


@pages.post("/<locale>/feedback/<article_id>")
def give(locale: str, article_id: str) -> Response:
    """Record the answer and lead to the page after it; what cannot be taken comes back with the reader's text."""
    current = in_locale(locale)
    article = current.best(article_id, locale) or abort(404)
    given = _read()
    step: Step = "yes" if given.helpful else "no"
    age = None if given.token is None else kit().form_times.age(article.id, given.token)
    if given.token is not None and (age is None or not 0 <= age <= OLDEST):
        return _page(current, locale, article, step, given, "expired", 400)
    if is_too_long(given.comment):
        return _page(current, locale, article, step, given, "too_long", 400)
    done = redirect(paths.feedback(locale, article.id, step, sent=given.token is not None), 303, Cache_Control=NOT_KEPT)
    if given.trapped:
        _LOG.info("A feedback form was discarded: its trap was filled.")
        return done
    if age is not None and age < YOUNGEST:
        _LOG.info("A feedback form was discarded: it came too fast.")
        return _page(current, locale, article, step, given, "fast")
    try:
        cast(article, helpful=given.helpful, reason=given.reason, comment=given.comment)
    except StoreUnavailable:
        response = _page(current, locale, article, step, given, "unavailable", 503)
        response.headers["Retry-After"] = STORE_RETRY_SECONDS
        return response
    except TooManyVotes:
        response = _page(current, locale, article, "limit", given, status=429)
        response.headers["Retry-After"] = str(seconds_left(datetime.now(UTC)))
        return response
    return done


def _read() -> Given:
    """The form that was sent. Aborts with 415 for another kind of body, with 400 for what our form cannot send.

    Read here rather than by Flask, which silently drops bytes that are no UTF-8; a body over the application's limit
    is refused on reading (413).
    """
    if request.mimetype != FORM or "Content-Encoding" in request.headers:
        abort(415)
    try:
        text = whole_body().decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise BadRequest from error
    sent = dict(pairs)
    reason = sent.get("reason") or None
    if len(sent) < len(pairs) or sent.get("answer") not in ("yes", "no") or reason not in (None, *REASONS):
        abort(400)
    comment = comment_text(sent.get("comment", ""))
    # Whoever sends a comment or a reason without a token did not get them from our form: as good as an old one.
    token = sent.get("token") if "token" in sent else "" if comment or reason else None
    return Given(sent["answer"] == "yes", reason, comment, token, bool(sent.get(TRAP)))


def _page(
    current: Snapshot,
    locale: str,
    article: RenderedArticle,
    step: Step,
    given: Given | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    """A step as a page. With an error the form may be sent again at once: it was filled already."""
    html = render(
        "feedback.html",
        same_page(current, locale, lambda code: paths.feedback(code, article.id), index=False),
        article=article,
        step=step,
        given=given or Given(False),
        error=error,
        reasons=REASONS,
        limit=MAX_COMMENT_CHARACTERS,
        token=kit().form_times.token(article.id, YOUNGEST if error else 0),
        trap=TRAP,
        votes=VOTES_A_DAY,
        related=current.related(article, locale),
        days=services().settings.retention.event_days,
    )
    return send(finish(html, once=True), status, NOT_KEPT)
