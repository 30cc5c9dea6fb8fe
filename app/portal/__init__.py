"""Portal workflows: what they are called, where they lead, which parameters they take."""

from app.portal.configure import PRESETS, Finding, configure, preset_text
from app.portal.portal import Portal, Workflow

__all__ = ["PRESETS", "Finding", "Portal", "Workflow", "configure", "preset_text"]
