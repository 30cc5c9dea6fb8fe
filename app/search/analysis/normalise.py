"""One form for what people type in many: compatibility forms, case, apostrophes, ligatures, accents."""

from __future__ import annotations

import re
import unicodedata

APOSTROPHES = "'’‘ʼ′‵`´＇"
HYPHENS = "‐‑‒-"  # the plain one last: inside a character class it is then no range

# Marks that sit on a letter, and characters that are not seen at all or (as the Arabic tatweel) only stretch a word:
# none may end a word.
MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
UNSEEN = "\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"

_INVISIBLE = re.compile(f"[{UNSEEN}]")
_MARK = re.compile(f"[{MARKS}]")
_ONE_FORM = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))
_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_PLAIN = _ONE_FORM | str.maketrans(_LETTERS)
# What NFKD does not take apart of Arabic letters that people write one for the other: alef wasla, alef maksura and teh
# marbuta. Alefs with hamza or madda are letters with marks.
_ALIKE = str.maketrans({"\u0671": "\u0627", "\u0649": "\u064a", "\u0629": "\u0647"})


def normalise(text: str) -> str:
    """The text in NFKC, case folded, with one apostrophe, one hyphen, no ligature and nothing invisible."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKC", text.translate(_ONE_FORM)).casefold()
    # NFKC takes letters apart into an apostrophe (`ŉ`) or an Arabic tatweel and another.
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_PLAIN))


def fold(text: str) -> str:
    """A normalised text without its accents, and Arabic in one spelling: `résilié` becomes `resilie`."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFKD", text)).translate(_ALIKE))
