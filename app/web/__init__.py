"""HTTP: the one place where settings and adapters meet."""

from app.web.factory import create_app

__all__ = ["create_app"]
