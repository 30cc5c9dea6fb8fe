"""A ticket answered in the language it is written in, with articles in the language that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from html import escape

from app.errors import SearchUnavailable
from app.model import Deflection, RenderedArticle, Ticket
from app.ports import SearchIndex

_HINT = 0.05
"""By how much another language must look more familiar than the one asked for (« epp code » looks like neither)."""


def deflect(
    indexes: Mapping[str, SearchIndex],
    ticket: Ticket,
    lifted: Collection[str],
    article: Callable[[str, str], RenderedArticle | None],
) -> tuple[Deflection, ...]:
    """The articles that answer a ticket, the best first, each in the ticket's locale if it has them.

    Other languages than the text's own are asked while there are too few, and are never sure. `lifted` are ids of
    articles that count more. Raises SearchUnavailable when the ticket's locale has no index.
    """
    if ticket.locale not in indexes:
        raise SearchUnavailable(f"no search index for '{ticket.locale}'")
    own = language_of(indexes, ticket.text, ticket.locale)
    found: dict[str, Deflection] = {}
    for locale in dict.fromkeys((own, ticket.locale, *indexes)):
        if len(found) >= ticket.limit:
            break
        for each in indexes[locale].deflect(ticket.text, ticket.limit, lifted, None if locale == own else own):
            found.setdefault(each.hit.id, each if locale == own else replace(each, confidence="low", question=""))
    return tuple(_translated(each, article(each.hit.id, ticket.locale)) for each in [*found.values()][: ticket.limit])


def language_of(indexes: Mapping[str, SearchIndex], text: str, hint: str) -> str:
    """The locale whose language the text looks most like; `hint` where it is hard to tell, or there is no index."""

    def likeness(locale: str) -> float:
        return indexes[locale].familiarity(text) + (_HINT if locale == hint else 0)

    # The first of equals wins.
    return max(sorted(indexes, key=lambda locale: locale != hint), key=likeness, default=hint)


def _translated(found: Deflection, article: RenderedArticle | None) -> Deflection:
    """What was found, as a hit of that translation: its summary stands for an extract in the language of the text."""
    if article is None or article.locale == found.hit.locale:
        return found
    hit = replace(found.hit, locale=article.locale, snippet_html=escape(article.summary), sections=(), matched=())
    return replace(found, hit=hit)
