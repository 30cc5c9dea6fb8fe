"""What is found in an export of Crisp, and how its addresses name articles and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from app.content.importers.foreign import ForeignArticle, note, our_locale
from app.model import Problem

ADDRESS = re.compile(r"/(?:(?P<locale>[a-z]{2}(?:-[a-z]{2})?)/)?article/(?P<slug>[^/?#]*?)-?(?P<id>[a-z0-9]{4,12})/?$")


class Collected:
    """Articles, categories and problems as they are found; `locale` is that of what does not say its own."""

    def __init__(self, locale: str | None) -> None:
        self.locale = locale
        self.articles: dict[tuple[str, str], ForeignArticle] = {}
        self.categories: dict[str, dict[str, str]] = {}
        self.problems: list[Problem] = []
        self.hosts: set[str] = set()

    def add(self, article: ForeignArticle) -> None:
        """Add an article; of two that are the same the first is kept, and shown to nobody who may not see both."""
        if article.url:
            self.hosts.add(urlsplit(article.url).netloc)
        if known := self.articles.get((article.key, article.locale)):
            self.articles[article.key, article.locale] = replace(
                known,
                status="draft" if "draft" in (known.status, article.status) else known.status,
                visibility="agents" if "agents" in (known.visibility, article.visibility) else known.visibility,
            )
            self.problems.append(note(article.source, 1, f"'{article.title}' is there twice: the first is kept"))
            return
        self.articles[article.key, article.locale] = article

    def category(self, key: str, name: str, locale: str) -> None:
        """Note what a category is called in a language."""
        titles = self.categories.setdefault(key, {})
        code = our_locale(locale) if locale else self.locale
        if name and code:
            titles.setdefault(code, name)


def paths(url: str) -> Iterator[str]:
    """The paths that an address answered at, with and without a slash at the end."""
    path = unquote(urlsplit(urljoin("https://x/", url)).path)
    if path not in ("", "/"):
        yield path
        yield path.rstrip("/") if path.endswith("/") else f"{path}/"
