"""What a program shows in the place of a link to an article (oEmbed 1.0, type `link`: no HTML, no script)."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Blueprint, Response, abort, request

from app.library import Snapshot
from app.model import CARD_HEIGHT, CARD_WIDTH, RenderedArticle
from app.web import paths
from app.web.languages import preferred
from app.web.pages.cache import finish, send
from app.web.pages.previews import card_url
from app.web.services import require_snapshot
from app.web.urls import absolute, origin

LONGEST_URL = 2_000
CACHE_SECONDS = 86_400
_ARTICLE = re.compile(r"/(?P<locale>[a-z]{2,8})/articles/(?P<slug>[^/]+)/?|/a/(?P<id>[^/]+)", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)

pages = Blueprint("oembed", __name__)


@pages.get("/oembed")
def oembed() -> Response:
    """Of our own public articles only: any other address is not found, as if there were nothing here (404).

    Another `format` than `json` is not implemented (501), as the specification asks for.
    """
    if request.args.get("format", "json") != "json":
        abort(501)
    current = require_snapshot()
    article = _asked_for(current, request.args.get("url", "")) or abort(404)
    values = {
        "version": "1.0",
        "type": "link",
        "title": article.title,
        "url": absolute(paths.article(article.locale, article.slug)),
        "description": article.summary,
        "provider_name": current.site.brand_name,
        "provider_url": origin(),
        "cache_age": CACHE_SECONDS,
        **_thumbnail(article),
    }
    document = finish(json.dumps(values, ensure_ascii=False), "application/json; charset=utf-8", once=True)
    response = send(document, vary="Accept-Language")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _asked_for(current: Snapshot, url: str) -> RenderedArticle | None:
    """The article that an address of this site shows, in the language of the address, else of who asks."""
    try:
        parts = urlsplit(url if len(url) <= LONGEST_URL else "")
        asked = parse_qs(parts.query, max_num_fields=10).get("lang", [""])[0]
        match = _ARTICLE.fullmatch(parts.path)
        if f"{parts.scheme}://{parts.netloc}".lower() != origin().lower() or match is None:
            return None
        names = {name: unquote(value, errors="strict") for name, value in match.groupdict().items() if value}
    except ValueError:
        return None
    if article_id := names.get("id"):
        return current.best(article_id, preferred(current.locales, asked))
    found = current.find(names["locale"], names["slug"]) if names["locale"] in current.locales else None
    return found.article if found else None


def _thumbnail(article: RenderedArticle) -> dict[str, object]:
    """The link card, unless who asks has less room than it takes: there is one size."""
    if not article.card or _room("maxwidth") < CARD_WIDTH or _room("maxheight") < CARD_HEIGHT:
        return {}
    return {"thumbnail_url": card_url(article), "thumbnail_width": CARD_WIDTH, "thumbnail_height": CARD_HEIGHT}


def _room(name: str) -> int:
    given = request.args.get(name, "")
    return int(given) if _NUMBER.fullmatch(given) else CARD_WIDTH
