"""How an article shows elsewhere: what chats, networks and search engines are told in its head."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from app.library import Snapshot
from app.model import CARD_HEIGHT, CARD_WIDTH, RenderedArticle
from app.web import paths
from app.web.pages.kit import category_title
from app.web.services import services
from app.web.urls import absolute, origin

_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What would end the element, or a line of it, whatever a title says."""


def card_url(article: RenderedArticle) -> str:
    """The absolute address of the picture of an article's link card, empty when there is none."""
    return absolute(f"/media/{article.card}") if article.card else ""


def oembed_url(article_url: str) -> str:
    """Where programs ask what to show in the place of a link to an article."""
    return absolute("/oembed?" + urlencode({"url": article_url, "format": "json"}))


def preview(current: Snapshot, article: RenderedArticle) -> dict[str, object]:
    """What the head of an article's page is made with, besides the article itself."""
    url = absolute(paths.article(article.locale, article.slug))
    catalogues = services().catalogues
    return {
        "article_url": url,
        "card_url": card_url(article),
        "card_size": (CARD_WIDTH, CARD_HEIGHT),
        "territories": {code: catalogues[code].territory for code in current.alternates(article.id)},
        "oembed_url": oembed_url(url),
        "structured": structured(current, article, url),
    }


def structured(current: Snapshot, article: RenderedArticle, url: str) -> Markup:
    """The article and the way to it as JSON-LD, safe inside a `script` element."""
    graph = [_article(current, article, url), _crumbs(current, article, url)]
    return Markup(_json({"@context": "https://schema.org", "@graph": graph}))  # noqa: S704 - _json escapes


def _article(current: Snapshot, article: RenderedArticle, url: str) -> dict[str, Any]:
    values = {
        "@type": "Article",
        "@id": f"{url}#article",
        "url": url,
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.locale,
        "datePublished": article.published and article.published.isoformat(),
        "dateModified": article.updated and article.updated.isoformat(),
        "image": card_url(article),
        "publisher": {"@type": "Organization", "name": current.site.brand_name, "url": origin()},
    }
    return {name: value for name, value in values.items() if value}


def _crumbs(current: Snapshot, article: RenderedArticle, url: str) -> dict[str, Any]:
    catalogue, locale = services().catalogues[article.locale], article.locale
    steps = [(catalogue.text("nav.home"), absolute(paths.home(locale)))]
    if category := current.category(article.category):
        steps.append((category_title(category, locale), absolute(paths.category(locale, category.id))))
    steps.append((article.title, url))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
