"""What a preview shows at one moment, and how the program that watches the folder hands the next one over."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal
from urllib.parse import unquote

from app.library import Views
from app.model import Problem, RenderedArticle

State = Literal["published", "internal", "draft", "future", "ended"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One article's file. `article` is what its page shows, None where it never could; `broken`: as it last was good.

    `marked` are the places (from 0) of those problems that have a mark in the text.
    """

    path: str
    title: str
    state: State
    article: RenderedArticle | None
    broken: bool = False
    problems: tuple[Problem, ...] = ()
    marked: frozenset[int] = frozenset()

    def count(self, severity: str) -> int:
        """How many of its problems weigh that much."""
        return sum(problem.severity == severity for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Screen:
    """A complete state: `views` has everything readable, None before the folder could be read once.

    `files` are the articles by path, `others` the problems of other files, `failure` why the folder cannot be read now,
    `checked` whether everything was looked at, and not only what a build looks at.
    """

    number: int = 0
    views: Views | None = None
    files: Mapping[str, Listed] = field(default_factory=dict)
    others: tuple[Problem, ...] = ()
    failure: str = ""
    checked: bool = False

    def of(self, article: RenderedArticle | None) -> Listed | None:
        """The file of an article."""
        return self.files.get(f"{article.locale}/{article.source}") if article else None

    def version(self, path: str) -> str:
        """Another text whenever the page at that path would be another one; pages of no article change with all."""
        current = self.views.public if self.views else None
        match path.split("/"):
            case ["", locale, "articles", slug] if current and (found := current.find(locale, unquote(slug))):
                shown = found.article
                parts = (shown, current.body(shown).html, current.related(shown, locale), current.site)
                text = repr((parts, self.of(shown), self.failure, self.checked))
                return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        return str(self.number)


class Stage:
    """Holds the present screen; safe for many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._screen = Screen()

    @property
    def screen(self) -> Screen:
        """What is shown now."""
        return self._screen

    def show(self, screen: Screen) -> None:
        """Show that from now on."""
        with self._changed:
            self._screen = screen
            self._changed.notify_all()

    def wait(self, number: int, seconds: float) -> Screen:
        """The present screen, as soon as it is another one than that number, or when the seconds are over."""
        with self._changed:
            self._changed.wait_for(lambda: self._screen.number != number, seconds)
            return self._screen
