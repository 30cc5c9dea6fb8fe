"""What the support reported as missing: questions of customers that no article answers."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, abort, request

from app.insights import GAP_KINDS
from app.web.editor.kit import asked, link, render
from app.web.editor.pages import MOST_PAGES, Pager
from app.web.services import services

A_PAGE = 20
"""Each is searched for anew, 3 ms, to tell which articles come nearest."""
STATES = {"waiting": False, "handled": True, "all": None}


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    blueprint.add_url_rule("/missing", view_func=missing)
    blueprint.add_url_rule("/missing/<uuid:missing_id>", view_func=handle_missing, methods=["POST"])


def missing() -> Response:
    """The list, the latest first; those that wait, unless others are asked for."""
    state = _state()
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = services().store.replies.missing(
        asked().scope.locale, handled=STATES[state], limit=A_PAGE + 1, offset=(number - 1) * A_PAGE
    )
    pager = Pager(number, len(found) > A_PAGE)
    return render(
        "missing.html",
        kinds=GAP_KINDS,
        state=state,
        states=tuple(STATES),
        missing=found[:A_PAGE],
        pager=pager,
    )


def handle_missing(missing_id: UUID) -> Response:
    """Mark one as handled, or as waiting again; then show the list that the form was in."""
    wanted = {"1": datetime.now(UTC), "0": None}
    given = request.form.get("handled", "")
    if given not in wanted:
        abort(400)
    if not services().store.replies.handle_missing(missing_id, wanted[given]):
        abort(404)
    state = _state()
    location = link("missing", state=None if state == "waiting" else state)
    return Response(status=303, headers={"Location": location})


def _state() -> str:
    given = request.args.get("state", "")
    return given if given in STATES else "waiting"
