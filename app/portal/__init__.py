"""Portal workflows: what they are called, where they lead, which parameters they take."""

from app.portal.configure import PRESETS, Finding, configure, preset_text
from app.portal.portal import Portal, Workflow
from app.portal.urls import checked_base_url

__all__ = ["PRESETS", "Finding", "Portal", "Workflow", "checked_base_url", "configure", "preset_text"]
