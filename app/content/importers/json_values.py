"""What JSON files of an export hold, with texts as a file of ours may hold them."""

from __future__ import annotations

import json
import re
from typing import Any

from app.content.importers.folder import clean

_ESCAPED = re.compile(r"\\u(?:00[01789]|d[89a-f]|feff)", re.IGNORECASE)
"""Escapes that may stand for what a file cannot hold as such: control characters, and halves of characters."""


def json_values(text: str) -> Any:
    """The value that a text stands for. Raises ValueError for what is no JSON, RecursionError for deep nesting."""
    value = json.loads(text)
    return _cleaned(value) if _ESCAPED.search(text) else value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value
