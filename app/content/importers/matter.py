"""Front matter of other Markdown tools: YAML, TOML or JSON, read as far as it can be."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.content.yaml_strict import load
from app.errors import ContentError

MAX_MATTER = 64 * 1024
_TITLE = re.compile(r"^title\s*[:=]\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
TRUE = frozenset({"true", "yes", "on", "1"})


@dataclass(frozen=True, slots=True)
class ForeignMatter:
    """Keys with text, lists and mappings as values, the body and its first line; `error` says why keys are missing."""

    fields: Mapping[str, Any]
    body: str
    body_line: int = 1
    error: str = ""

    def text(self, *keys: str) -> str:
        """The first of these keys that holds text, on one line."""
        for key in keys:
            value = self.fields.get(key)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return ""

    def texts(self, *keys: str) -> tuple[str, ...]:
        """Texts of these keys: lists, or one text with commas."""
        found: list[str] = []
        for key in keys:
            value = self.fields.get(key)
            items = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
            found += [item.get("label", "") if isinstance(item, dict) else str(item) for item in items]
        return tuple(dict.fromkeys(" ".join(item.split()) for item in found if item.strip()))

    def says(self, key: str) -> bool | None:
        """What a yes-or-no key says; None when it is absent or says neither."""
        value = self.fields.get(key)
        if not isinstance(value, str) or not value.strip():
            return None
        return True if value.strip().lower() in TRUE else False if value.strip().lower() in _FALSE else None

    def day(self, *keys: str) -> date | None:
        """The first of these keys that holds a day."""
        return next((day for key in keys if (day := as_day(self.fields.get(key)))), None)


_FALSE = frozenset({"false", "no", "off", "0"})


def as_day(value: object) -> date | None:
    """A day from `2024-05-01…`, from `5/31/2024` (as American tools write it), or seconds since 1970."""
    if isinstance(value, int) and 0 < value < 2**33:
        return datetime.fromtimestamp(value, UTC).date()
    text = str(value) if value else ""
    try:
        if match := _DATE.match(text):
            found = date(int(match[1]), int(match[2]), int(match[3]))
        elif match := _AMERICAN.fullmatch(text):
            found = date(int(match[3]), int(match[1]), int(match[2]))
        else:
            return None
    except ValueError:
        return None
    return found if 1970 <= found.year < 2200 else None


def split_matter(text: str, path: str) -> ForeignMatter:
    """Take a file apart. What cannot be read is said in `error`: then nobody knows whether it was meant to be seen."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    sign = lines[start].strip()
    if re.fullmatch(r"-{3,}", sign) or sign == "+++":
        closing = re.compile(r"-{3,}\s*" if sign[0] == "-" else r"\+\+\+\s*")
        end = next((i for i in range(start + 1, len(lines)) if closing.fullmatch(lines[i])), None)
        if end is None:
            return ForeignMatter({}, "\n".join(lines[start + 1 :]), start + 2, "front matter is not closed")
        block = "\n".join(lines[start + 1 : end])
        return _read(block, sign[0], path, start + 2, "\n".join(lines[end + 1 :]), end + 2)
    if sign.startswith("{") and path.endswith((".md", ".mdx", ".markdown")) and _is_json(sign):
        return _json(text, start)
    return ForeignMatter({}, text)


def _is_json(line: str) -> bool:
    return line == "{" or re.match(r'\{\s*"', line) is not None


def _json(text: str, start: int) -> ForeignMatter:
    stripped = text.lstrip()
    try:
        value, end = json.JSONDecoder().raw_decode(stripped)
    except (ValueError, RecursionError):
        return ForeignMatter({}, text, error="is no JSON that can be read")
    used = stripped[:end].count("\n") + 1
    return ForeignMatter(_texts(value) if isinstance(value, dict) else {}, stripped[end:], start + used)


def _read(block: str, sign: str, path: str, first: int, body: str, body_line: int) -> ForeignMatter:
    try:
        if sign == "+":
            return ForeignMatter(_texts(tomllib.loads(block)), body, body_line)
        # Hugo takes tabs between a value and what follows it, which YAML 1.1 readers refuse.
        spaced = re.sub(r"(?<=\S)\t+", " ", block)
        value = load(spaced, path=path, first_line=first, max_bytes=MAX_MATTER).value
        if value is None:
            return ForeignMatter({}, body, body_line)
        if isinstance(value, dict):
            return ForeignMatter(value, body, body_line)
        error = "is not a mapping of keys"
    except ContentError as problem:
        error = problem.message
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        error = str(problem)
    title = _TITLE.search(block)
    return ForeignMatter({"title": title[1]} if title else {}, body, body_line, error)


def _texts(value: Any) -> Any:
    """Values as YAML gives them here: every scalar as text."""
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
