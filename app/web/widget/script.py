"""The widget's script, under an address that follows releases and one that never changes, and its configuration."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping

from flask import Blueprint, Response, abort, request
from msgspec import json

from app.library import Snapshot
from app.model import TICKET_WORKFLOW
from app.web.api.responses import json_response
from app.web.assets import Asset
from app.web.languages import preferred
from app.web.pages.cache import Page, finish, send
from app.web.pages.files import FOR_EVER
from app.web.pages.kit import kept, kit
from app.web.services import require_snapshot, services
from app.web.urls import absolute
from app.web.widget.style import widget_style
from app.web.widget.themes import themes

SOURCE = "widget.js"
A_WHILE = "public, max-age=600, stale-while-revalidate=86400"
"""A portal's pages do not ask each time; a release is everywhere a few minutes later."""
TEXTS: Mapping[str, str] = {
    "open": "widget.open",
    "title": "widget.title",
    "close": "widget.close",
    "back": "widget.back",
    "search": "widget.search",
    "placeholder": "widget.placeholder",
    "here": "widget.here",
    "same": "widget.same",
    "start": "widget.start",
    "found": "widget.found",
    "closest": "widget.closest",
    "none": "widget.none",
    "loading": "widget.loading",
    "failed": "widget.failed",
    "site": "widget.site",
    "window": "widget.window",
    "person": "widget.person",
    "answers": "widget.answers",
    "hide": "widget.hide",
    "thanks": "widget.thanks",
    "noted": "widget.noted",
    "unsent": "widget.unsent",
    "comment": "feedback.comment.no",
    "optional": "feedback.optional",
    "care": "feedback.care",
    "send": "feedback.send",
    "question": "feedback.question",
    "yes": "feedback.yes",
    "no": "feedback.no",
    "reasons": "feedback.reasons",
    "incorrect": "feedback.reason.incorrect",
    "incomplete": "feedback.reason.incomplete",
    "not-it": "feedback.reason.not_it",
    "unclear": "feedback.reason.unclear",
    "other": "feedback.reason.other",
    "actions": "action.title",
}
"""What the script says, by the names that it uses, as messages of the catalogues."""

widget = Blueprint("widget", __name__)


@widget.get("/widget.js")
def script() -> Response:
    """The script under the address that portals embed; it is followed by releases within minutes."""
    asset = _asset()
    digest = hashlib.blake2b(asset.body, digest_size=12).hexdigest()
    return _shared(send(Page(asset.coded, digest, asset.content_type), cache_control=A_WHILE))


@widget.get("/widget.<version>.js")
def versioned(version: str) -> Response:
    """The script under an address that names its content, which never changes."""
    asset = _asset()
    if asset.name != f"widget.{version}.js":
        abort(404)
    return _shared(send(Page(asset.coded, version, asset.content_type), cache_control=FOR_EVER))


@widget.get("/widget/version.json")
def version() -> Response:
    """The address of exactly this script, and its digest as `integrity` takes it."""
    asset = _asset()
    digest = b64encode(hashlib.sha384(asset.body).digest()).decode()
    return json_response({"url": absolute(f"/{asset.name}"), "integrity": f"sha384-{digest}"})


@widget.get("/widget/config.json")
def config() -> Response:
    """Texts and look for the locale that is asked for, else the reader's; nothing in it is about the reader."""
    current = require_snapshot()
    asked = request.args.get("locale", "")
    known, locale = asked in current.locales, preferred(current.locales, asked)

    def make() -> Page:
        return finish(json.encode(_configuration(current, locale)).decode(), "application/json")

    # Compressed, unlike the API's answers: it is nobody's, and the most of what a portal's page waits for.
    page = kept(("widget", locale), make)
    response = send(page, cache_control=A_WHILE, vary="" if known else "Accept-Language")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _configuration(current: Snapshot, locale: str) -> dict[str, object]:
    catalogue, portal = services().catalogues[locale], current.portal
    return {
        "locale": locale,
        "direction": catalogue.language.direction,
        "texts": {name: catalogue.text(message, brand=current.site.brand_name) for name, message in TEXTS.items()},
        "ticket": portal.label(TICKET_WORKFLOW, locale) if TICKET_WORKFLOW in portal.workflows else None,
        "takes": {each.id: list(each.parameters) for each in portal.workflows.values()},
        "themes": themes(current, locale),
        "style": widget_style(current.site.brand_color, kit().assets.raw("widget.css").decode()),
    }


def _asset() -> Asset:
    return kit().assets.find(kit().assets.url(SOURCE).rpartition("/")[2]) or abort(404)


def _shared(response: Response) -> Response:
    """Let pages of any site load it, also those that ask for CORS (`integrity`) or for a resource policy."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
