"""A preset and an operator's changes, put together and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import NamedTuple

from app.model.addresses import checked_base_url
from app.portal.portal import Portal, Workflow
from app.portal.urls import checked_path

PRESETS = ("whmcs", "custom")

_WORKFLOW_ID = re.compile(r"[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}")
_KEYS = frozenset({"path", "login", "without", "patterns", "label", "hint"})
_LOGIN = {"true": True, "false": False}


class Finding(NamedTuple):
    """What is wrong: the path of keys in portal.yaml (`workflows`, id, key) and one sentence."""

    keys: tuple[str, ...]
    message: str


def preset_text(name: str) -> str:
    """The YAML of a shipped preset. Raises KeyError for another name."""
    if name not in PRESETS:
        raise KeyError(name)
    return files("app.portal").joinpath("presets", f"{name}.yaml").read_text("utf-8")


def configure(preset: Mapping[str, object], changes: Mapping[str, object]) -> tuple[Portal, tuple[Finding, ...]]:
    """The portal that a preset's mapping and portal.yaml's mapping describe; scalars are text in both.

    What is wrong is left out and reported; the rest stands.
    """
    findings: list[Finding] = []
    workflows: dict[str, Workflow] = {}
    for source in (_mapping(preset.get("workflows")), _mapping(changes.get("workflows"))):
        for workflow_id, entry in source.items():
            try:
                workflows[workflow_id] = _workflow(workflow_id, entry, workflows.get(workflow_id))
            except ValueError as error:
                findings.append(Finding(("workflows", workflow_id), f"workflow '{workflow_id}': {error}"))
    findings += _check_without(workflows)
    base_url = None
    if given := changes.get("base_url"):
        try:
            base_url = checked_base_url(str(given))
        except ValueError as error:
            findings.append(Finding(("base_url",), f"base_url {error}"))
    return Portal(base_url, workflows), tuple(findings)


def _check_without(workflows: dict[str, Workflow]) -> list[Finding]:
    """Make every fallback a known workflow that needs no parameter; report and cut those that are not."""
    findings = []
    for workflow in list(workflows.values()):
        fallback = workflows.get(workflow.without) if workflow.without else None
        if workflow.without and (fallback is None or fallback.parameters):
            message = f"workflow '{workflow.id}': without must name a workflow that takes no parameters"
            findings.append(Finding(("workflows", workflow.id), message))
            workflows[workflow.id] = replace(workflow, without=None)
    return findings


def _workflow(workflow_id: str, entry: object, base: Workflow | None) -> Workflow:
    if not _WORKFLOW_ID.fullmatch(workflow_id):
        raise ValueError("an id is two lower-case names joined by '.'")
    if not isinstance(entry, Mapping):
        raise ValueError("must be a mapping with a path")  # noqa: TRY004
    if unknown := set(entry) - _KEYS:
        raise ValueError(f"unknown key '{sorted(unknown)[0]}' (known: {', '.join(sorted(_KEYS))})")
    workflow = base or Workflow(workflow_id, path="")
    path = checked_path(str(entry.get("path", workflow.path)))
    login = _LOGIN.get(str(entry.get("login", workflow.login)).lower())
    if login is None:
        raise ValueError("login must be true or false")
    without = entry.get("without", workflow.without)
    return replace(
        workflow,
        path=path,
        login=login,
        without=str(without) if without else None,
        patterns={**workflow.patterns, **_patterns(entry)},
        label={**workflow.label, **_texts(entry.get("label"))},
        hint={**workflow.hint, **_texts(entry.get("hint"))},
    )


def _patterns(entry: Mapping[str, object]) -> dict[str, str]:
    patterns = _texts(entry.get("patterns"))
    for name, pattern in patterns.items():
        try:
            re.compile(pattern)
        except re.error:
            raise ValueError(f"pattern of '{name}' is not a regular expression") from None
    return patterns


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in _mapping(value).items()}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
