"""Searches as tests: each question that an article lists must find it among the first results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.compiler.reading import Draft
from app.compiler.writing import documents
from app.content.text import decode
from app.errors import InvalidQuery
from app.generations import Edition
from app.model import Audience, Problem, Query, RenderedArticle, Synonyms
from app.ports import SearchEngine, SearchIndex

FIRST = 3


def failing_questions(draft: Draft, editions: Mapping[Audience, Edition], engine: SearchEngine) -> tuple[Problem, ...]:
    """A problem for each question that does not find its article in the first three results, as readers would search.

    Indexes are made in a temporary folder: nothing that is published is touched.
    """
    paths = {(article.locale, article.source): article.path for article in draft.live}
    problems: list[Problem] = []
    for audience, edition in editions.items():
        for locale in edition.site.locales:
            asked = [a for a in edition.articles if a.locale == locale and a.questions and _belongs(a, audience)]
            if asked:
                with tempfile.TemporaryDirectory(prefix="guichet-check-") as folder:
                    synonyms = draft.content.synonyms.get(locale, Synonyms(locale))
                    engine.build(Path(folder), locale, documents(edition, locale), synonyms)
                    index = engine.open(Path(folder), locale)
                    for article in asked:
                        problems += _failing(article, index, draft, paths[locale, article.source])
                    index.close()
    return tuple(sorted(problems))


def _belongs(article: RenderedArticle, audience: Audience) -> bool:
    """Whether its questions are asked here: an article is looked for where its own readers look."""
    return article.visibility == audience


def _failing(article: RenderedArticle, index: SearchIndex, draft: Draft, path: str) -> Iterator[Problem]:
    for question in article.questions:
        try:
            found = [hit.id for hit in index.search(Query(question, article.locale, limit=FIRST), {}).hits]
        except InvalidQuery as error:
            yield Problem(path, _line(draft, path, question), f"question '{question}': {error}", code="question")
            continue
        if article.id not in found:
            message = f"question '{question}' does not find this article in the first {FIRST} results"
            instead = f"; it finds {', '.join(found)}" if found else "; it finds nothing"
            yield Problem(path, _line(draft, path, question), message + instead, code="question")


def _line(draft: Draft, path: str, question: str) -> int:
    """The line of the file that holds the question; the line of `questions` when its spelling there differs."""
    lines = decode(draft.tree.read(path), path).split("\n")
    wanted = " ".join(question.split())
    for number, line in enumerate(lines, 1):
        if wanted in line.replace("\u00a0", " "):
            return number
    return next((a.line("questions") for a in draft.live if a.path == path), 1)
