"""Telephone numbers in a text: those in international form, those grouped as national ones are, the site's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_GAP = "[ \u00a0\u202f\u2011.-]"
"""What stands between groups of digits: spaces, some of them unbreakable, a hyphen that is, a dot."""
_INTERNATIONAL = rf"\+[1-9][0-9]{{0,2}}+(?:{_GAP}?\([0-9]{{1,4}}\))?+(?:{_GAP}?[0-9])++"
_PAIRS = f"0[0-9](?P<pairs>{_GAP})[0-9]{{2}}(?:(?P=pairs)[0-9]{{2}}){{3}}"
_FOUR = f"0[0-9]{{3}}(?P<four>{_GAP})[0-9]{{2}}(?:(?P=four)[0-9]{{2}}){{2}}"
"""`05 22 00 00 00` and `0802 08 08 08`."""
_BEFORE = r"(?<![\w+/@#=&%?-])(?<![0-9][ .,\u00a0\u202f-])"
_AFTER = rf"(?![\w@/=%]|{_GAP}?[0-9]|,[0-9]|[ \u00a0\u202f]?(?:[%$€£]|(?:MAD|DH|EUR|USD)\b))"
"""No word, address, longer number, share or amount."""

_TRUNK = "(0)"
_SHORT_CODES = re.compile("[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
"""Country codes of one and two digits; all others have three."""
_LENGTHS = {"1": 11, "7": 11, "33": 11, "212": 12, "216": 11}
"""Digits of all numbers of a country, its code among them, where they are equally many."""
_ITALY = "39"


class Telephone(NamedTuple):
    """A number as it stands in a text, and what dials it."""

    start: int
    end: int
    address: str


def telephones(text: str, own: str = "") -> Iterator[Telephone]:
    """The numbers of a text, from left to right; `own` is the site's, which is one whatever its form."""
    for match in _pattern(own).finditer(text):
        digits = re.sub("[^0-9]", "", match[0].replace(_TRUNK, ""))
        sign = "+" if match[0].startswith("+") else ""
        if not sign or match["own"] or _plausible(digits):
            yield Telephone(match.start(), match.end(), f"tel:{sign}{digits}")


def _plausible(digits: str) -> bool:
    """Whether a country could have that number: a sum with a plus sign before it is none."""
    if not 9 <= len(digits) <= 15:
        return False
    short = _SHORT_CODES.match(digits)
    code = short[0] if short else digits[:3]
    first = digits[len(code)]
    if code == "1" and first == "1":
        return False
    return len(digits) == _LENGTHS.get(code, len(digits)) and (first != "0" or code == _ITALY)


@lru_cache(maxsize=16)
def _pattern(own: str) -> re.Pattern[str]:
    digits = [c for c in own if c in "0123456789"]
    known = f"{_GAP}?".join(digits) if 6 <= len(digits) <= 15 else "(?!)"
    plus = r"\+" if own.strip().startswith("+") else ""
    return re.compile(rf"(?P<own>(?<![\w+]){plus}{known}(?!\w))|{_BEFORE}(?:{_INTERNATIONAL}|{_PAIRS}|{_FOUR}){_AFTER}")
