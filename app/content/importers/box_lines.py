"""The lines of a text whose boxes become admonitions of ours: what is open, and how far in its content stands."""

from __future__ import annotations

import re

from app.content.importers.escaping import quoted
from app.content.importers.lines import Line

_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}")


class BoxLines:
    """The lines that are done, below the containers that are open."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._opened: list[tuple[str, bool]] = []
        """What closes each open container, and whether its content is indented."""

    @property
    def innermost(self) -> str | None:
        """What closes the innermost container that is open."""
        return self._opened[-1][0] if self._opened else None

    def open(self, name: str, *, indented: bool) -> None:
        """Open a container that `name` closes."""
        self._opened.append((name, indented))

    def close(self, name: str, number: int) -> None:
        """Close the innermost container of that name, if one is open."""
        for place in range(len(self._opened) - 1, -1, -1):
            if self._opened[place][0] == name:
                del self._opened[place]
                break
        self.put("", number)

    def head(self, indent: str, kind: str, title: str, number: int) -> None:
        """Begin an admonition of ours; its content is put in after `open`."""
        self._blank(number)
        self.put(f"{indent}!!! {kind}{f' {quoted(title)}' if title else ''}", number)

    def bold(self, indent: str, title: str, number: int) -> None:
        """A heading in bold, on a line of its own."""
        self._blank(number)
        self.put(f"{indent}**{title}**", number)
        self.put("", number)

    def put(self, text: str, number: int) -> None:
        """A line, as far in as the open containers are."""
        inside = "    " * sum(indented for _, indented in self._opened)
        if "/*" in text:
            text = _ESCAPED.sub(r"{{\1\2\3}}", text)  # Hugo shows `{{</* ref */>}}` as `{{< ref >}}`
        self.lines.append(Line(f"{inside}{text}" if text.strip() else "", number))

    def _blank(self, number: int) -> None:
        if self.lines and self.lines[-1].text.strip():
            self.lines.append(Line("", number))
