"""What forges call: `/hooks/git` takes the news of a push."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.generations import Announcements
from app.web.hooks.push import PushHook
from app.web.services import KEY, Services


def install(app: Flask) -> None:
    """Register the webhook where there is a repository and a secret; without them there is nothing at its address."""
    parts: Services = app.extensions[KEY]
    settings = parts.settings
    if settings.content is None or settings.webhook is None:
        return
    hook = PushHook(settings.webhook, settings.content.branch, Announcements(settings.instance))
    hooks = Blueprint("hooks", __name__, url_prefix="/hooks")
    hooks.add_url_rule("/git", "git", hook.answer, methods=["POST"])
    app.register_blueprint(hooks)
