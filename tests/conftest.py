"""Fixtures that every area may use."""
