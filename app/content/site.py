"""site.yaml to a Site: brand, contacts, locales, categories, thresholds and variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.content.parsers import shown
from app.content.site_reader import PATH, SiteReader
from app.content.site_texts import categories, replies, variables
from app.content.yaml_strict import Document, Value
from app.errors import ContentError
from app.locales import LANGUAGES
from app.model import Problem, Site, Thresholds, Training
from app.model.addresses import FORBIDDEN

_KEYS = (
    *("brand", "support", "locales", "timezone", "categories", "popularity", "training", "replies", "edit_url"),
    *("security", "indexing", "variables"),
)
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
    reader = SiteReader(document)
    reader.only_known(value, _KEYS)
    brand, support = (reader.mapping(value, key) for key in ("brand", "support"))
    if brand.get("color") == "":
        reader.wrong('is empty: a # begins a comment, so write it in quotes: "#0b6e99"', "brand", "color")
    default, named = Site(), variables(value, reader)
    site = Site(
        brand_name=reader.text(brand, "brand", "name") or default.brand_name,
        brand_color=reader.text(brand, "brand", "color", _COLOR, "a color such as #0b6e99") or default.brand_color,
        support_email=reader.text(support, "support", "email", _MAIL, "an e-mail address"),
        support_phone=reader.text(support, "support", "phone"),
        timezone=_timezone(value.get("timezone", "UTC"), document),
        locales=_locales(value.get("locales"), document, folders),
        categories=categories(value.get("categories", ""), reader),
        thresholds=_thresholds(reader.mapping(value, "popularity"), reader),
        variables=named,
        training=_training(value.get("training", ""), reader),
        replies=replies(reader.mapping(value, "replies"), named, reader),
        security_contact=_security_contact(reader.mapping(value, "security"), reader),
        indexing=_indexing(value.get("indexing", ""), reader),
        edit_url=_edit_url(value.get("edit_url", ""), reader),
    )
    return site, reader.problems


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


def _training(value: Value, reader: SiteReader) -> Training:
    match value:
        case "allowed" | "refused":
            return value
        case str() if not value:
            return ""
    reader.wrong("must be allowed or refused, or left out", "training")
    return ""


def _edit_url(value: Value, reader: SiteReader) -> str:
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


def _security_contact(value: Mapping[str, Value], reader: SiteReader) -> str:
    reader.only_known(value, ("contact",), "security")
    return reader.text(value, "security", "contact", _CONTACT, "an address that begins with mailto: or https://")


def _indexing(value: Value, reader: SiteReader) -> bool:
    if value in ("", "true"):
        return True
    if value != "false":
        # Nobody writes the key to be found: what is mistyped keeps search engines away.
        reader.wrong("must be true or false, or left out; search engines are kept away", "indexing")
    return False


def _thresholds(value: Mapping[str, Value], reader: SiteReader) -> Thresholds:
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
