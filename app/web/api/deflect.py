"""POST /deflect: the articles that answer a ticket, while it is being written. Nothing of it is kept or counted."""

from __future__ import annotations

from typing import Annotated

import msgspec
from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType

from app.errors import SearchUnavailable
from app.library import Snapshot
from app.model import MAX_TICKET_ARTICLES, MAX_TICKET_CHARACTERS, Confidence, Deflection, RenderedArticle, Ticket
from app.web import paths
from app.web.api.answers import Address, Hit
from app.web.api.asking import OurLocale, one_of_ours, published, unavailable
from app.web.api.bodies import read_body
from app.web.api.shapes import hit_entry
from app.web.identity import audience
from app.web.problems import Problem
from app.web.urls import absolute

_Id = Annotated[str, Meta(max_length=256)] | Annotated[int, Meta(ge=0)]


class DeflectContext(Struct, frozen=True, forbid_unknown_fields=True):
    """The screen of the portal on which a ticket is written, and what it shows."""

    workflow: Annotated[str, Meta(max_length=96, description="Articles of this action are lifted.")] | None = None
    domain_id: Annotated[_Id | None, Meta(description="Goes into the addresses of actions, nowhere else.")] = None
    service_id: Annotated[_Id | None, Meta(description="Goes into the addresses of actions, nowhere else.")] = None


class DeflectBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Subject and message of a ticket, in any language."""

    text: Annotated[
        str, Meta(description="Subject and message.", extra_json_schema={"maxLength": MAX_TICKET_CHARACTERS})
    ]
    locale: OurLocale
    limit: Annotated[int, Meta(ge=1, le=MAX_TICKET_ARTICLES, description="How many articles at most.")] = 3
    context: DeflectContext | None = None


class DeflectAction(Struct, frozen=True):
    """The button that does the thing."""

    label: str
    url: Annotated[Address, Meta(description="Leads to the portal, with the ids of the context that it takes.")]


class DeflectHit(Hit, frozen=True, kw_only=True):
    """An article that may answer the ticket."""

    confidence: Annotated[Confidence, Meta(description="`high` is right nine times in ten, `low` is only the closest.")]
    action: DeflectAction | None
    question: Annotated[
        str | UnsetType,
        Meta(description="What of the text it answers, where that asks several things; else it is left out."),
    ] = UNSET


class DeflectAnswer(Struct, frozen=True):
    """The articles that answer a ticket, the best first."""

    results: list[DeflectHit]


def deflect() -> Response:
    """The articles that answer a ticket. 404 for a workflow that the portal does not know."""
    body = read_body(DeflectBody)
    if len(body.text) > MAX_TICKET_CHARACTERS:
        raise Problem(400, "too_long", f"text must have at most {MAX_TICKET_CHARACTERS} characters.")
    if "\0" in body.text:
        raise Problem(400, "invalid_text", "text must be UTF-8 text without NUL characters.")
    current = published(audience())
    context = body.context or DeflectContext()
    if context.workflow is not None and context.workflow not in current.portal.ids:
        raise Problem(404, "unknown_workflow", "There is no workflow with this id.")
    ticket = Ticket(body.text, one_of_ours(current, body.locale), body.limit, context.workflow)
    try:
        found = current.deflect(ticket)
    except SearchUnavailable:
        raise unavailable() from None
    articles = ((each, current.article(each.hit.id, each.hit.locale)) for each in found)
    answer = DeflectAnswer([_entry(each, article, context, current) for each, article in articles if article])
    headers = {"Cache-Control": "no-store", "Vary": "Authorization"}
    return Response(msgspec.json.encode(answer) + b"\n", content_type="application/json", headers=headers)


def _entry(found: Deflection, article: RenderedArticle, context: DeflectContext, current: Snapshot) -> DeflectHit:
    hit = msgspec.structs.asdict(hit_entry(found.hit, article, current))
    return DeflectHit(
        **hit, confidence=found.confidence, action=_action(article, context, current), question=found.question or UNSET
    )


def _action(article: RenderedArticle, context: DeflectContext, current: Snapshot) -> DeflectAction | None:
    """The article's first action that this portal has; ids that its address does not take are left out."""
    portal = current.portal
    workflow = next(iter(portal.offered(article.workflows)), None)
    if workflow is None:
        return None
    given = {"domain_id": context.domain_id, "service_id": context.service_id}
    taken = workflow.taken({name: str(value) for name, value in given.items() if value is not None})
    locale = article.locale if portal.depends_on_locale else None
    url = absolute(paths.action(workflow.id, article.id, locale, taken))
    return DeflectAction(portal.label(workflow.id, article.locale), url)
