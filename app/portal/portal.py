"""The configured portal: workflow ids to addresses and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.portal.urls import PLACEHOLDER, value_allowed

DEFAULT_PATTERN = "[0-9]{1,20}"


@dataclass(frozen=True, slots=True)
class Workflow:
    """One thing a customer does in the portal.

    `path` is relative to the portal's base address and may hold `{parameter}`s, each a full match of its entry in
    `patterns` (digits unless said otherwise); `paths` has those of locales that differ. `without` is the workflow to
    use when a parameter is missing or invalid. `label` names the button and `hint` says what the customer finds there,
    by locale.
    """

    id: str
    path: str
    login: bool = True
    without: str | None = None
    patterns: Mapping[str, str] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    hint: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of all its paths, in their order."""
        every = (name for path in (self.path, *self.paths.values()) for name in PLACEHOLDER.findall(path))
        return tuple(dict.fromkeys(every))

    def pattern(self, parameter: str) -> str:
        """The regular expression that a parameter's value must match as a whole."""
        return self.patterns.get(parameter, DEFAULT_PATTERN)

    def fill(self, values: Mapping[str, str], locale: str = "") -> str | None:
        """The locale's path with its parameters; None when one is missing or does not match its pattern."""
        path = self.paths.get(locale, self.path)
        for name in PLACEHOLDER.findall(path):
            value = values.get(name, "")
            if not self.takes(name, value):
                return None
            path = path.replace(f"{{{name}}}", value)
        return path

    def taken(self, given: Mapping[str, str | None]) -> dict[str, str]:
        """Those of the given values that its addresses take."""
        return {
            name: value
            for name, value in given.items()
            if value and name in self.parameters and self.takes(name, value)
        }

    def takes(self, parameter: str, value: str) -> bool:
        """Whether a value may stand for that parameter."""
        return value_allowed(value) and re.fullmatch(self.pattern(parameter), value, re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class Portal:
    """All workflows under one base address (`https://…/`), None while no operator has set one.

    `base_urls` has the addresses of locales that differ. `unsupported` are ids that other portals know and this one
    has no screen for: articles may name them, and no button is shown.
    """

    base_url: str | None = None
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    base_urls: Mapping[str, str] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """Every id that an article may name."""
        return frozenset((*self.workflows, *self.unsupported))

    @property
    def depends_on_locale(self) -> bool:
        """Whether an address differs from language to language."""
        return bool(self.base_urls) or any(workflow.paths for workflow in self.workflows.values())

    def offered(self, names: Iterable[str]) -> tuple[Workflow, ...]:
        """Those of the named workflows that this portal has a screen for, in that order."""
        return tuple(self.workflows[name] for name in names if name in self.workflows)

    def at(self, base_url: str | None) -> Portal:
        """The same portal at another base address (already checked) in every locale; unchanged for None."""
        return replace(self, base_url=base_url, base_urls={}) if base_url else self

    def base(self, locale: str = "") -> str | None:
        """The base address in that locale, None while there is none."""
        return self.base_urls.get(locale, self.base_url)

    def url(self, workflow_id: str, values: Mapping[str, str], locale: str = "") -> str | None:
        """The absolute address of a workflow; parameters it does not know are dropped.

        A missing or invalid parameter leads to the workflow's `without`. None while the portal has no address.
        Raises KeyError for an unknown workflow.
        """
        workflow = self.workflows[workflow_id]
        base = self.base(locale)
        if base is None:
            return None
        path = workflow.fill(values, locale)
        if path is None:
            return self.url(workflow.without, {}, locale) if workflow.without else base
        return base + path

    def label(self, workflow_id: str, locale: str) -> str:
        """The button's text in that locale, else in another, else the id itself. Raises KeyError if unknown."""
        labels = self.workflows[workflow_id].label
        return labels.get(locale) or next(iter(labels.values()), workflow_id)
