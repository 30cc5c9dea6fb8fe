"""Addresses for operators and their probes."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.generations import Generations
from app.web.ops.health import Readiness, healthz
from app.web.services import KEY, Services


def install(app: Flask) -> None:
    """Register `/healthz` and `/readyz`."""
    parts: Services = app.extensions[KEY]
    generations = Generations(parts.settings.index, parts.settings.secret_key)
    ops = Blueprint("ops", __name__)
    ops.add_url_rule("/healthz", view_func=healthz)
    ops.add_url_rule("/readyz", "readyz", Readiness(generations.published))
    app.register_blueprint(ops)
