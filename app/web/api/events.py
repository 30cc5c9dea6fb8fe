"""POST /events: what a reader did on a page that we did not render, or that a cache answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, cast
from uuid import UUID

from flask import Response, request
from msgspec import Meta, Struct

from app.errors import InvalidQuery, SearchUnavailable, StoreUnavailable
from app.library import Snapshot
from app.model import (
    MAX_QUERY_CHARACTERS,
    TICKET_WORKFLOW,
    Answer,
    Event,
    Query,
    RenderedArticle,
    Via,
    View,
)
from app.popularity import recordable
from app.web.api.accepting import accepted, store_away
from app.web.api.asking import OurLocale, find_article, one_of_ours, published, refused, unavailable
from app.web.api.bodies import read_body
from app.web.counting import event_of, searched
from app.web.problems import Problem
from app.web.readers import Identity
from app.web.security.widgets import widget_origin
from app.web.services import services, standings

Kind = Literal["view", "search", "click", "action", "open", "solved", "ticket"]
_Article = Annotated[str, Meta(min_length=1, max_length=96, description="The id of an article; a former one counts.")]
_Workflow = Annotated[str, Meta(min_length=1, max_length=96, description="The id of a workflow.")]
_Words = Annotated[str, Meta(min_length=1, max_length=MAX_QUERY_CHARACTERS, description="What was searched for.")]


class EventBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something a reader did. `id` makes repeats count once; without one, the same thing of a reader and day does."""

    locale: OurLocale
    id: UUID | None = None
    article: _Article | None = None
    query: _Words | None = None
    position: Annotated[int, Meta(ge=1, le=1000, description="The place of the result, from 1.")] | None = None
    workflow: _Workflow | None = None

    @property
    def type(self) -> Kind:
        return cast(Kind, self.__struct_config__.tag)


class ViewEvent(EventBody, frozen=True, kw_only=True, tag="view"):
    """An article was read."""

    article: _Article


class SearchEvent(EventBody, frozen=True, kw_only=True, tag="search"):
    """Words were searched for, and what they find is looked up here; or, without words, an answer to a ticket shown."""

    query: Annotated[
        str,
        Meta(max_length=MAX_QUERY_CHARACTERS, description="What was searched for; empty where it was a ticket's text."),
    ]


class ClickEvent(EventBody, frozen=True, kw_only=True, tag="click"):
    """A result was opened."""

    article: _Article


class ActionEvent(EventBody, frozen=True, kw_only=True, tag="action"):
    """A portal action was followed, from `article` if there is one."""

    workflow: _Workflow


class OpenEvent(EventBody, frozen=True, kw_only=True, tag="open"):
    """An article was opened where help is embedded."""

    article: _Article


class SolvedEvent(EventBody, frozen=True, kw_only=True, tag="solved"):
    """The reader says that the article solved the question."""

    article: _Article


class TicketEvent(EventBody, frozen=True, kw_only=True, tag="ticket"):
    """A ticket was written, after `article` was read if there is one."""


AnEvent = ViewEvent | SearchEvent | ClickEvent | ActionEvent | OpenEvent | SolvedEvent | TicketEvent


def events() -> Response:
    """202 once the event is durable, or when it is of nobody that counts: a robot, or a reader who objects to it."""
    body = read_body(cast("type[EventBody]", AnEvent))
    current = published()
    locale = one_of_ours(current, body.locale)
    article = find_article(current, body.article, locale) if body.article else None
    if body.workflow and body.workflow not in (*current.portal.workflows, TICKET_WORKFLOW):
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
    if body.type == "search" and not body.query:
        return _shown(body, reader, article)
    query = recordable(body.query) if body.query else None
    if query == "":
        return None
    if body.type == "search":
        event = searched(reader, _answer(current, body), query or "", _via(body))
    else:
        # A click belongs to its search; everything else to the text that was read.
        locale = article.locale if article and body.type != "click" else body.locale
        known = {"article": article.id if article else None, "query": query, "workflow": body.workflow}
        event = event_of(reader, body.type, locale, **known, position=body.position, via=_via(body))
    return replace(event, id=body.id) if body.id else event


def _shown(body: EventBody, reader: Identity, article: RenderedArticle | None) -> Event | None:
    """An answer that stood beside a ticket while it was written: which article at which place, and nothing of its text.

    The same article shown to the same reader again that day is no second event.
    """
    if article is None or body.position is None or body.workflow != TICKET_WORKFLOW:
        return None
    shown = {"article": article.id, "workflow": body.workflow, "position": body.position}
    event = event_of(reader, "search", article.locale, **shown, via="ticket")
    return replace(event, id=body.id) if body.id else event


def _answer(current: Snapshot, body: EventBody) -> Answer:
    """What the search finds, looked up here: whoever sends it cannot know, or could say anything."""
    try:
        return current.search(Query(body.query or "", body.locale), standings().tie_breakers)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None


def _via(body: EventBody) -> Via:
    if body.workflow == TICKET_WORKFLOW and body.type in ("open", "solved", "ticket"):
        return "ticket"
    if widget_origin():
        return "widget"
    return "page" if request.headers.get("Sec-Fetch-Site") == "same-origin" or "Origin" in request.headers else "api"
