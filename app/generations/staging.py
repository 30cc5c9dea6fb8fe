"""A generation while it is being written, out of everybody's sight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.generations.edition import Edition, encode, encode_problems
from app.model import Audience, Problem


class Staging:
    """A folder with the layout of a generation; `Generations.commit` makes it one."""

    def __init__(self, folder: Path, name: str):
        self.folder = folder
        self.name = name

    def write_edition(self, audience: Audience, edition: Edition) -> None:
        """What that audience can see."""
        target = self.folder / "articles" / f"{audience}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(encode(edition))

    def write_problems(self, problems: Sequence[Problem]) -> None:
        """What the build found wrong, so that a build with nothing to do can still say it."""
        (self.folder / "problems.json").write_bytes(encode_problems(problems))

    def write_media(self, name: str, data: bytes) -> None:
        """A picture, under its content's name."""
        target = self.folder / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def search_folder(self, audience: Audience, locale: str) -> Path:
        """An empty folder for the search index of one audience and locale."""
        target = self.folder / "search" / audience / locale
        target.mkdir(parents=True)
        return target
