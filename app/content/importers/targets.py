"""What a converter asks of whoever knows where links and pictures of an export lead."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Shown(NamedTuple):
    """What becomes of a picture: `target` is shown as a picture when it `is_picture`, else it is linked."""

    target: str
    is_picture: bool


class Targets(Protocol):
    """The links and pictures of one article, as they will be written."""

    def link(self, address: str, line: int) -> str | None:
        """The address to write; None when the text stays without a link."""
        ...

    def picture(self, address: str, line: int) -> Shown | None:
        """What to write for a picture; None when only its alternative text stays."""
        ...

    def report(self, message: str, line: int) -> None:
        """Note what did not fit."""
        ...
