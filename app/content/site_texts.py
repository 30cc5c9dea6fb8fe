"""The texts of site.yaml: categories, replies and variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.content.names import NAME
from app.content.site_reader import SiteReader
from app.content.text import INVISIBLE
from app.content.variables import substitute
from app.content.yaml_strict import Value
from app.locales import LANGUAGES
from app.model import Category, Replies

REPLY_PARTS = ("greeting", "one", "several", "closing")
REPLY_NAMES = ("customer.name", "agent.name", "brand.name")
"""What a reply's texts may name besides the variables of the site."""
MAX_REPLY = 1_000
_VARIABLE = re.compile(r"[a-z][a-z0-9_-]{0,40}(\.[a-z][a-z0-9_-]{0,40}){0,3}")


def categories(value: Value, reader: SiteReader) -> tuple[Category, ...]:
    """The categories in their order."""
    found: dict[str, Category] = {}
    if value != "" and not isinstance(value, list):
        reader.wrong("a list is expected", "categories")
    for i, item in enumerate(value if isinstance(value, list) else []):
        above = ("categories", str(i))
        identity = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(identity, str) or not NAME.fullmatch(identity):
            reader.wrong("each category is a mapping with an id of a-z, 0-9 and -", *above)
        elif identity in found:
            reader.wrong(f"category '{identity}' given twice", *above)
        else:
            reader.only_known(item, ("id", "icon", "title", "intro"), *above)
            icon = item.get("icon", "other")
            titles, intros = (_texts(item, key, reader, *above) for key in ("title", "intro"))
            found[identity] = Category(identity, icon if isinstance(icon, str) else "other", titles, intros)
    return tuple(found.values())


def _texts(item: Mapping[str, Value], key: str, reader: SiteReader, *above: str) -> Mapping[str, str]:
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


def replies(value: Mapping[str, Value], known: Mapping[str, str], reader: SiteReader) -> Replies:
    """What replies begin and end with, by locale; `known` are the variables that it may name."""
    reader.only_known(value, REPLY_PARTS, "replies")
    known = {**known, **dict.fromkeys(REPLY_NAMES, "")}
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


def variables(value: Mapping[str, Value], reader: SiteReader) -> Mapping[str, str]:
    """What articles may name: brand, support and the site's own, nested names joined by dots."""
    found: dict[str, str] = {}
    for top, prefix in (("brand", "brand."), ("support", "support."), ("variables", "")):
        _collect(reader.mapping(value, top), (top,), prefix, found, reader)
    return MappingProxyType(found)


def _collect(
    value: Mapping[str, Value], above: tuple[str, ...], prefix: str, found: dict[str, str], reader: SiteReader
) -> None:
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, dict):
            _collect(item, (*above, key), f"{name}.", found, reader)
        elif not isinstance(item, str) or not _VARIABLE.fullmatch(name) or not item.isprintable() or len(item) > 300:
            reader.wrong("a variable is a name of a-z, 0-9, _ and - with one line of text", *above, key)
        else:
            found[name] = item
