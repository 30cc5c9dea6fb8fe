"""The editors' pages: overview, gaps, articles, one article, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.insights import GAP_KINDS, ORDERS, after_tickets, course, failing, in_order, unread
from app.web.editor.kit import asked, editor, find_article, link, render, shown

TOP = 5
"""Entries of a list on the first page."""
GAPS_A_PAGE = 20
"""Each is searched for anew, 3 ms, to tell which articles come nearest."""
ARTICLES_A_PAGE = 50
COMMENTS_A_PAGE = 20
MOST_PAGES = 1_000
SHOWS = ("all", "failing", "unread")
STATES = {"waiting": False, "handled": True, "all": None}

Item = TypeVar("Item")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a list is shown, and whether there is more."""

    number: int
    more: bool


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    # `/editor` too: a redirect of the router would repeat the Host header.
    blueprint.add_url_rule("/", view_func=overview, strict_slashes=False)
    blueprint.add_url_rule("/gaps", view_func=gaps)
    blueprint.add_url_rule("/articles", view_func=articles)
    blueprint.add_url_rule("/articles/<code>/<article_id>", view_func=article)
    blueprint.add_url_rule("/comments", view_func=comments)
    blueprint.add_url_rule("/comments/<uuid:comment_id>", view_func=handle, methods=["POST"])


def overview() -> Response:
    scope = asked().scope
    found = editor().desk.overview(scope, shown().published)
    return render(
        "overview.html",
        found=found,
        reads=course(found.days, scope.period, "reads"),
        searches=course(found.days, scope.period, "searches", "unanswered"),
        unanswered=found.unanswered[:TOP],
        unopened=found.unopened[:TOP],
        failing=failing(found.articles)[:TOP],
        tickets=after_tickets(found.articles)[:TOP],
        unread=unread(found.articles, scope.period.since),
        actions=found.actions[:TOP],
    )


def gaps() -> Response:
    kind = _choice("kind", GAP_KINDS)
    found = editor().desk.gaps(kind, asked().scope)
    part, pager = _part(found, GAPS_A_PAGE)
    return render("gaps.html", kind=kind, kinds=GAP_KINDS, gaps=part, total=len(found), pager=pager)


def articles() -> Response:
    show, order = _choice("show", SHOWS), _choice("order", ORDERS)
    scope = asked().scope
    every = editor().desk.articles(scope, shown().published)
    lists = {"all": every, "failing": failing(every), "unread": unread(every, scope.period.since)}
    # Failing and unread articles come in an order of their own until a column is chosen.
    chosen = in_order(lists[show], order) if show == "all" or "order" in request.args else lists[show]
    part, pager = _part(chosen, ARTICLES_A_PAGE)
    counts = {name: len(found) for name, found in lists.items()}
    sorted_by = order if show == "all" or "order" in request.args else ""
    return render("articles.html", show=show, counts=counts, order=sorted_by, articles=part, pager=pager)


def article(code: str, article_id: str) -> Response:
    # The address decides on the locale, whatever is chosen for the other pages.
    scope, desk = replace(asked().scope, locale=code), editor().desk
    figures, signs = desk.about(scope, article_id, shown().published) or abort(404)
    return render(
        "article.html",
        figures=figures,
        article=find_article(code, article_id),
        signals=signs,
        leading=desk.leading(scope, article_id)[: TOP * 2],
        actions=desk.actions(scope, article_id),
        reasons=desk.reasons(scope, article_id),
        comments=desk.comments(scope, article=article_id, limit=COMMENTS_A_PAGE),
    )


def comments() -> Response:
    state, number = _choice("state", tuple(STATES)), _page()
    found = editor().desk.comments(
        asked().scope, handled=STATES[state], limit=COMMENTS_A_PAGE + 1, offset=(number - 1) * COMMENTS_A_PAGE
    )
    pager = Pager(number, len(found) > COMMENTS_A_PAGE)
    return render("comments.html", state=state, states=tuple(STATES), comments=found[:COMMENTS_A_PAGE], pager=pager)


def handle(comment_id: UUID) -> Response:
    """Mark a comment as handled, or as waiting again; then show the list that the form was in."""
    wanted = {"1": True, "0": False}.get(request.form.get("handled", ""))
    if wanted is None:
        abort(400)
    if not editor().desk.handle(comment_id, wanted):
        abort(404)
    return Response(status=303, headers={"Location": _list_of_the_form()})


def _list_of_the_form() -> str:
    code, about = request.args.get("code"), request.args.get("article")
    if code and about:
        return link("article", code=code, article_id=about)
    state, number = _choice("state", tuple(STATES)), _page()
    return link("comments", state=None if state == "waiting" else state, page=number if number > 1 else None)


def _choice(name: str, choices: Sequence[Choice]) -> Choice:
    """The parameter's value where it is one of the choices, else the first."""
    given = request.args.get(name)
    return next((choice for choice in choices if choice == given), choices[0])


def _page() -> int:
    text = request.args.get("page", "")
    return min(max(1, int(text)), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _part(found: Sequence[Item], size: int) -> tuple[Sequence[Item], Pager]:
    """The page of a list that the request asks for, the last one where there are fewer."""
    last = max(1, -(-len(found) // size))
    number = min(_page(), last)
    return found[(number - 1) * size : number * size], Pager(number, number < last)
