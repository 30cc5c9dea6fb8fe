"""The editors' pages: overview, gaps, articles, one article, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.insights import GAP_KINDS, ORDERS, after_tickets, course, failing, in_order, unread
from app.model import Comment
from app.web.editor.kit import asked, editor, find_article, link, render, shown, unrecorded
from app.web.editor.lists import HANDLED, choice, fetched_part, page_number, part

TOP = 5
"""Entries of a list on the first page."""
GAPS_A_PAGE = 20
"""Each is searched for anew, 3 ms, to tell which articles come nearest."""
ARTICLES_A_PAGE = 50
COMMENTS_A_PAGE = 20
SHOWS = ("all", "failing", "unread")


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
    """Everything at a glance: figures, signs, and the beginning of each list."""
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
        unread=() if unrecorded() else unread(found.articles, scope.period.since),
        actions=found.actions[:TOP],
    )


def gaps() -> Response:
    """What readers looked for and did not find, of one kind."""
    kind = choice("kind", GAP_KINDS)
    found = editor().desk.gaps(kind, asked().scope)
    shown_gaps, pager = part(found, GAPS_A_PAGE)
    return render("gaps.html", kind=kind, kinds=GAP_KINDS, gaps=shown_gaps, total=len(found), pager=pager)


def articles() -> Response:
    """Every article with its figures, or those that fail, or that nobody read; in the order of a column."""
    show, order = choice("show", SHOWS), choice("order", ORDERS)
    scope = asked().scope
    every = editor().desk.articles(scope, shown().published)
    lists = {
        "all": every,
        "failing": failing(every),
        "unread": () if unrecorded() else unread(every, scope.period.since),
    }
    # Failing and unread articles come in an order of their own until a column is chosen.
    chosen = in_order(lists[show], order) if show == "all" or "order" in request.args else lists[show]
    shown_articles, pager = part(chosen, ARTICLES_A_PAGE)
    counts = {name: len(found) for name, found in lists.items()}
    sorted_by = order if show == "all" or "order" in request.args else ""
    return render("articles.html", show=show, counts=counts, order=sorted_by, articles=shown_articles, pager=pager)


def article(code: str, article_id: str) -> Response:
    """One article of the locale `code`: figures, signs, the searches that led there, and what readers said of it."""
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
    """What readers wrote, the latest first; what waits, unless something else is asked for."""
    state = choice("state", tuple(HANDLED))

    def fetch(limit: int, offset: int) -> Sequence[Comment]:
        return editor().desk.comments(asked().scope, handled=HANDLED[state], limit=limit, offset=offset)

    shown_comments, pager = fetched_part(fetch, COMMENTS_A_PAGE)
    return render("comments.html", state=state, states=tuple(HANDLED), comments=shown_comments, pager=pager)


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
    state, number = choice("state", tuple(HANDLED)), page_number()
    return link("comments", state=None if state == "waiting" else state, page=number if number > 1 else None)
