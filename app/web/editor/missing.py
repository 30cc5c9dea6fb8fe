"""What the support reported as missing: questions of customers that no article answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.insights import GAP_KINDS
from app.model import Missing
from app.web.editor.kit import asked, link, render
from app.web.editor.lists import HANDLED, choice, fetched_part, page_number
from app.web.services import services

A_PAGE = 20
"""Each is searched for anew, 3 ms, to tell which articles come nearest."""


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    blueprint.add_url_rule("/missing", view_func=missing)
    blueprint.add_url_rule("/missing/<uuid:missing_id>", view_func=handle_missing, methods=["POST"])


def missing() -> Response:
    """The list, the latest first; those that wait, unless others are asked for."""
    state = choice("state", tuple(HANDLED))

    def fetch(limit: int, offset: int) -> Sequence[Missing]:
        return services().store.replies.missing(
            asked().scope.locale, handled=HANDLED[state], limit=limit, offset=offset
        )

    found, pager = fetched_part(fetch, A_PAGE)
    return render(
        "missing.html",
        kinds=GAP_KINDS,
        state=state,
        states=tuple(HANDLED),
        missing=found,
        pager=pager,
        reported_any=bool(found or services().store.replies.missing(asked().scope.locale, limit=1)),
    )


def handle_missing(missing_id: UUID) -> Response:
    """Mark one as handled, or as waiting again; then show the list that the form was in."""
    wanted = {"1": datetime.now(UTC), "0": None}
    given = request.form.get("handled", "")
    if given not in wanted:
        abort(400)
    if not services().store.replies.handle_missing(missing_id, wanted[given]):
        abort(404)
    state, number = choice("state", tuple(HANDLED)), page_number()
    location = link("missing", state=None if state == "waiting" else state, page=number if number > 1 else None)
    return Response(status=303, headers={"Location": location})
