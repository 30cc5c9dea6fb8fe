"""The application as gunicorn's workers make it, from the environment; nothing happens at import."""

from __future__ import annotations

import os

from flask import Flask

from app.settings import configure_logging, environment, load_settings
from app.web.factory import create_app
from app.web.services import KEY, Services
from app.web.urls import BOUND_URL


def application() -> Flask:
    """A complete application that serves the published generation, without threads yet (see gunicorn_conf)."""
    settings = load_settings(environment())
    configure_logging(settings.log_format)
    app = create_app(settings)
    if bound := os.environ.get("_GUICHET_URL"):
        app.config[BOUND_URL] = bound
    parts: Services = app.extensions[KEY]
    parts.library.refresh()
    if parts.library.current:
        parts.board.refresh(parts.library.current)
    return app
