"""What is worth telling an editor at once: a new comment, a review that is overdue."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from app.model import Article, Comment
from app.popularity import scrub

_KEY_FOR = b"guichet notices, version 1"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message. `id` is the same on every machine that tells of the same thing; `name` says which thing."""

    name: str
    type: str
    about: Mapping[str, object]

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"guichet:{self.name}")

    def body(self, sent: datetime) -> bytes:
        """The message as JSON in UTF-8: `id`, `type`, `sent` and what it is about."""
        document = {"id": str(self.id), "type": self.type, "sent": _rfc3339(sent), **self.about}
        return json.dumps(document, ensure_ascii=False).encode()


def comment_notice(comment: Comment, site: str | None) -> Notice:
    """Tells of a comment; what could lead to a person is masked, since the message leaves the house."""
    path = f"{site}/editor/articles/{comment.locale}/{comment.article}" if site else None
    about = {
        "comment": str(comment.id),
        "at": _rfc3339(comment.at),
        "article": comment.article,
        "locale": comment.locale,
        "helpful": comment.helpful,
        "reason": comment.reason,
        "text": "\n".join(map(scrub, comment.comment.splitlines())),
        "url": path,
    }
    return Notice(f"comment:{comment.id}", "comment.created", about)


def review_notices(articles: Iterable[Article], today: date) -> list[Notice]:
    """Tells of each live article whose `review_by` has passed, once for each date."""
    return [
        Notice(
            f"review:{article.locale}:{article.id}:{article.review_by}",
            "review.overdue",
            {
                "article": article.id,
                "locale": article.locale,
                "title": article.title,
                "path": article.path,
                "owner": article.owner,
                "review_by": article.review_by.isoformat(),
            },
        )
        for article in articles
        if article.review_by and article.review_by < today
    ]


def signing_key(secret_key: str, own: str | None) -> bytes:
    """The key that receivers check with: GUICHET_NOTIFY_SECRET, else one made from the secret key, in hex."""
    if own is not None:
        return own.encode()
    return hmac.new(secret_key.encode(), _KEY_FOR, hashlib.sha256).hexdigest().encode()


def signature(key: bytes, body: bytes, sent: datetime) -> str:
    """`t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 of the seconds, a dot and the body."""
    seconds = str(int(sent.timestamp()))
    return f"t={seconds},v1={hmac.new(key, seconds.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
