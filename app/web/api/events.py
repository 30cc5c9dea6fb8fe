"""POST /events: what a reader did on a page that we did not render, or that a cache answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from flask import Response, request

from app.errors import InvalidQuery, SearchUnavailable, StoreUnavailable
from app.library import Snapshot
from app.model import MAX_QUERY_CHARACTERS, Answer, Event, Query, RenderedArticle, Via, View
from app.popularity import recordable
from app.web.api.accepting import accepted, store_away
from app.web.api.asking import find_article, one_of_ours, published, refused, unavailable
from app.web.api.bodies import read_body
from app.web.counting import event_of, searched
from app.web.problems import Problem
from app.web.readers import Identity
from app.web.security.widgets import widget_origin
from app.web.services import services, standings

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=96)]

_NEEDS = {
    "view": ("article",),
    "search": ("query",),
    "click": ("article",),
    "action": ("workflow",),
    "open": ("article",),
    "solved": ("article",),
    "ticket": (),
}


class EventBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something a reader did. `id` makes repeats count once; without one, the same thing of a reader and day does."""

    type: Literal["view", "search", "click", "action", "open", "solved", "ticket"]
    locale: Annotated[str, msgspec.Meta(max_length=35)]
    id: UUID | None = None
    article: _Id | None = None
    query: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_QUERY_CHARACTERS)] | None = None
    position: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    workflow: _Id | None = None


def events() -> Response:
    """202 once the event is durable, or when it is of nobody that counts: a robot, or a reader who objects to it."""
    body = read_body(EventBody)
    if missing := [name for name in _NEEDS[body.type] if getattr(body, name) is None]:
        raise Problem(400, "invalid_body", f"An event of type {body.type} needs: {', '.join(missing)}.")
    current = published()
    locale = one_of_ours(current, body.locale)
    article = find_article(current, body.article, locale) if body.article else None
    if body.workflow and body.workflow not in current.portal.workflows:
        raise Problem(404, "unknown_workflow", "There is no workflow with this id.")
    parts = services()
    if not parts.readers.is_person():
        return accepted()
    reader = parts.readers.identity()
    if reader is None:
        raise store_away()
    try:
        if entry := _entry(body, reader, article, current):
            parts.writer.commit(entry)
    except StoreUnavailable:
        raise store_away() from None
    return accepted()


def _entry(
    body: EventBody, reader: Identity, article: RenderedArticle | None, current: Snapshot
) -> View | Event | None:
    """What is recorded; None for a search or a click without a word that may be kept."""
    if body.type == "view":
        return View(article.id, article.locale, *reader) if article else None
    query = recordable(body.query) if body.query else None
    if query == "":
        return None
    if body.type == "search":
        event = searched(reader, _answer(current, body), query or "", _via())
    else:
        # A click belongs to its search; everything else to the text that was read.
        locale = article.locale if article and body.type != "click" else body.locale
        known = {"article": article.id if article else None, "query": query, "workflow": body.workflow}
        event = event_of(reader, body.type, locale, **known, position=body.position, via=_via())
    return replace(event, id=body.id) if body.id else event


def _answer(current: Snapshot, body: EventBody) -> Answer:
    """What the search finds, looked up here: whoever sends it cannot know, or could say anything."""
    try:
        return current.search(Query(body.query or "", body.locale), standings().tie_breakers)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None


def _via() -> Via:
    if widget_origin():
        return "widget"
    return "page" if request.headers.get("Sec-Fetch-Site") == "same-origin" or "Origin" in request.headers else "api"
