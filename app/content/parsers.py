"""What one value of front matter may be; each parser says in a ValueError what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from app.content.names import NAME, RESERVED_SLUGS
from app.content.text import INVISIBLE
from app.content.yaml_strict import Value

Parser: TypeAlias = Callable[[Value, ZoneInfo], Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})")
_YEARS = range(1970, 2200)
_PATH = re.compile(r"/[^/\\?#\s][^\\?#\s]*")


def text(limit: int, *, lines: bool = False) -> Parser:
    """Plain text on one line, or on several that become one, of at most `limit` characters."""

    def parse(value: Value, _zone: ZoneInfo) -> str:
        written = _scalar(value).strip()
        if "\n" in written and not lines:
            raise ValueError("must be on one line")
        if INVISIBLE.search(written):
            raise ValueError("invisible control character: type it again by hand")
        written = " ".join(written.split())
        if len(written) > limit:
            raise ValueError(f"longer than {limit} characters")
        return written

    return parse


def title(value: Value, zone: ZoneInfo) -> str:
    """One line of text, up to 200 characters."""
    written = str(text(200)(value, zone))
    if not written:
        raise ValueError("is empty: write one, or leave the key out and begin the text with `# …`")
    return written


def name(value: Value, _zone: ZoneInfo) -> str:
    """An id or slug."""
    written = _scalar(value)
    if not NAME.fullmatch(written):
        raise ValueError(f"{shown(written)} is not allowed: 1 to 96 of a-z, 0-9 and -")
    return written


def slug(value: Value, zone: ZoneInfo) -> str:
    """A name that no page has."""
    written = name(value, zone)
    if written in RESERVED_SLUGS:
        raise ValueError(f"'{written}' is the name of a page; choose another")
    return written


def items(parse: Parser, most: int, example: str) -> Parser:
    """A list of distinct items; an empty value is an empty list."""

    def parse_all(value: Value, zone: ZoneInfo) -> tuple[Any, ...]:
        if value == "":
            return ()
        if not isinstance(value, list):
            raise ValueError(f"a list is expected, such as {example}")  # noqa: TRY004 - about the text, not a type
        if len(value) > most:
            raise ValueError(f"at most {most}")
        return tuple(dict.fromkeys(parse(item, zone) for item in value))

    return parse_all


def question(value: Value, zone: ZoneInfo) -> str:
    """One line of text, up to 300 characters."""
    written = str(text(300)(value, zone))
    if not written:
        raise ValueError("one is empty")
    return written


def keyword(value: Value, zone: ZoneInfo) -> str:
    """One line of text without markup, up to 100 characters."""
    try:
        written = str(text(100)(value, zone))
    except ValueError as error:
        raise ValueError(f"at most 50, plain text ({error})") from None
    if "<" in written or not written:
        raise ValueError("at most 50, plain text, none empty and without '<'")
    return written


def workflow(value: Value, _zone: ZoneInfo) -> str:
    """Any short text: whether the portal knows it is checked when the portal is known."""
    return _scalar(value)[:100]


def alias(value: Value, _zone: ZoneInfo) -> str:
    """A former slug, or a former whole path."""
    written = _scalar(value)
    if NAME.fullmatch(written):
        return written
    if not _PATH.fullmatch(written) or "//" in written or len(written) > 500 or not written.isprintable():
        raise ValueError(f"{shown(written)} is neither a former slug nor a former path beginning with one /")
    if any(part in (".", "..") for part in written.split("/")):
        raise ValueError(f"{shown(written)} holds '..'")
    return written


def choice(*choices: str) -> Parser:
    """One of a few words."""

    def parse(value: Value, _zone: ZoneInfo) -> str:
        if value not in choices:
            raise ValueError(f"{shown(value)} is not allowed: only {' or '.join(choices)}")
        return str(value)

    return parse


def day(value: Value, _zone: ZoneInfo) -> date:
    """A date of 1970 to 2199, as `2026-03-05`."""
    written = value if isinstance(value, str) else ""
    try:
        if _DATE.fullmatch(written):
            found = date.fromisoformat(written)
            if found.year in _YEARS:
                return found
    except ValueError:
        pass
    raise ValueError(f"{shown(value)} is not a date: write one such as 2027-01-31")


def moment(value: Value, zone: ZoneInfo) -> datetime:
    """A date, from midnight in the site's time zone, or a date-time with an offset."""
    written = value if isinstance(value, str) else ""
    if _DATE.fullmatch(written):
        return datetime.combine(day(written, zone), time(), zone)
    try:
        if _MOMENT.fullmatch(written):
            found = datetime.fromisoformat(written.upper())
            if found.year in _YEARS:
                return found
    except ValueError:
        pass
    example = "2027-01-31, or a time with its offset such as 2027-01-31T09:00+01:00"
    raise ValueError(f"{shown(value)} is not a date: write one such as {example}")


def number(value: Value, _zone: ZoneInfo) -> int:
    """A whole number of at most six digits."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value, re.ASCII):
        return int(value)
    raise ValueError(f"{shown(value)} is not a whole number from -999999 to 999999")


def shown(value: Value) -> str:
    """A value as it can stand in a one-line message."""
    if not isinstance(value, str):
        return "a list or mapping"
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:60])
    return f"'{printable}'"


def _scalar(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError("plain text is expected: put a text with `: ` in it in quotes")  # noqa: TRY004
    return value
