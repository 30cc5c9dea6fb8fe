"""The widget's style sheet: the brand's colours in front of the rules."""

from __future__ import annotations

import re
from functools import lru_cache

from app.model.colors import palette

_SPACE = re.compile(r"\s*([{};,])\s*|(?<=:)\s+|\s+(?=[\s!])")
"""What only people who read the file need; around a combinator or an operator a space may mean something."""


@lru_cache(maxsize=4)
def widget_style(color: str, rules: str) -> str:
    """CSS for a shadow tree: colours of a brand (`#rrggbb`) for the scheme that the page around it has, then `rules`.

    A page that does not say `color-scheme` is light, whatever its reader prefers: so is the widget on it.
    """
    light, dark = palette(color, dark=False), palette(color, dark=True)
    plain = "".join(f"--{name}:{value};" for name, value in light.items())
    both = "".join(f"--{name}:light-dark({value},{dark[name]});" for name, value in light.items())
    told = _SPACE.sub(lambda found: found[1] or "", rules).strip().replace(";}", "}")
    return f":host{{{plain}}}@supports (color:light-dark(#000,#fff)){{:host{{{both}}}}}\n{told}"
