"""What an assistant can ask of the help centre, and what it is answered; nothing here knows the protocol."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from app.errors import GuichetError
from app.library import ANCHOR_PREFIX, Board, Library, Snapshot, anchors_of, cleaned, find_section, permalink
from app.mcp.texts import absolute_links, cut
from app.model import MAX_QUERY_CHARACTERS, Audience, Entry, Event, Hit, Missing, Query, RenderedArticle
from app.popularity import recordable

MAX_TEXT = 100_000
"""Characters of an article that are sent at once; a model reads a section of a longer one."""
_TAG = re.compile(r"<[^>]*>")

Recorded = Callable[[Entry], object]
Via = Literal["assistant", "agent"]


class NotFound(GuichetError):
    """There is nothing for this audience under that name."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers for one audience, over the generation that is published now.

    `record` takes events, `missing` the questions that editors are told of; `origin` is the help centre's address.
    """

    library: Library
    board: Board
    record: Recorded
    missing: Callable[[Missing], object]
    origin: str
    audience: Audience = "public"

    def search(self, query: str, locale: str, limit: int) -> dict[str, Any]:
        """The articles closest to a query. Raises GuichetError for a locale or query that cannot be."""
        current, locale = self._ask(locale)
        if not 0 < len(query.strip()) <= MAX_QUERY_CHARACTERS:
            raise GuichetError(f"query must have 1 to {MAX_QUERY_CHARACTERS} characters")
        answer = current.search(Query(query, locale, limit=limit), self.board.current.tie_breakers)
        answered = answer.answered and answer.total > 0
        if kept := recordable(answer.query.text):
            self._tell("search", locale, query=kept, results=answer.total, answered=answered)
        found = ((hit, current.article(hit.id, hit.locale)) for hit in answer.hits)
        return {
            "answered": answered,
            "searched_for": answer.corrected or query,
            "results": [self._result(hit, article) for hit, article in found if article],
            "suggestions": list(answer.suggestions),
        }

    def article(self, article_id: str, locale: str, section: str) -> str:
        """An article as Markdown, or one of its sections. Raises NotFound, for internal and unknown ids alike."""
        current, locale = self._ask(locale)
        article = current.best(article_id, locale)
        if article is None:
            raise NotFound(f"there is no article with the id {article_id!a}")
        self._tell("open", article.locale, article=article.id)
        head = f"<!-- {self._link(article)} (updated {article.updated or 'at an unknown date'}) -->\n\n"
        if section:
            return head + self._section(current, article, section)
        text = self._linked(article, current.markdown(article))
        if len(text) <= MAX_TEXT:
            return head + text
        rest = ", ".join(anchors_of(current, article))
        return f"{head}{text[:MAX_TEXT]}\n\n(Cut here. Ask for one of its sections: {rest}.)"

    def workflows(self, locale: str) -> list[dict[str, Any]]:
        """What a customer can do in the portal, and the articles that help with it."""
        current, locale = self._ask(locale)
        helping: dict[str, list[str]] = {}
        for article in current.articles(locale):
            for workflow in article.workflows:
                helping.setdefault(workflow, []).append(article.id)
        return [
            {
                "id": workflow.id,
                "label": current.portal.label(workflow.id, locale),
                "hint": workflow.hint.get(locale, ""),
                "url": f"{self.origin}/go/{workflow.id}",
                "articles": helping.get(workflow.id, []),
            }
            for workflow in current.portal.workflows.values()
        ]

    def report_gap(self, question: str, locale: str) -> str:
        """Tell the editors of a question that no article answers. Raises GuichetError if nothing of it may be kept."""
        _, locale = self._ask(locale)
        kept = recordable(question[:MAX_QUERY_CHARACTERS])
        if not kept:
            raise GuichetError("question must say in a few words what was looked for")
        self.missing(Missing(uuid4(), datetime.now(UTC), locale, cleaned(question)))
        self._tell("search", locale, via="agent", query=kept, results=0, answered=False)
        return f"Noted for the editors: {kept}"

    def _ask(self, locale: str) -> tuple[Snapshot, str]:
        views = self.library.views
        if views is None:
            raise GuichetError("no article has been published yet")
        current = views.of(self.audience)
        if locale and locale not in current.locales:
            raise GuichetError(f"locale must be one of: {', '.join(current.locales)}")
        return current, locale or current.site.default_locale

    def _tell(self, kind: Literal["search", "open"], locale: str, via: Via = "assistant", **what: Any) -> None:
        self.record(Event(uuid4(), kind, datetime.now(UTC), locale, via=via, **what))

    def _result(self, hit: Hit, article: RenderedArticle) -> dict[str, Any]:
        return {
            "id": article.id,
            "locale": article.locale,
            "title": article.title,
            "summary": article.summary,
            "extract": html.unescape(_TAG.sub("", hit.snippet_html)),
            "sections": [section.anchor.removeprefix(ANCHOR_PREFIX) for section in hit.sections],
            "url": self._link(article),
            "internal": article.visibility != "public",
        }

    def _section(self, current: Snapshot, article: RenderedArticle, name: str) -> str:
        section = find_section(current, article, name)
        if section is None:
            known = ", ".join(anchors_of(current, article)) or "none"
            raise NotFound(f"article {article.id!a} has no section {name!a}; it has: {known}")
        body = current.body(article)
        text = cut(body.markdown, body.sections, section.anchor) or f"## {section.title}\n\n{section.text}"
        return f"# {article.title}\n\n{self._linked(article, text)[:MAX_TEXT]}"

    def _linked(self, article: RenderedArticle, markdown: str) -> str:
        return absolute_links(markdown, self.origin, self._link(article))

    def _link(self, article: RenderedArticle) -> str:
        path = permalink(article.id, locale=article.locale)
        return f"{self.origin}{path}" if article.visibility == "public" else f"{self.origin}/agent{path}"
