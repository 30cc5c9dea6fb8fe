"""The languages that articles and the interface can be in; adding one is adding a record here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Language:
    """One language: `code` is the locale in addresses and folders, `name` what its speakers call it.

    `stemmer` is the Snowball algorithm of its search analysis (None: words are only folded), `fallback` the locales
    whose text a reader gets, in this order, where a translation is missing. `formats` is the Unicode locale of dates
    and numbers (the code itself when empty).
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"
    stemmer: str | None = None
    formats: str = ""
    fallback: tuple[str, ...] = ()


_RECORDS = (
    Language("fr", "Français", stemmer="french", fallback=("en",)),
    Language("en", "English", stemmer="english", formats="en_GB", fallback=("fr",)),
)

LANGUAGES: Mapping[str, Language] = MappingProxyType({language.code: language for language in _RECORDS})
