"""The configured portal: workflow ids to addresses and labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
DEFAULT_PATTERN = "[0-9]{1,20}"
MAX_PARAMETER_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Workflow:
    """One thing a customer does in the portal.

    `path` is relative to the portal's base address and may hold `{parameter}`s, each a full match of its entry in
    `patterns` (digits unless said otherwise). `without` is the workflow to use when a parameter is missing or invalid.
    `label` names the button and `hint` says what the customer finds there, by locale.
    """

    id: str
    path: str
    login: bool = True
    without: str | None = None
    patterns: Mapping[str, str] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    hint: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of `path`, in their order."""
        return tuple(PLACEHOLDER.findall(self.path))

    def fill(self, values: Mapping[str, str]) -> str | None:
        """`path` with its parameters, percent-encoded; None when one is missing or does not match its pattern."""
        filled = self.path
        for name in self.parameters:
            value = values.get(name, "")
            pattern = self.patterns.get(name, DEFAULT_PATTERN)
            if len(value) > MAX_PARAMETER_CHARACTERS or not re.fullmatch(pattern, value, re.ASCII):
                return None
            filled = filled.replace(f"{{{name}}}", quote(value, safe=""))
        return filled


@dataclass(frozen=True, slots=True)
class Portal:
    """All workflows under one base address (`https://…/`), None while no operator has set one."""

    base_url: str | None = None
    workflows: Mapping[str, Workflow] = field(default_factory=dict)

    def at(self, base_url: str | None) -> Portal:
        """The same portal at another base address (already checked); unchanged for None."""
        return replace(self, base_url=base_url) if base_url else self

    def url(self, workflow_id: str, values: Mapping[str, str]) -> str | None:
        """The absolute address of a workflow; parameters it does not know are dropped.

        A missing or invalid parameter leads to the workflow's `without`. None while the portal has no address.
        Raises KeyError for an unknown workflow.
        """
        workflow = self.workflows[workflow_id]
        if self.base_url is None:
            return None
        path = workflow.fill(values)
        if path is None:
            return self.url(workflow.without, {}) if workflow.without else self.base_url
        return self.base_url + path

    def label(self, workflow_id: str, locale: str) -> str:
        """The button's text in that locale; the id itself where nobody wrote one. Raises KeyError if unknown."""
        return self.workflows[workflow_id].label.get(locale, workflow_id)
