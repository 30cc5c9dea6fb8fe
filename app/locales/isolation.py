"""Somebody's words inside a sentence of ours, whose order they must not turn round."""

from __future__ import annotations

import re
from typing import Literal
from unicodedata import bidirectional

_OPEN, _CLOSE = "\u2068", "\u2069"
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What makes text run otherwise up to another sign, and ends what somebody else began: it reaches out of its place."""
_BACKWARDS = frozenset({"R", "AL", "AN"})


def isolated(text: str, direction: Literal["ltr", "rtl"]) -> str:
    """The text as it may stand in a sentence of that direction, set apart where it may run the other way.

    By signs (as <bdi> does it), which a title and a label hold as well; text that needs none gets none.
    """
    plain = _STEERING.sub("", text)
    if direction == "rtl" or any(bidirectional(character) in _BACKWARDS for character in plain):
        return f"{_OPEN}{plain}{_CLOSE}"
    return plain
