"""site.yaml to a Site: brand, contacts, locales, categories, thresholds and variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.content.nearest import nearest
from app.content.parsers import shown
from app.content.text import INVISIBLE
from app.content.variables import substitute
from app.content.yaml_strict import Document, Value
from app.errors import ContentError
from app.locales import LANGUAGES
from app.model import Category, Problem, Replies, Site, Thresholds, Training
from app.model.addresses import FORBIDDEN

PATH = "site.yaml"
_KEYS = (
    *("brand", "support", "locales", "timezone", "categories", "popularity", "training", "replies", "edit_url"),
    *("security", "indexing", "variables"),
)
REPLY_PARTS = ("greeting", "one", "several", "closing")
REPLY_NAMES = ("customer.name", "agent.name", "brand.name")
"""What a reply's texts may name besides the variables of the site."""
MAX_REPLY = 1_000
_VARIABLE = re.compile(r"[a-z][a-z0-9_-]{0,40}(\.[a-z][a-z0-9_-]{0,40}){0,3}")
_CATEGORY = re.compile(r"[a-z0-9-]{1,96}")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_EDIT_URL = re.compile(r"https://[^/?#{}]+/[^{}]*\{path\}[^{}]*")
_CONTACT = re.compile(r"mailto:[^\s<>@\"']+@[^\s<>@\"']+\.[^\s<>@\"']+|https://[^\s<>@\"']+")
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
    default, variables = Site(), _variables(value, reader)
    site = Site(
        brand_name=reader.text(brand, "brand", "name") or default.brand_name,
        brand_color=reader.text(brand, "brand", "color", _COLOR, "a color such as #0b6e99") or default.brand_color,
        support_email=reader.text(support, "support", "email", _MAIL, "an e-mail address"),
        support_phone=reader.text(support, "support", "phone"),
        timezone=_timezone(value.get("timezone", "UTC"), document),
        locales=_locales(value.get("locales"), document, folders),
        categories=_categories(value.get("categories", ""), reader),
        thresholds=_thresholds(reader.mapping(value, "popularity"), reader),
        variables=variables,
        training=_training(value.get("training", ""), reader),
        replies=_replies(reader.mapping(value, "replies"), variables, reader),
        security_contact=_security_contact(reader.mapping(value, "security"), reader),
        indexing=_indexing(value.get("indexing", ""), reader),
        edit_url=_edit_url(value.get("edit_url", ""), reader),
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


def _edit_url(value: Value, reader: _Reader) -> str:
    if value == "" or (isinstance(value, str) and _is_edit_url(value)):
        return value
    example = "https://github.com/us/help/edit/main/articles/{path}"
    reader.wrong(f"must be an https address with {{path}} once in its path, such as {example}", "edit_url")
    return ""


def _is_edit_url(text: str) -> bool:
    if not _EDIT_URL.fullmatch(text) or not text.isascii() or FORBIDDEN.search(text):
        return False
    try:
        parts = urlsplit(text.replace("{path}", "path"))
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _security_contact(value: Mapping[str, Value], reader: _Reader) -> str:
    reader.only_known(value, ("contact",), "security")
    return reader.text(value, "security", "contact", _CONTACT, "an address that begins with mailto: or https://")


def _indexing(value: Value, reader: _Reader) -> bool:
    if value in ("", "true"):
        return True
    if value != "false":
        # Nobody writes the key to be found: what is mistyped keeps search engines away.
        reader.wrong("must be true or false, or left out; search engines are kept away", "indexing")
    return False


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


def _replies(value: Mapping[str, Value], variables: Mapping[str, str], reader: _Reader) -> Replies:
    reader.only_known(value, REPLY_PARTS, "replies")
    known = {**variables, **dict.fromkeys(REPLY_NAMES, "")}
    found: dict[str, Mapping[str, str]] = {}
    for part in REPLY_PARTS:
        texts = value.get(part, "")
        everybody = isinstance(texts, str)
        given = dict.fromkeys(LANGUAGES, texts) if everybody else reader.mapping(value, part, "replies")
        checked = {}
        for locale, text in given.items():
            above = ("replies", part) if everybody else ("replies", part, locale)
            if wrong := _wrong_reply(locale, text, known):
                reader.wrong(wrong, *above)
                if everybody:
                    break
            elif isinstance(text, str) and text.strip():
                checked[locale] = text.strip()
        found[part] = checked
    return Replies(**found)


def _wrong_reply(locale: str, text: Value, known: Mapping[str, str]) -> str:
    """What is wrong with a text of a reply, empty for nothing."""
    if locale not in LANGUAGES or not isinstance(text, str):
        return "must be one text by locale"
    if len(text) > MAX_REPLY or INVISIBLE.search(text):
        return f"must be text of {MAX_REPLY:,} characters at most"
    unknown = substitute(text, known)[1]
    if unknown:
        return f"'{{{{ {unknown[0]} }}}}' stands for nothing here; known: {', '.join(sorted(known))}"
    return ""


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
