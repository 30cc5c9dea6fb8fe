"""The preview's own addresses: every article with its problems, the files of the bar, and word of each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, abort, g, request

from app.locales import LANGUAGES
from app.web.languages import preferred
from app.web.pages.kit import Frame, render
from app.web.preview.screen import Listed, Stage

PREFIX = "/_preview"
START = f"{PREFIX}/"
EVENTS = f"{PREFIX}/events"
ALIVE_SECONDS = 15.0
"""Between signs of life: a page that was closed is noticed by the next one."""
_TYPES = {"preview.css": "text/css; charset=utf-8", "preview.js": "text/javascript; charset=utf-8"}


def create(stage: Stage) -> Blueprint:
    """The routes, over a stage."""
    preview = Blueprint("preview", __name__)

    @preview.get(START)
    def start() -> Response:
        """Every article: those with problems first, then what is being written, then the page's language."""
        locales = g.screen.views.public.locales if g.screen.views else tuple(LANGUAGES)
        locale = preferred(locales, request.args.get("lang"))
        frame = Frame(locale, {code: f"{START}?lang={code}" for code in locales}, index=False)
        return Response(render("preview.html", frame, files=_sorted(g.screen.files.values(), locale)))

    @preview.get(f"{PREFIX}/<any('preview.css', 'preview.js'):name>")
    def file(name: str) -> Response:
        return Response(_file(name), content_type=_TYPES[name])

    @preview.get(EVENTS)
    def events() -> Response:
        """The version of the page at `page`, now and whenever it becomes another one."""
        page = request.args.get("page", "")
        if not page.startswith("/"):
            abort(400)
        return Response(_versions(stage, page), content_type="text/event-stream")

    return preview


def address(name: str) -> str:
    """The address of a file of the bar, another one whenever the file is."""
    return f"{PREFIX}/{name}?{sha256(_file(name)).hexdigest()[:10]}"


@lru_cache
def _file(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def _sorted(files: Iterable[Listed], locale: str) -> list[Listed]:
    def order(file: Listed) -> tuple[bool, bool, bool, bool, str]:
        settled, foreign = file.state in ("published", "internal"), not file.path.startswith(f"{locale}/")
        return (not file.count("error"), not file.count("warning"), settled, foreign, file.path)

    return sorted(files, key=order)


def _versions(stage: Stage, page: str) -> Iterator[str]:
    """Events for as long as the page stays open."""
    screen = stage.screen
    told = screen.version(page)
    yield f"data: {told}\n\n"
    while True:
        screen = stage.wait(screen.number, ALIVE_SECONDS)
        if (version := screen.version(page)) != told:
            told = version
            yield f"data: {told}\n\n"
        else:
            yield ": alive\n\n"
