"""What articles call each other: the texts of the links that lead to one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import unescape

from app.content.world import path_of
from app.model import Article, RenderedArticle

MAX_CALLED = 20
"""Names of an article that are kept: a page that hundreds link to is called by few of them."""
_LONGEST = 120
"""Characters of a link's text: a longer one says more than what the other article is about."""
_LINK = re.compile(r'<a (?:[^>]*? )?href="(/[^"#]*/articles/[^"#]*)(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")

Calls = Sequence[tuple[str, str]]
"""Paths of articles, each with the text of a link that leads there."""


def calls(html: str) -> tuple[tuple[str, str], ...]:
    """The paths of the articles that an article links to, each with the text of the link, in order."""
    found = ((path, " ".join(unescape(_TAGS.sub(" ", text)).split())) for path, text in _LINK.findall(html))
    return tuple(dict.fromkeys((path, text) for path, text in found if 0 < len(text) <= _LONGEST))


def called(articles: Sequence[Article | RenderedArticle], calls_of: Mapping[str, Calls]) -> dict[str, tuple[str, ...]]:
    """By id, what the others of these articles call an article besides its title: the most usual first.

    `articles` are those that one audience sees in one locale, `calls_of` gives what each of them calls others, by id.
    """
    ids = {path_of(article, article.locale): article.id for article in articles}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for path, text in calls_of[article.id]:
            if path in ids and ids[path] != article.id:
                names[ids[path]][text] += 1
    return {article.id: _usual(names[article.id], article.title) for article in articles}


def _usual(names: Mapping[str, int], title: str) -> tuple[str, ...]:
    order = sorted(names, key=lambda text: (-names[text], text))
    return tuple(text for text in order if text.casefold() != title.casefold())[:MAX_CALLED]
