"""Where the links of shared templates lead on the team's pages: it stands there in place of app.web.paths."""

from __future__ import annotations

from app.web.paths import action, category, feedback, popularity, privacy
from app.web.paths import agent_article as article
from app.web.paths import agent_home as home
from app.web.paths import agent_permalink as permalink
from app.web.paths import agent_search as search

__all__ = ["action", "article", "category", "feedback", "home", "permalink", "popularity", "privacy", "search"]
