"""Articles that are kept as Markdown in git and put into Zendesk by a program: their addresses are by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.content.importers.foreign import ForeignArticle

_NUMBER = re.compile(r"\d{6,20}")
_LINK = re.compile(r"https?://([\w.:-]+)(/hc/(?:[\w-]+/)?articles/\d+)")
_LANGUAGES = {"en": "en-us"}
"""Zendesk's name of a language where it is not ours."""


def numbered_addresses(number: str, locale: str) -> Iterator[str]:
    """The paths that Zendesk answered an article at whose front matter has its number as `id`."""
    if _NUMBER.fullmatch(number):
        yield f"/hc/{_LANGUAGES.get(locale, locale)}/articles/{number}"
        yield f"/hc/articles/{number}"


def hosts_of(articles: Iterable[ForeignArticle]) -> frozenset[str]:
    """The hosts at which these articles name each other by number: the help centre's own."""
    articles = tuple(articles)
    own = {path for article in articles for path in article.addresses if path.startswith("/hc/")}
    found = (match for article in articles for match in _LINK.finditer(article.body)) if own else iter(())
    return frozenset(match[1] for match in found if match[2] in own)
