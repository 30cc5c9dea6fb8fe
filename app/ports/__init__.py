"""The doors that adapters fill: a search engine, and a store with its accounts and its reply desk."""

from __future__ import annotations

from app.ports.accounts import AccountStore
from app.ports.replies import ReplyStore
from app.ports.search import IndexBuilder, SearchEngine, SearchIndex
from app.ports.store import Store

__all__ = ["AccountStore", "IndexBuilder", "ReplyStore", "SearchEngine", "SearchIndex", "Store"]
