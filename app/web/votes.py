"""A reader's word on an article, from a form or a program to the record."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from app.errors import StoreUnavailable
from app.model import MAX_COMMENT_CHARACTERS, Reason, RenderedArticle, Vote
from app.web.services import services

_NEWLINE = re.compile(r"\r\n?|[\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def comment_text(sent: str) -> str:
    """A comment as it is kept: text and line ends, nothing else that controls a screen or a printer.

    It may still be longer than MAX_COMMENT_CHARACTERS.
    """
    return _CONTROL.sub("", _NEWLINE.sub("\n", sent)).strip()


def is_too_long(comment: str) -> bool:
    """Whether a comment is longer than one that can be kept."""
    return len(comment) > MAX_COMMENT_CHARACTERS


def cast(article: RenderedArticle, *, helpful: bool, reason: Reason | None = None, comment: str = "") -> None:
    """Record the vote of whoever sent this request, in place of an earlier one on that article and day.

    Nothing is recorded of robots. Readers who object to being counted are heard: this is what they chose to tell.
    Raises StoreUnavailable when nothing can be recorded, TooManyVotes when the reader judged too many articles today.
    """
    parts = services()
    if not parts.readers.is_person(asked=True):
        return
    reader = parts.readers.identity()
    if reader is None:
        raise StoreUnavailable("The store does not answer: nobody's vote can be told from another's.")
    day, who = reader
    now = datetime.now(UTC)
    parts.writer.commit(Vote(who, day, now, article.id, article.locale, helpful, reason, comment))


def seconds_left(now: datetime) -> int:
    """Seconds until the UTC day ends, and with it what a reader may do once a day."""
    return 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
