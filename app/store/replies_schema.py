"""The tables of the reply desk: an agent's own articles, and questions that no article answers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from app.store.moments import Moment
from app.store.schema import METADATA

AGENT_ARTICLE = Table(
    "agent_article",
    METADATA,
    Column("account", Text, ForeignKey("account.id"), primary_key=True),
    Column("article", Text, primary_key=True),
    Column("pinned", Moment),
    Column("used", Moment),
)
"""At most MAX_PINNED pinned and MAX_USED used articles of an account; nobody else is shown them."""

MISSING_ARTICLE = Table(
    "missing_article",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("locale", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("handled", Moment),
    Index("missing_article_at", "at"),
)
"""Nothing says whose question it was, nor which agent reported it."""
