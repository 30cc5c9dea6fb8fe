"""The public site as one JSON file: for other programs, and for whoever leaves."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.export.folder import write
from app.export.search_index import Bodies
from app.generations import Edition
from app.model import RenderedArticle

FORMAT = "guichet-archive/1"
_KEYS = ("id", "locale", "title", "slug", "summary", "category", "questions", "keywords", "workflows", "related")


def write_json(folder: Path, edition: Edition, bodies: Bodies) -> int:
    """Write `archive.json` into a new folder; returns how many articles it has. Keys are in alphabetical order."""
    site = edition.site
    value = {
        "format": FORMAT,
        "site": {
            "name": site.brand_name,
            "color": site.brand_color,
            "email": site.support_email,
            "phone": site.support_phone,
            "locales": site.locales,
            "categories": [asdict(category) for category in site.categories],
        },
        "articles": [_article(article, bodies) for article in edition.articles],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    write(folder, "archive.json", f"{text}\n".encode())
    return len(edition.articles)


def _article(article: RenderedArticle, bodies: Bodies) -> dict[str, Any]:
    body = bodies(article.locale, article.id)
    return {
        **{key: getattr(article, key) for key in _KEYS},
        "former_ids": article.former_ids,
        "aliases": article.aliases,
        "updated": article.updated.isoformat() if article.updated else None,
        "html": body.html,
        "markdown": body.markdown,
        "sections": [asdict(section) for section in body.sections],
    }
