"""The order of a build: read all, render all, check all, write, publish."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.compiler.compiler import BuildOutcome, Compiler
    from app.compiler.sources import mirror_of

__all__ = ["BuildOutcome", "Compiler", "mirror_of"]


def __getattr__(name: str) -> object:
    """Import the builder when it is asked for: it takes 0.2 s, and a check does without."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module("app.compiler.sources" if name == "mirror_of" else "app.compiler.compiler"), name)
