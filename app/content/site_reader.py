"""Values of site.yaml looked up by key; what is wrong is collected with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.content.nearest import nearest
from app.content.text import INVISIBLE
from app.content.yaml_strict import Document, Value
from app.model import Problem

PATH = "site.yaml"


@dataclass(frozen=True, slots=True)
class SiteReader:
    """Looks values up and collects what is wrong, with the line."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, message: str, *keys: str) -> None:
        """Note what is wrong at a key, named with those above it."""
        self.problems.append(Problem(PATH, self.document.line(*keys), f"{'.'.join(keys)}: {message}", code="site"))

    def only_known(self, value: Mapping[str, Value], known: tuple[str, ...], *above: str) -> None:
        """Note the keys that nobody reads."""
        for key in value:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean '{near}'?" if near else f"known keys: {', '.join(known)}"
                self.wrong(f"unknown key, {hint}", *above, key)

    def mapping(self, value: Mapping[str, Value], key: str, *above: str) -> dict[str, Value]:
        """A mapping, empty where there is none."""
        found = value.get(key, "")
        if isinstance(found, dict):
            return found
        if found != "":
            self.wrong("must be a mapping", *above, key)
        return {}

    def text(
        self,
        value: Mapping[str, Value],
        above: str,
        key: str,
        pattern: re.Pattern[str] | None = None,
        what: str = "text on one line",
    ) -> str:
        """One line of text, empty where there is none; `what` says how it must look."""
        found = value.get(key, "")
        if found == "":
            return ""
        if isinstance(found, str) and "\n" not in found and not INVISIBLE.search(found):
            found = found.strip()
            if len(found) <= 300 and (pattern is None or pattern.fullmatch(found)):
                return found
        self.wrong(f"must be {what}", above, key)
        return ""
