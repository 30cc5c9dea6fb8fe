"""The present day of the editors' pages."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()
