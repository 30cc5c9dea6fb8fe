"""The team's pages at `/agent/`: the reply desk, every article, and the search that finds it."""

from __future__ import annotations

from flask import Blueprint, Flask, request

from app.web.agent import desk, reading, reading_search, suggesting
from app.web.identity import require, require_scope

PREFIX = "/agent"


def install(app: Flask) -> None:
    """Register the pages; whoever may not see them is sent to the sign-in page, or refused."""
    blueprint = Blueprint("agent", __name__, url_prefix=PREFIX)

    @blueprint.before_request
    def check() -> None:
        require("agent")
        if request.endpoint != "agent.sent":
            require_scope("read")  # of a form that is sent, too: its answer shows internal articles

    desk.install(blueprint)
    reading.install(blueprint)
    reading_search.install(blueprint)
    suggesting.install(blueprint)
    app.register_blueprint(blueprint)
