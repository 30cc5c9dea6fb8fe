"""The reply desk at `/agent/`: from a ticket's text to the links and the words of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.errors import SearchUnavailable
from app.library import Offer, Snapshot, Target, Wording, by_question, cleaned, composed, offer_of, offers, target_at
from app.model import MAX_TICKET_CHARACTERS, RenderedArticle, Ticket
from app.web import paths
from app.web.agent.asked import MOST_PICKS, Asked, Pick, read_asked, read_pick, write_pick
from app.web.agent.bookmarklet import bookmarklet
from app.web.agent.own import note_sent, own, pin, report
from app.web.agent.reading_kit import everything, is_internal, render
from app.web.identity import caller
from app.web.languages import preferred
from app.web.problems import RETRY_SECONDS
from app.web.services import services
from app.web.urls import absolute, origin

SHOWN = 5
"""Articles offered for a ticket."""


@dataclass(frozen=True, slots=True)
class Picked:
    """One link of the reply, with the article's action if it has one (label, address)."""

    pick: Pick
    article: RenderedArticle
    target: Target
    actions: tuple[tuple[str, str], ...]


def install(blueprint: Blueprint) -> None:
    """Register the page and what its script tells."""
    # `/agent` too: a redirect of the router would repeat the Host header.
    blueprint.add_url_rule("/", view_func=landing, methods=["GET"], strict_slashes=False)
    blueprint.add_url_rule("/", view_func=answer, methods=["POST"], strict_slashes=False)
    blueprint.add_url_rule("/sent", view_func=sent, methods=["POST"])


def landing() -> Response:
    """The desk; `text`, `locale`, `domain_id` and `service_id` may come with the address."""
    current = everything()
    return _page(current, read_asked(current.locales))


def answer() -> Response:
    """The desk with the answers to the ticket of the form, after what one of its buttons does."""
    current = everything()
    try:
        asked = read_asked(current.locales)
    except RequestEntityTooLarge:
        return _page(current, Asked(), 413, problem="too_long")
    match asked.do:
        case "pin" | "unpin":
            pin(_article(current, asked.about), asked.do == "pin")
        case "pick":
            chosen = read_pick(asked.about)
            note_sent(_article(current, chosen[0]))
            asked = asked.with_pick(chosen)
        case "drop":
            asked = asked.without_pick(read_pick(asked.about))
        case "report":
            done = report(asked.reported, _reply_locale(current, asked))
            return _page(current, asked, 200 if done else 400, problem="" if done else "nothing", done=done)
    return _page(current, asked)


def sent() -> Response:
    """Note that the link to `article` was copied."""
    note_sent(_article(everything(), request.form.get("article", "")))
    return Response(status=204)


def language() -> str:
    """The interface's language: the address's, else the browser's."""
    return preferred(everything().locales, request.args.get("lang"))


def _article(current: Snapshot, article_id: str) -> RenderedArticle:
    return current.best(article_id, language()) or abort(404)


def _reply_locale(current: Snapshot, asked: Asked) -> str:
    """The language that was chosen, else that of the text, else the interface's."""
    if asked.locale or not asked.text.strip():
        return asked.locale or language()
    return current.language_of(asked.text, language())


def _page(current: Snapshot, asked: Asked, status: int = 200, problem: str = "", done: bool = False) -> Response:
    locale, mine = _reply_locale(current, asked), own(current, language())
    found: Sequence[Offer] = ()
    if asked.text.strip():
        try:
            found = offers(current, origin(), Ticket(asked.text, locale, SHOWN))
        except SearchUnavailable:
            status, problem = 503, "unavailable"
    picked = _picked(current, asked, locale)
    asked = replace(asked, picks=tuple(each.pick for each in picked))
    response = render(
        "desk.html",
        language(),
        paths.agent_desk,
        status,
        asked=asked,
        reply_locale=locale,
        offers=found,
        groups=by_question(found),
        pinned=[offer_of(current, origin(), article, locale) for article in mine.pinned],
        recent=[offer_of(current, origin(), article, locale) for article in mine.recent],
        is_pinned=mine.is_pinned,
        actions_of=lambda article: _actions(current, article, asked, locale),
        picked=picked,
        reply=_composed(current, asked, locale, picked) if picked else "",
        write_pick=write_pick,
        unused=[name for name, value in asked.ids if value and not _is_taken(current, name, value)],
        draft=cleaned(asked.text),
        problem=problem,
        done=done,
        bookmarklet=bookmarklet(origin()),
        longest=MAX_TICKET_CHARACTERS,
        most_picks=MOST_PICKS,
    )
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _picked(current: Snapshot, asked: Asked, locale: str) -> list[Picked]:
    """Links of the reply that a customer can follow."""
    found = ((pick, current.best(pick[0], locale)) for pick in asked.picks)
    return [
        Picked(
            pick,
            article,
            target_at(current, origin(), article, pick[1], locale),
            _actions(current, article, asked, locale),
        )
        for pick, article in found
        if article and not is_internal(article)
    ]


def _composed(current: Snapshot, asked: Asked, locale: str, picked: Sequence[Picked]) -> str:
    site, text = current.site, services().catalogues[locale].text
    names = {"brand.name": site.brand_name, **site.variables, "customer.name": asked.customer}
    wording = Wording(
        greeting=site.replies.greeting.get(locale) or text("reply.greeting"),
        one=site.replies.one.get(locale) or text("reply.one"),
        several=site.replies.several.get(locale) or text("reply.several"),
        closing=site.replies.closing.get(locale) or text("reply.closing"),
        names={**names, "agent.name": caller().name or ""},
    )
    return composed(asked.form, wording, [(each.target, each.actions) for each in picked])


def _actions(current: Snapshot, article: RenderedArticle, asked: Asked, locale: str) -> tuple[tuple[str, str], ...]:
    """The article's first action that the portal has, with the customer's ids: label and absolute address."""
    portal = current.portal
    workflow = next(iter(portal.offered(article.workflows)), None)
    if workflow is None:
        return ()
    values = workflow.taken(dict(asked.ids))
    path = paths.action(workflow.id, article.id, locale if portal.depends_on_locale else None, values)
    return ((portal.label(workflow.id, locale), absolute(path)),)


def _is_taken(current: Snapshot, name: str, value: str) -> bool:
    return any(workflow.taken({name: value}) for workflow in current.portal.workflows.values())
