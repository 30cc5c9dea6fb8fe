"""The icons and the logo: SVG files of our own, put into pages as they are, and the logo in a brand's colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from markupsafe import Markup

LOGO = "logo"
TILE, BUBBLE = "#0b6e99", "#ffffff"
"""The two colours of logo.svg: the default brand's."""
_SVG = re.compile(r"<svg [^<>]*>(.*)</svg>\s*", re.DOTALL)
_CLASSES = {
    f'fill="none" stroke="{TILE}" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"': "mark-sign-line",
    f'fill="{TILE}"': "mark-tile",
    f'fill="{BUBBLE}"': "mark-bubble",
}


@cache
def shapes() -> Mapping[str, str]:
    """What stands inside each file's <svg>, by name; of the logo, with classes for its colours (1 ms)."""
    found = {}
    for file in files("app.web").joinpath("icons").iterdir():
        if file.name.endswith(".svg"):
            found[file.name.removesuffix(".svg")] = _inside(file.read_text("utf-8"))
    for written, name in _CLASSES.items():
        found[LOGO] = found[LOGO].replace(written, f'class="{name}"')
    return found


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """An icon as pages hold it, one for everything else where there is none of that name.

    Made once: a page of results draws thirty, and a template's macro takes 10 µs for each. Where the style sheet does
    not arrive, it is as large as it was drawn, and not as the window.
    """
    inside = shapes().get(name, shapes()["other"])
    drawn = 'width="24" height="24" fill="none" stroke="currentColor"'
    return Markup(f'<svg class="icon" viewBox="0 0 24 24" {drawn} aria-hidden="true" focusable="false">{inside}</svg>')  # noqa: S704 - a file of ours


def logo(tile: str, bubble: str) -> str:
    """The logo as a file, its two colours given as `#rrggbb`."""
    text = files("app.web").joinpath("icons", f"{LOGO}.svg").read_text("utf-8")
    return text.replace(TILE, tile).replace(BUBBLE, bubble)


def _inside(text: str) -> str:
    match = _SVG.fullmatch(text)
    if match is None:
        raise ValueError("an icon is one <svg> element")
    return match[1]
