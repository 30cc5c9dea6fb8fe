"""The interface's texts and formats in one language; the only door to Babel."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.localedata import exists
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from app.locales.languages import Language

DOMAIN = "messages"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts by message id (`search.none`), with `%(name)s` placeholders, and the language's dates and numbers."""

    language: Language
    messages: gettext.GNUTranslations
    locale: Locale

    @property
    def territory(self) -> str:
        """The language with a country, as networks write it (`fr_FR`): the formats' own, else where most speak it."""
        likely = get_global("likely_subtags").get(self.locale.language, self.locale.language)
        country = self.locale.territory or Locale.parse(likely).territory
        return f"{self.locale.language}_{country}" if country else self.locale.language

    def text(self, message_id: str, /, **values: object) -> str:
        """The text of a message. Values are put in as they are: templates escape the result."""
        text = self.messages.gettext(message_id)
        return text % values if values else text

    def count(self, message_id: str, number: int, /, **values: object) -> str:
        """The text of a message in its plural form for `number`, which it may show as `%(n)s`."""
        text = self.messages.ngettext(message_id, message_id, number)
        return text % {"n": self.number(number), **values}

    def short_date(self, day: date) -> str:
        """A date for tables and charts (« 13 déc. 2026 »)."""
        return format_date(day, format="medium", locale=self.locale)

    def date(self, day: date) -> str:
        """A date as the language writes it in full (« 3 mars 2026 »)."""
        return format_date(day, format="long", locale=self.locale)

    def percent(self, share: float) -> str:
        """A share of 1 in whole per cent (« 85 % »)."""
        return format_percent(share, locale=self.locale)

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return format_decimal(value, locale=self.locale)


@lru_cache(maxsize=16)  # 40 ms, and each build asks for each of its languages twice
def load_catalogue(language: Language) -> Catalogue:
    """Read a language's catalogue (once a process). Raises FileNotFoundError where there is none."""
    source = files("app.locales").joinpath("translations", language.code, "LC_MESSAGES", f"{DOMAIN}.po")
    with source.open("rb") as file:
        catalog = read_po(file, locale=language.code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Catalogue(language, gettext.GNUTranslations(compiled), Locale.parse(language.formats or language.code))


def is_spoken(code: str) -> bool:
    """Whether Unicode's locale data knows a language by that code (`de`), ours or not."""
    return exists(code)
