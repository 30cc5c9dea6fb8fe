"""The brand colour as files: a style sheet of custom properties, and the icon."""

from __future__ import annotations

from functools import lru_cache

from app.model.colors import palette
from app.web.icons import logo


@lru_cache(maxsize=8)
def style_sheet(color: str) -> str:
    """The custom properties of a brand colour, for both colour schemes."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in palette(color, dark=scheme).items()) for scheme in (False, True)
    )
    # Paper is white whatever the screen prefers, so the dark values are for screens only.
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def favicon(color: str) -> str:
    """The mark on a tile of the brand colour, as SVG."""
    shades = palette(color, dark=False)
    return logo(shades["accent"], shades["on-accent"])
