"""The brand colour as files: a style sheet of custom properties, and the icon."""

from __future__ import annotations

from functools import lru_cache

from app.model.colors import palette


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
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{shades["accent"]}"/>'
        f'<path fill="{shades["on-accent"]}" d="M16 5.5c6.1 0 10.5 3.9 10.5 9.2S22.1 24 16 24c-.9 0-1.8-.1-2.6-.2'
        'l-5 3.1c-.5.3-1.1-.1-1-.7l.7-4.6C6.3 19.8 5.5 17.4 5.5 14.7 5.5 9.4 9.9 5.5 16 5.5z"/>'
        f'<path fill="none" stroke="{shades["accent"]}" stroke-width="2.6" stroke-linecap="round"'
        ' stroke-linejoin="round" d="M12.9 12.3a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.5 1.1-1.5 2.1"/>'
        f'<circle cx="16" cy="20.3" r="1.6" fill="{shades["accent"]}"/></svg>\n'
    )
