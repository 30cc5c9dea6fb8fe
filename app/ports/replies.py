"""The door that a store of the reply desk fills: articles at hand, and questions that no article answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.model import KeptArticle, Missing


class ReplyStore(Protocol):
    """What the reply desk keeps. `account` is the id of a user. Every method may raise StoreUnavailable. UTC."""

    def kept(self, account: str) -> Sequence[KeptArticle]:
        """Articles that somebody pinned or used: at most MAX_PINNED and MAX_USED, by id."""
        ...

    def pin(self, account: str, article: str, at: datetime | None) -> None:
        """Pin an article, or (None) no longer."""
        ...

    def use(self, account: str, article: str, at: datetime) -> None:
        """Note that somebody sends an article."""
        ...

    def report(self, missing: Missing) -> None:
        """Add a question that no article answers; its text was scrubbed before."""
        ...

    def missing(
        self, locale: str | None = None, *, handled: bool | None = None, limit: int = 50, offset: int = 0
    ) -> Sequence[Missing]:
        """Such questions, the latest first; `handled` chooses those that are or are not, None both."""
        ...

    def waiting(self, locale: str | None = None) -> int:
        """How many of them nobody has handled yet."""
        ...

    def handle_missing(self, missing: UUID, at: datetime | None) -> bool:
        """Mark one as handled, or (None) as waiting again; False when there is none with that id."""
        ...
