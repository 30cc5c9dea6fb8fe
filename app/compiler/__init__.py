"""The order of a build: read all, render all, check all, write, publish."""

from app.compiler.compiler import Compiler, Outcome, mirror_of

__all__ = ["Compiler", "Outcome", "mirror_of"]
