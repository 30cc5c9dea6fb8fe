"""The demonstration portal: an imitation of a client area at the addresses of a preset."""

from app.cli.demo.area import create_area

__all__ = ["create_area"]
