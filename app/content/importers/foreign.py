"""What every importer makes of another help centre: articles and categories, not yet in our words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from app.errors import GuichetError
from app.locales import LANGUAGES
from app.model import Audience, Problem, Severity, Status

Syntax = Literal["html", "markdown", "mdx"]


class ImportRefused(GuichetError):
    """The source cannot be read as what it is said to be; nothing was written. `problems` are what was found in it."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ForeignCategory:
    """A category of the other product; `key` is what its articles name it by, `title` and `intro` are by locale."""

    key: str
    title: Mapping[str, str] = field(default_factory=dict)
    intro: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignArticle:
    """One article in one locale, as the other product has it.

    `source` and `line` say where its body begins in the export, for messages. `key` is what its translations share.
    `addresses` are the paths (`/hc/fr/articles/12-Titre`) that led to it, of which `url` is the whole address that
    its relative links start from; `file` is its path in the export when links name files. `given` are values of
    front matter that are ours already.
    """

    source: str
    key: str
    locale: str
    title: str
    body: str
    syntax: Syntax
    line: int = 1
    slug: str = ""
    summary: str = ""
    category: str = ""
    keywords: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    url: str = ""
    file: str = ""
    status: Status = "published"
    visibility: Audience = "public"
    publish_at: str = ""
    unpublish_at: str = ""
    updated: date | None = None
    weight: int = 0
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that was found in an export; `hosts` are the help centre's own (`host[:port]`)."""

    articles: tuple[ForeignArticle, ...]
    categories: tuple[ForeignCategory, ...] = ()
    problems: tuple[Problem, ...] = ()
    hosts: frozenset[str] = frozenset()


def note(path: str, line: int, message: str, severity: Severity = "warning") -> Problem:
    """One thing that did not fit. Text of the export is made printable: it must not steer a terminal."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in message)
    return Problem(path, line, shown[:500], code="import", severity=severity)


def readable(address: str) -> bool:
    """Whether it can be taken apart as an address: `http://[` cannot."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def address_in(value: object) -> str:
    """An address as an export holds it; empty where it holds something else."""
    return value if isinstance(value, str) and readable(value) else ""


def our_locale(written: str) -> str | None:
    """Our code of a language (`fr-FR`, `EN_us`), None for one that is none of ours."""
    code = written.lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else None


def no_language(written: str) -> str:
    """Why an article is left out whose language, as the export writes it, is none of ours or not said."""
    said = f"language '{written}' is none of {', '.join(LANGUAGES)}"
    return f"left out: {said if written else 'nothing says what language it is in: give --locale'}"
