"""The command line `guichet`; the only door to Click."""

from app.cli.main import main

__all__ = ["main"]
