"""Translations beside their sources: sections by anchor, what of a change counts, what readers must be told of."""

from app.content.translations.difference import difference
from app.content.translations.material import reasons
from app.content.translations.owing import Version, last_changed, owed
from app.content.translations.parts import Part, Parts, parts_of, significant

__all__ = ["Part", "Parts", "Version", "difference", "last_changed", "owed", "parts_of", "reasons", "significant"]
