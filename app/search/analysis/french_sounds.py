"""How a French word sounds, so that one written by ear is found (`domene`, `sertifika`, `espasse`).

Spelling that is read in one way becomes one letter (`ph`, `eau`, `qu`), what is silent goes (`h`, final `t`).
"""

from __future__ import annotations

from app.search.analysis.sounds import Sounds

SOUNDS: Sounds = (
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
