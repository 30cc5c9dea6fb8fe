"""What the support's reply desk keeps: an agent's own articles, and questions that no article answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MAX_PINNED = 30
"""Articles that one agent pins; the one pinned first makes room."""
MAX_USED = 12
"""Articles that are remembered as used by one agent."""
MAX_MISSING_CHARACTERS = 1_500
"""Of a question that no article answers."""


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article that an agent pinned or put into a reply; UTC, None for what did not happen."""

    article: str
    pinned: datetime | None = None
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A customer's question that no article answers, as an agent reported it: without what could lead to a person.

    `text` was scrubbed by `app.popularity.scrub`, 1,500 characters at most; `handled` is when an editor marked it so.
    """

    id: UUID
    at: datetime
    locale: str
    text: str
    handled: datetime | None = None
