"""What the pages of accounts are made with: their frame, the language of the interface, the way onward."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.accounts import MIN_CHARACTERS, Role, User
from app.locales import LANGUAGES
from app.web.identity import AREAS
from app.web.languages import preferred
from app.web.onward import path_of
from app.web.pages.kit import NOTHING, searched_in
from app.web.pages.kit import kit as page_kit
from app.web.services import services, snapshot

HOME = "/account"


def language() -> str:
    """The interface's language: the address's, else the browser's."""
    return preferred(tuple(LANGUAGES), _chosen())


def _chosen() -> str | None:
    given = request.args.get("lang")
    return given if given in LANGUAGES else None


def address(path: str, **values: str | None) -> str:
    """A path of ours that keeps the language that was chosen."""
    given = {"lang": _chosen(), **values}
    kept = {name: value for name, value in given.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def after_signing_in(role: Role, path: str | None = None) -> str:
    """Where to go: to the page that was asked for (`path`, or as this request says), else to what the role is for."""
    return path or onward_path() or address(next(iter(areas_of(role)), HOME))


def onward_path() -> str | None:
    """The page that was asked for before, as this request says."""
    return path_of(_onward())


def _onward() -> str:
    """The signed path that came with the request, in its address or in the form."""
    try:
        return request.values.get("next", "")
    except RequestEntityTooLarge:
        return ""


def areas_of(role: Role) -> list[str]:
    """The front pages of the areas that a role opens, that of the highest role first."""
    given = [area for area, needed in AREAS.items() if role.includes(Role(needed)) and area != HOME]
    return [f"{area}/" for area in reversed(given) if _is_there(f"{area}/")]


def _is_there(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    return True


def render(template: str, status: int = 200, **values: object) -> Response:
    """A page of accounts."""
    parts, current, code = page_kit(), snapshot() or NOTHING, language()
    # Not `signed_in()`: the page that says that the database is away must not ask it who one is.
    user = cast("User | None", g.get("signed_in"))
    context = {
        "site": current.site,
        "frame": searched_in(current, code),
        "asset": parts.assets.url,
        "brand_asset": lambda kind: parts.assets.brand_url(current.site.brand_color, kind),
        "address": address,
        "here": lambda lang: address(request.path, lang=lang, next=request.args.get("next")),
        "user": user,
        "areas": areas_of(user.role) if user else [],
        "https": services().settings.https,
        "shortest": MIN_CHARACTERS,
        "onward": _onward(),
        "provider": services().settings.oidc,
    }
    text = parts.templates[code].get_template(f"accounts/{template}").render(context, **values)
    # One-time links are not told to other sites; `no-referrer` would take the Origin from our own forms too.
    headers = {"Vary": "Accept-Language, Cookie", "Referrer-Policy": "same-origin"}
    return Response(text, status, content_type="text/html; charset=utf-8", headers=headers)
