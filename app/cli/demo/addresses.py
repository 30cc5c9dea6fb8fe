"""From a portal's address back to the workflows that lead there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.portal import Portal, Workflow
from app.portal.urls import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Address:
    """One workflow's path as patterns: of the path itself, and of each query value."""

    workflow: Workflow
    path: re.Pattern[str]
    query: Mapping[str, re.Pattern[str]]

    def values(self, path: str, query: Mapping[str, str]) -> dict[str, str] | None:
        """The parameters in an address; None when it is not this workflow's."""
        matches = [self.path.fullmatch(path), *(p.fullmatch(query.get(name, "")) for name, p in self.query.items())]
        found: dict[str, str] = {}
        for match in matches:
            if match is None:
                return None
            found |= match.groupdict()
        return found


@dataclass(frozen=True, slots=True)
class Addresses:
    """All addresses of a portal, in its workflows' order."""

    known: tuple[Address, ...]

    @classmethod
    def of(cls, portal: Portal) -> Addresses:
        """Those of every workflow in every language."""
        return cls(
            tuple(
                _address(workflow, path)
                for workflow in portal.workflows.values()
                for path in dict.fromkeys((workflow.path, *workflow.paths.values()))
            )
        )

    def at(self, path: str, query: Mapping[str, str]) -> list[tuple[Workflow, dict[str, str]]]:
        """(workflow, parameters) of those that lead there and say most about the query, as a portal would choose."""
        found = [(known, values) for known in self.known if (values := known.values(path, query)) is not None]
        most = max((len(known.query) for known, _ in found), default=0)
        return [(known.workflow, values) for known, values in found if len(known.query) == most]


def _address(workflow: Workflow, path: str) -> Address:
    head, _, query = path.partition("#")[0].partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    return Address(workflow, _pattern(head, workflow), {name: _pattern(value, workflow) for name, value in pairs})


def _pattern(template: str, workflow: Workflow) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(template)
    named = (f"(?P<{part}>{workflow.pattern(part)})" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    return re.compile("".join(named), re.ASCII)
