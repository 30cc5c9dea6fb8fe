"""Which Chromium of this machine the tests drive."""

from __future__ import annotations

import os
import shutil

import pytest

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Debian's, without windows first: the same engine, and a new page costs it a quarter of the processor time."""


def chromium_path() -> str:
    """Where it is; without one the test is skipped, but fails where CI promises one."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is not None:
        return path
    message = "there is no Chromium on this machine (apt-get install chromium-headless-shell)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
