"""Portal actions: from an article to the portal's own page, or to the page that says why not yet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from app.library import Snapshot
from app.portal import Portal
from app.web import paths
from app.web.counting import count_action
from app.web.languages import preferred
from app.web.pages.kit import in_locale, page, redirect, render, same_page
from app.web.services import require_snapshot, services

MAX_FROM_CHARACTERS = 200

pages = Blueprint("portal", __name__)


@pages.get("/go/<workflow>")
def go(workflow: str) -> Response:
    """To the workflow's address; parameters that it does not take are dropped, `from` only says who sent the reader.

    While there is no address, to the page that says so.
    """
    current = require_snapshot()
    if workflow not in current.portal.workflows:
        abort(404)
    origin = request.args.get("from", "")
    if len(origin) > MAX_FROM_CHARACTERS or "\r" in origin or "\n" in origin:
        abort(400)
    locale, article_id = _locale(current), _known(current, origin)
    target = configured(current).url(workflow, request.args, locale)
    if target:
        count_action(workflow, article_id, locale)
    path = target or paths.not_linked(locale, workflow, article_id)
    return redirect(path, 302, Referrer_Policy="no-referrer", Cache_Control="no-store")


@pages.get("/<locale>/portal")
def not_linked(locale: str) -> Response:
    """Says that the client area has no address yet, and what the reader can do instead; on to it when it has one."""
    current = in_locale(locale)
    chosen = current.portal.workflows.get(request.args.get("workflow", "")) or abort(404)
    left = _known(current, request.args.get("from", ""))
    if configured(current).base(locale):
        return redirect(paths.action(chosen.id, left, locale), 302, Cache_Control="no-store")
    frame = same_page(current, locale, lambda code: paths.not_linked(code, chosen.id, left), index=False)
    article = current.best(left, locale) if left else None
    return page(
        ("portal", locale, chosen.id, left), lambda: render("portal.html", frame, workflow=chosen, article=article)
    )


def configured(current: Snapshot) -> Portal:
    """The portal of the content, at the address of the settings where these give one."""
    return current.portal.at(services().settings.portal_url)


def _known(current: Snapshot, article_id: str) -> str | None:
    """The article's own id; None for what is no article of this snapshot."""
    return next((article.id for article in current.alternates(article_id).values()), None)


def _locale(current: Snapshot) -> str:
    """The locale of the page that was left, so that the reader stays in it; else the reader's."""
    # scheme, nothing, host, locale: no parser, since a browser of any kind may send anything here.
    segments = request.headers.get("Referer", "").split("/", 4)
    return preferred(current.locales, request.args.get("lang"), *segments[3:4])
