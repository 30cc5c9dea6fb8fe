"""Contextual help as plain pages: in a frame of the portal, without scripts, and as what the script copies from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, request

from app.library import Snapshot
from app.model import RenderedArticle
from app.web import paths
from app.web.languages import preferred
from app.web.pages.browse import most_read, places_to_start
from app.web.pages.cache import finish, send
from app.web.pages.kit import Frame, in_locale, page, render
from app.web.security.headers import framable_policy
from app.web.services import require_snapshot, services, standings

MAX_VALUE = 256
MAX_STARTS = 6

widget = Blueprint("widget_pages", __name__)


@widget.get("/widget/<workflow>")
def contextual(workflow: str) -> Response:
    """The articles that help with a portal action; where there are none, those to start with."""
    current = require_snapshot()
    chosen = current.portal.workflows.get(workflow) or abort(404)
    asked = request.args.get("locale", "")
    known, locale = asked in current.locales, preferred(current.locales, asked)
    numbers = _numbers(current)

    def make() -> str:
        helpful = [article for article in current.articles(locale) if workflow in article.workflows]
        helpful.sort(key=lambda article: article.workflows.index(workflow))
        return render(
            "widget/list.html",
            Frame(locale, {}, index=False),
            articles=helpful or _starts(current, locale),
            helpful=bool(helpful),
            workflow=chosen,
            opened=lambda article: _article_path(locale, article, workflow, numbers),
            numbered=lambda name: _action_path(current, name, None, locale, numbers),
        )

    return _answer(("widget", locale, workflow), make, numbers, "" if known else "Accept-Language")


@widget.get("/widget/<locale>/articles/<slug>")
def article(locale: str, slug: str) -> Response:
    """One article with its actions; `workflow` is where the reader goes back to."""
    current = in_locale(locale)
    found = current.find(locale, slug) or abort(404)
    shown = found.article
    left = current.portal.workflows.get(request.args.get("workflow", ""))
    numbers = _numbers(current)

    def make() -> str:
        return render(
            "widget/article.html",
            Frame(locale, {}, index=False),
            article=shown,
            html=current.body(shown).html,
            actions=current.portal.offered(shown.workflows),
            back=_list_path(locale, left.id, numbers) if left else None,
            numbered=lambda name: _action_path(current, name, shown.id, locale, numbers),
        )

    name = ("widget article", locale, shown.locale, shown.id, left and left.id)
    response = _answer(name, make, numbers)
    response.headers["Access-Control-Allow-Origin"] = "*"  # the script reads it on the portal's pages
    return response


@widget.after_request
def _framable(response: Response) -> Response:
    """The configured sites may frame what was found; an error page stays what it is everywhere."""
    if response.status_code in (200, 304):
        settings = services().settings
        response.headers["Content-Security-Policy"] = framable_policy(settings.https, settings.widget_origins)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        # The address may hold the customer's numbers: other sites are told nothing of it.
        response.headers["Referrer-Policy"] = "same-origin"
    return response


def _answer(name: object, make: Callable[[], str], numbers: Mapping[str, str], vary: str = "") -> Response:
    """The page called `name`; one that holds a customer's numbers is kept nowhere."""
    if numbers:
        return send(finish(make(), once=True), cache_control="private, no-store", vary=vary)
    return page(name, make, vary)


def _numbers(current: Snapshot) -> dict[str, str]:
    """What the address says of the customer, as far as any action takes it; `/go/` checks the values."""
    taken = dict.fromkeys(name for workflow in current.portal.workflows.values() for name in workflow.parameters)
    given = {name: request.args.get(name, "") for name in taken}
    return {name: value for name, value in given.items() if 0 < len(value) <= MAX_VALUE}


def _action_path(
    current: Snapshot, workflow: str, article_id: str | None, locale: str, numbers: Mapping[str, str]
) -> str:
    path = paths.action(workflow, article_id, locale)
    taken = {name: numbers[name] for name in current.portal.workflows[workflow].parameters if name in numbers}
    return path + (f"&{urlencode(taken)}" if taken else "")


def _list_path(locale: str, workflow: str, numbers: Mapping[str, str]) -> str:
    return f"/widget/{quote(workflow, safe='')}?{urlencode({'locale': locale, **numbers})}"


def _article_path(locale: str, shown: RenderedArticle, workflow: str, numbers: Mapping[str, str]) -> str:
    return f"/widget{paths.article(locale, shown.slug)}?{urlencode({'workflow': workflow, **numbers})}"


def _starts(current: Snapshot, locale: str) -> list[RenderedArticle]:
    found = most_read(current, standings(), locale) or places_to_start(current, locale)
    return list(found)[:MAX_STARTS]
