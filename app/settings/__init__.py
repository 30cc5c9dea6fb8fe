"""What an operator can choose, and how the program speaks to them."""

from app.settings.logs import configure_logging
from app.settings.values import Settings, environment, instance_folder, load_settings

__all__ = ["Settings", "configure_logging", "environment", "instance_folder", "load_settings"]
