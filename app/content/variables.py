"""`{{ name }}` in texts: what site.yaml says it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

PATTERN = r"\{\{[ \t]{0,20}([^{}\s](?:[^{}\n]{0,78}[^{}\s])?)[ \t]{0,20}\}\}"
_VARIABLE = re.compile(PATTERN)


def substitute(text: str, variables: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text with every known variable replaced, and the names that are not known (they stay as written)."""
    unknown: list[str] = []

    def value(match: re.Match[str]) -> str:
        if match[1] not in variables:
            unknown.append(match[1])
        return variables.get(match[1], match[0])

    return _VARIABLE.sub(value, text), tuple(dict.fromkeys(unknown))
