"""How a French word sounds, so that one written by ear is found (`domene`, `espasse`, `sertifika`)."""

from __future__ import annotations

import re
from functools import reduce

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"x$", ""),
        (r"ph", "f"),
        (r"[sc]?ch|sh", "C"),
        (r"h", ""),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"qu?|ck|c", "k"),
        (r"gu(?=[eiy])", "G"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"gn", "N"),
        (r"x", "ks"),
        (r"y", "i"),
        (r"t(?=ion)", "s"),
        (r"(?<!m)ent$", ""),
        (r"(.)\1+", r"\1"),
        (r"eau|au", "o"),
        (r"oeu|eu", "E"),
        (r"ou", "U"),
        (r"(?:er|ez|aient|ait|ais|ai|ei|et)$", "e"),
        (r"[ae]i(?=n(?![aeiouEU]))", "i"),
        (r"[ae]i", "e"),
        (r"[ae][nm](?=[^aeiouEUnm]|$)", "A"),
        (r"i[nm](?=[^aeiouEUnm]|$)", "I"),
        (r"o[nm](?=[^aeiouEUnm]|$)", "O"),
        (r"(?<=[aeiouEU])s(?=[aeiouEU])", "z"),
        (r"(?<=[aeiouEU])e", ""),
        (r"G", "g"),
        (r"(?:es?|[tdspz]+)$", ""),
    )
)


def sound(word: str) -> str:
    """A key that folded words share when a French speaker hardly hears them apart; not a pronunciation.

    Spelling that is read in one way becomes one letter (`ph`, `eau`, `qu`), what is silent goes (`h`, final `t`).
    """
    return reduce(lambda heard, rule: rule[0].sub(rule[1], heard), _RULES, word)
