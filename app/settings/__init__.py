"""What an operator can choose, and how the program speaks to them."""

from app.settings.logs import configure_logging
from app.settings.oidc import Provider
from app.settings.repository import Repository, Webhook
from app.settings.values import DEFAULT_URL, Settings, environment, instance_folder, load_settings

__all__ = [
    "DEFAULT_URL",
    "Provider",
    "Repository",
    "Settings",
    "Webhook",
    "configure_logging",
    "environment",
    "instance_folder",
    "load_settings",
]
