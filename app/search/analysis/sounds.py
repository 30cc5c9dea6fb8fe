"""What a word sounds like, by the rules of a language; not a pronunciation."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

Sounds = tuple[tuple[str, str], ...]
"""Regular expressions and what stands for what they find, one after the other. A static export has them too: they keep
to what Python and JavaScript read alike, `\\1` for a group."""


@cache
def sounding(rules: Sounds) -> Callable[[str], str]:
    """Gives a key that folded words share when a speaker hardly hears them apart."""
    compiled = [(re.compile(pattern), sound) for pattern, sound in rules]

    def sound(word: str) -> str:
        for pattern, heard in compiled:
            word = pattern.sub(heard, word)
        return word

    return sound
