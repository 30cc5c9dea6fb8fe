"""JSON Schemas of the files that editors write, made from the tables that read them: for checks while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from app.content.fields import FIELDS
from app.content.names import NAME, RESERVED_SLUGS
from app.content.site_texts import REPLY_PARTS
from app.content.synonyms import MAX_GROUPS, MAX_LENGTH, MAX_WORDS
from app.locales import LANGUAGES
from app.model import AUDIENCES, Thresholds
from app.portal import PRESETS

Schema: TypeAlias = dict[str, Any]

_DIALECT = "http://json-schema.org/draft-07/schema#"  # what the YAML language server reads
_SCALAR = ["string", "number", "boolean"]
"""A text without quotes may look like a number or like yes: it is read as the text that it is."""

_NAME = {"type": ["string", "number"], "pattern": f"^{NAME.pattern}$"}
_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MOMENT = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?$",
}
_ALIAS = {"type": ["string", "number"], "pattern": f"^({NAME.pattern}|/[^/\\\\?#\\s][^\\\\?#\\s]{{0,498}})$"}
_VARIABLE = "^[a-z][a-z0-9_-]{0,40}$"


def _text(limit: int) -> Schema:
    return {"type": _SCALAR, "maxLength": limit}


def _list(item: Mapping[str, Any], most: int) -> Schema:
    return {"type": "array", "items": dict(item), "maxItems": most}


_KINDS: Mapping[str, Schema] = {
    "title": {**_text(200), "minLength": 1},
    "id": _NAME,
    "slug": {**_NAME, "not": {"enum": sorted(RESERVED_SLUGS)}},
    "summary": _text(500),
    "category": _text(96),
    "questions": _list({**_text(300), "minLength": 1}, 50),
    "keywords": {"anyOf": [_list({**_text(100), "minLength": 1, "pattern": "^[^<]*$"}, 50), {"type": "string"}]},
    "workflows": _list(_text(100), 20),
    "related": _list(_NAME, 50),
    "former_ids": _list(_NAME, 50),
    "aliases": _list(_ALIAS, 50),
    "status": {"enum": ["published", "draft"]},
    "visibility": {"enum": list(AUDIENCES)},
    "publish_at": _MOMENT,
    "unpublish_at": _MOMENT,
    "updated": _DAY,
    "retranslate": _DAY,
    "review_by": _DAY,
    "owner": _text(100),
    "weight": {"type": ["integer", "string"], "minimum": -999_999, "maximum": 999_999, "pattern": "^-?[0-9]{1,6}$"},
}
_POSITIVE = {"half_life_days": {"exclusiveMinimum": 0, "maximum": 3650}, "new_days": {"minimum": 0, "maximum": 3650}}
_THRESHOLDS: Mapping[str, Schema] = {
    **_POSITIVE,
    "popular": {"minimum": 0, "maximum": 1},
    "regular": {"minimum": 0, "maximum": 1},
    "popular_days": {"minimum": 1, "maximum": 28},
    "popular_readers": {"minimum": 1},
    "burst": {"minimum": 1},
}


def schemas() -> Mapping[str, Schema]:
    """Every schema by the name of its file."""
    return {
        "article.schema.json": front_matter(),
        "site.schema.json": site(),
        "portal.schema.json": portal(),
        "synonyms.schema.json": synonyms(),
    }


def front_matter() -> Schema:
    """The keys of an article. Others are allowed, as they are ignored with a warning."""
    properties: Schema = {}
    for field in FIELDS:
        kind = _KINDS[field.name]
        described = {"description": f"{field.meaning[:1].upper()}{field.meaning[1:]} (default: {field.default})"}
        properties[field.name] = {**described, **({"anyOf": [kind, {"type": "null"}]} if field.empty else kind)}
    return _mapping("An article's front matter", properties, closed=False)


def site() -> Schema:
    """site.yaml."""
    variables = _variables()
    properties: Schema = {
        "brand": {
            **variables,
            "properties": {"name": _text(300), "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}},
        },
        "support": {**variables, "properties": {"email": {"type": "string", "format": "email"}, "phone": _text(300)}},
        "locales": {"type": "array", "items": {"enum": list(LANGUAGES)}, "minItems": 1},
        "timezone": {"type": "string", "description": "Such as Africa/Casablanca"},
        "categories": {"type": "array", "items": _category()},
        "popularity": _thresholds(),
        "training": {"enum": ["allowed", "refused", ""]},
        "security": _mapping("", {"contact": {"type": "string", "pattern": "^(mailto:|https://)", "maxLength": 300}}),
        "indexing": {"type": "boolean", "description": "Whether search engines may keep the pages"},
        "replies": _mapping("", {part: _by_locale() for part in REPLY_PARTS}),
        "edit_url": {
            "type": "string",
            "pattern": "^(https://[^/?#{}]+/[^{}]*\\{path\\}[^{}]*)?$",
            "description": "Where a file is changed on the web: {path} stands for its path in the content folder",
        },
        "variables": {"$ref": "#/definitions/variables"},
    }
    return {
        **_mapping("site.yaml: the help centre's own configuration", properties),
        "definitions": {"variables": variables},
    }


def _category() -> Schema:
    return _mapping(
        "",
        {"id": _NAME, "icon": {"type": "string"}, "title": _by_locale(), "intro": _by_locale()},
        required=["id"],
    )


def _thresholds() -> Schema:
    numbers = {
        each.name: {
            "type": "number" if each.type == "float" else "integer",
            **_THRESHOLDS.get(each.name, {"minimum": 0}),
        }
        for each in fields(Thresholds)
    }
    return _mapping("", numbers)


def _variables() -> Schema:
    """Texts with names, nested as deep as one likes."""
    nested = {"patternProperties": {_VARIABLE: {"anyOf": [_text(300), {"$ref": "#/definitions/variables"}]}}}
    return {"type": "object", **nested, "additionalProperties": False}


def portal() -> Schema:
    """portal.yaml."""
    workflow = _mapping(
        "",
        {
            "path": {"anyOf": [{"type": "string", "minLength": 1}, _by_locale()]},
            "login": {"type": "boolean"},
            "without": {"type": "string", "description": "The workflow to use when a parameter is missing"},
            "patterns": {"type": "object", "additionalProperties": {"type": "string", "format": "regex"}},
            "label": _by_locale(plain=False),
            "hint": _by_locale(plain=False),
            "unsupported": {"const": True, "description": "The portal has no such screen; stands alone"},
        },
    )
    names = {"^[a-z0-9-]{1,40}\\.[a-z0-9-]{1,40}$": workflow}
    properties: Schema = {
        "preset": {"enum": list(PRESETS)},
        "base_url": {"anyOf": [{"type": "string", "format": "uri"}, _by_locale(), {"type": "null"}]},
        "workflows": {"type": ["object", "null"], "patternProperties": names, "additionalProperties": False},
    }
    return _mapping("portal.yaml: where the portal's workflows lead", properties)


def synonyms() -> Schema:
    """synonyms.yaml."""
    group = {"type": "array", "items": {**_text(MAX_LENGTH), "minLength": 1}, "minItems": 2, "maxItems": MAX_WORDS}
    title = "synonyms.yaml: groups of words and phrases that mean the same to a customer"
    return {"$schema": _DIALECT, "title": title, "type": ["array", "null"], "items": group, "maxItems": MAX_GROUPS}


def _by_locale(*, plain: bool = True) -> Schema:
    """A text for each language; `plain` also allows one text for all."""
    texts = {
        "type": "object",
        "properties": {code: {"type": _SCALAR} for code in LANGUAGES},
        "additionalProperties": False,
    }
    return {"anyOf": [{"type": _SCALAR}, texts]} if plain else texts


def _mapping(
    title: str, properties: Mapping[str, Any], *, closed: bool = True, required: list[str] | None = None
) -> Schema:
    head = {"$schema": _DIALECT, "title": title} if title else {}
    rest = {"required": required} if required else {}
    return {**head, "type": "object", "properties": dict(properties), "additionalProperties": not closed, **rest}
