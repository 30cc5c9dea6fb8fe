"""Anchors that authors write on headings, compared between the translations of an article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from app.content.blocks import code_lines
from app.content.nearest import Hints
from app.model import Article, Problem

_WRITTEN = re.compile(r"\{#([a-z0-9-]+)\}[\s#]*$")


def differing_anchors(
    articles: Collection[Article], sections: Mapping[str, frozenset[str]], hints: Hints | None = None
) -> Iterator[Problem]:
    """A warning for each anchor that one translation of an article has and another has not: links to it lead nowhere.

    `sections` are the anchors (`h-…`) that each article's page really has, by path; an article that is not in it could
    not be rendered and is not compared, nor are drafts. Anchors that nobody wrote differ by nature, and are left out.
    """
    hints = hints or Hints()
    translations: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.status == "published" and article.path in sections:
            translations[article.id].append(article)
    for group in translations.values():
        if len(group) > 1:
            yield from _differences([(article, _written(article, sections[article.path])) for article in group], hints)


def _differences(written: Sequence[tuple[Article, Mapping[str, int]]], hints: Hints) -> Iterator[Problem]:
    first: dict[str, tuple[Article, int]] = {}
    for article, anchors in written:
        for name, line in anchors.items():
            first.setdefault(name, (article, line))
    for article, anchors in written:
        # What every translation has cannot be what was meant here.
        own = [name for name in anchors if not all(name in others for _, others in written)]
        for name, (other, line) in first.items():
            if name not in anchors:
                hint = hints.of(name, own)
                message = (
                    f"no heading has the anchor {{#{name}}} of {other.path}:{line}: links to it lead past it{hint}"
                )
                yield Problem(article.path, article.body_line, message, code="translated-anchor", severity="warning")


def _written(article: Article, present: frozenset[str]) -> dict[str, int]:
    """Anchors that the article's author wrote and that its page has, with the line of the heading in the file."""
    if "{#" not in article.body:
        return {}
    found: dict[str, int] = {}
    lines = zip(article.body.split("\n"), code_lines(article.body), strict=True)
    for number, (line, is_code) in enumerate(lines, article.body_line):
        match = None if is_code else _WRITTEN.search(line)
        if match and f"h-{match[1]}" in present:
            found.setdefault(match[1], number)
    return found
