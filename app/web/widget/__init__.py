"""Contextual help for pages of a portal: the script, what it is configured with, and plain pages for frames."""

from __future__ import annotations

from flask import Flask

from app.web.widget import pages, script


def install(app: Flask) -> None:
    """Register the script's addresses and the plain pages; after the site's own pages, whose kit they use."""
    app.register_blueprint(script.widget)
    app.register_blueprint(pages.widget)
