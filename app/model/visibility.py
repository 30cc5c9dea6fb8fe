"""Which audience may read which article: every page, index, feed and answer follows from what is said here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from app.model.article import Article, Audience

_SHOWN: Mapping[Audience, frozenset[Audience]] = MappingProxyType(
    {"public": frozenset({"public"}), "agents": frozenset({"public", "agents"})}
)


def shown_to(audience: Audience, visibility: Audience) -> bool:
    """Whether an audience may see what is marked so. False for an audience or a mark that nobody knows."""
    return visibility in _SHOWN.get(audience, frozenset())


def may_read(audience: Audience, article: Article, at: datetime) -> bool:
    """Whether an audience may read an article at a moment (aware): nobody a draft, nor one before or after its time."""
    begun = article.publish_at is None or article.publish_at <= at
    over = article.unpublish_at is not None and article.unpublish_at <= at
    return article.status == "published" and begun and not over and shown_to(audience, article.visibility)
