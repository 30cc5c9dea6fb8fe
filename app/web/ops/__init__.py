"""Addresses for operators and their probes."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from app.generations import Generations
from app.web.ops.content import ContentStates
from app.web.ops.health import Readiness, healthz
from app.web.ops.metrics import Metrics
from app.web.ops.reports import PolicyReports
from app.web.ops.tally import Tally, tally_of, use
from app.web.security.headers import REPORTS
from app.web.services import KEY, Services


def install(app: Flask) -> None:
    """Register `/healthz`, `/readyz`, `/metrics` and `/csp-report`."""
    parts: Services = app.extensions[KEY]
    generations = Generations(parts.settings.index, parts.settings.secret_key)
    contents = ContentStates(parts.settings)
    readiness, figures = Readiness(generations.published, contents.state), Metrics(contents, lambda: tally_of(app))
    use(app, Tally())  # gunicorn puts the one that its workers share in its place
    ops = Blueprint("ops", __name__)
    ops.add_url_rule("/healthz", view_func=healthz)

    # A plain function: the limiter asks every view for its name.
    @ops.get("/readyz")
    def readyz() -> Response:
        return readiness()

    @ops.get("/metrics")
    def metrics() -> Response:
        return figures()

    reports = PolicyReports()
    ops.add_url_rule(REPORTS, "csp_report", reports.answer, methods=["POST"])
    app.register_blueprint(ops)
