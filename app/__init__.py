"""Guichet: a help centre whose search understands people."""

__version__ = "0.1.0"
