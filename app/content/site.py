"""site.yaml to a Site: brand, contacts, locales, categories, thresholds and variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from app.content.nearest import nearest
from app.content.parsers import shown
from app.content.text import INVISIBLE
from app.content.yaml_strict import Document, Value
from app.errors import ContentError
from app.locales import LANGUAGES
from app.model import Category, Problem, Site, Thresholds, Training

PATH = "site.yaml"
_KEYS = ("brand", "support", "locales", "timezone", "categories", "popularity", "training", "variables")
_VARIABLE = re.compile(r"[a-z][a-z0-9_-]{0,40}(\.[a-z][a-z0-9_-]{0,40}){0,3}")
_CATEGORY = re.compile(r"[a-z0-9-]{1,96}")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_MAIL = re.compile(r"[^\s<>@\"']+@[^\s<>@\"']+\.[^\s<>@\"']+")


def read_site(document: Document, folders: tuple[str, ...]) -> tuple[Site, list[Problem]]:
    """The site that site.yaml describes; `folders` are the locales for which there is a folder.

    A value that is wrong is reported and its default stands. Raises ContentError where no default would be
    safe: locales and time zone decide what is public and where.
    """
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict):
        raise ContentError("must be a mapping: lines of `key: value`", path=PATH, code="site")
    reader = _Reader(document)
    reader.only_known(value, _KEYS)
    brand, support = (reader.mapping(value, key) for key in ("brand", "support"))
    default = Site()
    site = Site(
        brand_name=reader.text(brand, "brand", "name") or default.brand_name,
        brand_color=reader.text(brand, "brand", "color", _COLOR, "a color such as #0b6e99") or default.brand_color,
        support_email=reader.text(support, "support", "email", _MAIL, "an e-mail address"),
        support_phone=reader.text(support, "support", "phone"),
        timezone=_timezone(value.get("timezone", "UTC"), document),
        locales=_locales(value.get("locales"), document, folders),
        categories=_categories(value.get("categories", ""), reader),
        thresholds=_thresholds(reader.mapping(value, "popularity"), reader),
        variables=_variables(value, reader),
        training=_training(value.get("training", ""), reader),
    )
    return site, reader.problems


@dataclass(frozen=True, slots=True)
class _Reader:
    """Looks values up and collects what is wrong, with the line."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, message: str, *keys: str) -> None:
        self.problems.append(Problem(PATH, self.document.line(*keys), f"{'.'.join(keys)}: {message}", code="site"))

    def only_known(self, value: Mapping[str, Value], known: tuple[str, ...], *above: str) -> None:
        for key in value:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean '{near}'?" if near else f"known keys: {', '.join(known)}"
                self.wrong(f"unknown key, {hint}", *above, key)

    def mapping(self, value: Mapping[str, Value], key: str, *above: str) -> dict[str, Value]:
        found = value.get(key, "")
        if isinstance(found, dict):
            return found
        if found != "":
            self.wrong("must be a mapping", *above, key)
        return {}

    def text(
        self,
        value: Mapping[str, Value],
        above: str,
        key: str,
        pattern: re.Pattern[str] | None = None,
        what: str = "text on one line",
    ) -> str:
        found = value.get(key, "")
        if found == "":
            return ""
        if isinstance(found, str) and "\n" not in found and not INVISIBLE.search(found):
            found = found.strip()
            if len(found) <= 300 and (pattern is None or pattern.fullmatch(found)):
                return found
        self.wrong(f"must be {what}", above, key)
        return ""


def _timezone(value: Value, document: Document) -> str:
    try:
        return ZoneInfo(str(value)).key if isinstance(value, str) else ZoneInfo("/").key
    except (KeyError, ValueError, OSError):
        message = f"timezone: {shown(value)} is no time zone; write one such as Africa/Casablanca"
        raise ContentError(message, path=PATH, line=document.line("timezone"), code="site") from None


def _locales(value: Value | None, document: Document, folders: tuple[str, ...]) -> tuple[str, ...]:
    if value is None:
        return folders or Site().locales
    line = document.line("locales")
    if not isinstance(value, list) or not value:
        raise ContentError("locales: a list is expected, such as [fr, en]", path=PATH, line=line, code="site")
    for item in value:
        if not isinstance(item, str) or item not in LANGUAGES:
            message = f"locales: {shown(item)} is not one of {', '.join(sorted(LANGUAGES))}"
            raise ContentError(message, path=PATH, line=line, code="site")
    return tuple(dict.fromkeys(str(item) for item in value))


def _training(value: Value, reader: _Reader) -> Training:
    match value:
        case "allowed" | "refused":
            return value
        case str() if not value:
            return ""
    reader.wrong("must be allowed or refused, or left out", "training")
    return ""


def _categories(value: Value, reader: _Reader) -> tuple[Category, ...]:
    found: dict[str, Category] = {}
    if value != "" and not isinstance(value, list):
        reader.wrong("a list is expected", "categories")
    for i, item in enumerate(value if isinstance(value, list) else []):
        above = ("categories", str(i))
        identity = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(identity, str) or not _CATEGORY.fullmatch(identity):
            reader.wrong("each category is a mapping with an id of a-z, 0-9 and -", *above)
        elif identity in found:
            reader.wrong(f"category '{identity}' given twice", *above)
        else:
            reader.only_known(item, ("id", "icon", "title", "intro"), *above)
            icon = item.get("icon", "other")
            titles, intros = (_texts(item, key, reader, *above) for key in ("title", "intro"))
            found[identity] = Category(identity, icon if isinstance(icon, str) else "other", titles, intros)
    return tuple(found.values())


def _texts(item: Mapping[str, Value], key: str, reader: _Reader, *above: str) -> Mapping[str, str]:
    """Texts by locale; one text without a locale is everybody's."""
    value = item.get(key, "")
    if isinstance(value, str):
        return dict.fromkeys(LANGUAGES, value) if value else {}
    texts = {}
    for locale, text in reader.mapping(item, key, *above).items():
        if locale not in LANGUAGES or not isinstance(text, str):
            reader.wrong("must be one text by locale", *above, key, locale)
        else:
            texts[locale] = " ".join(text.split())
    return texts


def _thresholds(value: Mapping[str, Value], reader: _Reader) -> Thresholds:
    rules: dict[str, tuple[Callable[[str], float], Callable[[float], bool], str]] = {
        "half_life_days": (float, lambda x: 0 < x <= 3650, "a number of days above 0"),
        "new_days": (int, lambda x: 0 <= x <= 3650, "a whole number of days"),
        "popular": (float, lambda x: 0 <= x <= 1, "a share from 0 to 1"),
        "popular_minimum": (float, lambda x: 0 <= x < 1e9, "a number of reads"),
        "popular_days": (int, lambda x: 1 <= x <= 28, "a whole number of days from 1 to 28"),
        "popular_readers": (int, lambda x: 1 <= x < 1e9, "a whole number of readers above 0"),
        "burst": (float, lambda x: 1 <= x < 1e9, "a factor of 1 or more"),
        "regular": (float, lambda x: 0 <= x <= 1, "a share from 0 to 1"),
        "regular_minimum": (float, lambda x: 0 <= x < 1e9, "a number of reads"),
    }
    reader.only_known(value, tuple(rules), "popularity")
    given: dict[str, Any] = {}
    for key in rules.keys() & value.keys():
        convert, allowed, what = rules[key]
        try:
            number = convert(str(value[key]))
        except ValueError:
            number = -1.0
        if allowed(number):
            given[key] = number
        else:
            reader.wrong(f"must be {what}", "popularity", key)
    return Thresholds(**given)


def _variables(value: Mapping[str, Value], reader: _Reader) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for top, prefix in (("brand", "brand."), ("support", "support."), ("variables", "")):
        _collect(reader.mapping(value, top), (top,), prefix, found, reader)
    return MappingProxyType(found)


def _collect(
    value: Mapping[str, Value], above: tuple[str, ...], prefix: str, found: dict[str, str], reader: _Reader
) -> None:
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            _collect(item, (*above, key), f"{name}.", found, reader)
        elif not isinstance(item, str) or not _VARIABLE.fullmatch(name) or not item.isprintable() or len(item) > 300:
            reader.wrong("a variable is a name of a-z, 0-9, _ and - with one line of text", *above, key)
        else:
            found[name] = item
