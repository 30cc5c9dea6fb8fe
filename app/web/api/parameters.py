"""Query parameters: the first value of each, checked; what is wrong is refused with the parameter's name."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from app.web.problems import Problem

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class Parameters:
    """The query string of one request. Every method raises Problem (400)."""

    def __init__(self, query_string: bytes):
        # Bytes that are no UTF-8 become lone surrogates, so that only a parameter somebody asks for can be refused.
        text = query_string.decode("utf-8", "surrogateescape")
        self._values: dict[str, str] = {}
        for name, value in parse_qsl(text, keep_blank_values=True, errors="surrogateescape"):
            self._values.setdefault(name, value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """The text of a parameter, "" without one; `invalid_text` when it is not UTF-8 or holds NUL."""
        value = self._values.get(name, "")
        if "\0" in value or not _is_text(value):
            raise Problem(400, "invalid_text", f"{name} must be UTF-8 text without NUL characters.")
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number in ASCII digits from `low` to `high`; `invalid_parameter` otherwise."""
        value = self._values.get(name)
        if value is None:
            return default
        if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
            raise Problem(400, "invalid_parameter", f"{name} must be a whole number from {low} to {high}.")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, the first without the parameter; `invalid_parameter` otherwise."""
        value = self._values.get(name, choices[0])
        if value not in choices:
            raise Problem(400, "invalid_parameter", f"{name} must be one of: {', '.join(choices)}.")
        return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
