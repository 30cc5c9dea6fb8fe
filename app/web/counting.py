"""From a request to what is recorded of it: a read, a search, a click, an action, or nothing; never fails a page."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import request

from app.model import STAFF_VIAS, TICKET_WORKFLOW, Answer, Event, EventType, RenderedArticle, Via, View
from app.popularity import recordable
from app.web.readers import Identity, Sender
from app.web.services import Services, require_snapshot, services
from app.web.urls import origin


def event_of(reader: Identity, kind: EventType, locale: str, **what: Any) -> Event:
    """An event of now whose id is the same when the same reader does the same thing again that day: it counts once.

    After the day nobody can work out any more whose it was: the identity's salt is destroyed.
    """
    staff = what.get("via") if what.get("via") in STAFF_VIAS else None
    same = (kind, locale, what.get("article"), what.get("query"), what.get("workflow"), *filter(None, (staff,)))
    text = "\0".join(each or "" for each in same)
    digest = blake2b(text.encode(errors="backslashreplace"), digest_size=16, key=reader[1]).digest()
    return Event(UUID(bytes=digest), kind, datetime.now(UTC), locale, **what)


def count_read(article: RenderedArticle, parts: Services | None = None, sender: Sender | None = None) -> None:
    """Count this request as a read of the article, if a person made it; apart, if an assistant did for somebody.

    A reader whose browser has the page already (304) reads it again all the same: the day's hash sees to it that one
    reader counts once. Outside of an application's context, `parts` and the `sender`, who has no session, are given.
    """
    parts = parts or services()
    if reader := parts.readers.present(sender):
        view = View(article.id, article.locale, *reader)
        if not parts.seen.has(view) and parts.writer.offer(view):
            parts.seen.add(view)
    else:
        count_assistant(article, parts, sender)


def count_assistant(article: RenderedArticle, parts: Services | None = None, sender: Sender | None = None) -> None:
    """Record that an assistant read the article for somebody, if one made this request; no sum of readers counts it."""
    parts = parts or services()
    if assistant := parts.readers.assistant(sender):
        parts.writer.offer(event_of(assistant, "open", article.locale, article=article.id, via="assistant"))


def count_sent(article: RenderedArticle) -> None:
    """Record that a reader follows a link which the support sent; the read itself is counted by the article's page."""
    parts = services()
    if reader := parts.readers.present():
        parts.writer.offer(event_of(reader, "open", article.locale, article=article.id, via="agent"))


def count_click(article: RenderedArticle) -> None:
    """Record that the reader comes from a page of our results, if so; the page's script tells the same with the place.

    Browsers name the page they come from in full to the site itself only (Referrer-Policy); it is used here and never
    kept.
    """
    if "/search?" not in request.headers.get("Referer", ""):
        return
    parts = services()
    if (reader := parts.readers.present()) and (came := _results_page()):
        locale, query = came
        parts.writer.offer(event_of(reader, "click", locale, article=article.id, query=query))


def count_search(answer: Answer, via: Via) -> None:
    """Record this request's search, if a person made it; the same words of one reader count once a day.

    A search within a category is not recorded: what is missing there may stand in another. Programs that call the API
    are told from browsers as robots are, by their agent.
    """
    parts = services()
    if answer.query.category or not (reader := parts.readers.present()):
        return
    query, locale = recordable(answer.query.text), answer.query.locale
    if query and parts.repeats.is_first(*reader, f"{locale} {query}"):
        parts.writer.offer(searched(reader, answer, query, via))


def searched(reader: Identity, answer: Answer, query: str, via: Via) -> Event:
    """The event of a search: `query` is what may be kept of it."""
    return event_of(
        reader,
        "search",
        answer.query.locale,
        query=query,
        results=answer.total,
        answered=answer.answered and answer.total > 0,
        corrected=answer.corrected is not None,
        via=via,
    )


def count_action(workflow: str, article: str | None, locale: str) -> None:
    """Record that this request follows a portal action, if a person made it; `article`: the id of the one it stood in.

    One reader counts once for an action, article and day. A ticket is recorded as one, not as an action.
    """
    parts = services()
    if reader := parts.readers.present():
        read = require_snapshot().best(article, locale) if article else None
        locale = read.locale if read else locale
        kind: EventType = "ticket" if workflow == TICKET_WORKFLOW else "action"
        parts.writer.offer(event_of(reader, kind, locale, article=article, workflow=workflow))


def _results_page() -> tuple[str, str] | None:
    """Locale and recordable query of the page of our results that this request comes from, None for any other."""
    try:
        came = urlsplit(request.headers.get("Referer", ""))
        asked = parse_qs(came.query, max_num_fields=10).get("q", [""])[0]
    except ValueError:
        return None
    locale, _, page = came.path[1:].partition("/")
    ours = f"{came.scheme}://{came.netloc}" == origin() or came.netloc == request.host
    if not ours or page != "search" or locale not in require_snapshot().locales:
        return None
    query = recordable(asked)
    return (locale, query) if query else None
