"""What the team's reading pages are made with: everything that agents see, and answers that no cache keeps."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request

from app.library import Snapshot
from app.model import RenderedArticle, shown_to
from app.web import paths
from app.web.agent import reading_addresses
from app.web.identity import caller
from app.web.languages import preferred
from app.web.pages.kit import Frame, category_title
from app.web.pages.kit import kit as page_kit
from app.web.services import require_snapshot, services, standings
from app.web.urls import origin


def everything() -> Snapshot:
    """The help centre as agents see it; 503 before anything was published."""
    return require_snapshot("agents")


def in_locale(locale: str) -> Snapshot:
    """The same, if it has that locale; else the page is not found."""
    current = everything()
    if locale not in current.locales:
        abort(404)
    return current


def best_locale(current: Snapshot) -> str:
    """The locale that `locale` or `lang` asks for, else the browser's."""
    return preferred(current.locales, request.args.get("locale"), request.args.get("lang"))


def is_internal(article: RenderedArticle) -> bool:
    """Whether customers cannot see it."""
    return not shown_to("public", article.visibility)


def permalink(article: RenderedArticle) -> str:
    """The path of the link to give away: customers' own, or for an internal article the team's."""
    return (paths.agent_permalink if is_internal(article) else paths.permalink)(article.id)


def redirect(path: str) -> Response:
    """To another of our pages, as things stand now."""
    return Response(status=302, headers={"Location": path})


def render(template: str, locale: str, here: Callable[[str], str], status: int = 200, **values: object) -> Response:
    """A page of the team in a locale; `here` gives the path of the same page in another one."""
    parts, current = page_kit(), everything()
    context = {
        "shown": current,
        "site": current.site,
        "frame": Frame(locale, {code: here(code) for code in current.locales}, index=False),
        "to": reading_addresses,
        "public": paths,
        "standings": standings(),
        "portal": current.portal.at(services().settings.portal_url),
        "origin": origin(),
        "asset": parts.assets.url,
        "brand_asset": lambda kind: parts.assets.brand_url(current.site.brand_color, kind),
        "category_title": lambda category: category_title(category, locale),
        "label_of": lambda article: standings().of(article).label,
        "is_internal": is_internal,
        "permalink": permalink,
        "who": caller(),
    }
    text = parts.templates[locale].get_template(f"agent/{template}").render(context, **values)
    return Response(text, status, content_type="text/html; charset=utf-8", headers={"Vary": "Accept-Language, Cookie"})
