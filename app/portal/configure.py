"""A preset and an operator's changes, put together and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import NamedTuple

from app.locales import LANGUAGES
from app.model.addresses import checked_base_url
from app.portal.portal import Portal, Workflow
from app.portal.urls import checked_path

PRESETS = ("whmcs", "fossbilling", "custom")

_WORKFLOW_ID = re.compile(r"[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}")
_KEYS = ("preset", "base_url", "workflows")
_WORKFLOW_KEYS = ("path", "login", "without", "patterns", "label", "hint", "unsupported")
_FLAG = {"true": True, "false": False}


class Finding(NamedTuple):
    """What is wrong: the path of keys in portal.yaml (`workflows`, id, key) and one sentence."""

    keys: tuple[str, ...]
    message: str


class _WrongError(ValueError):
    """One key of an entry is wrong; says which."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def preset_text(name: str) -> str:
    """The YAML of a shipped preset. Raises KeyError for another name."""
    if name not in PRESETS:
        raise KeyError(name)
    return files("app.portal").joinpath("presets", f"{name}.yaml").read_text("utf-8")


def configure(preset: Mapping[str, object], changes: Mapping[str, object]) -> tuple[Portal, tuple[Finding, ...]]:
    """The portal that a preset's mapping and portal.yaml's mapping describe; scalars are text in both.

    What is wrong is left out and reported; the rest stands.
    """
    findings = [
        Finding((key,), f"unknown key '{key}' (known: {', '.join(_KEYS)})") for key in changes if key not in _KEYS
    ]
    if not isinstance(changes.get("workflows") or {}, Mapping):
        findings.append(Finding(("workflows",), "workflows must be a mapping of ids"))
    workflows: dict[str, Workflow] = {}
    unsupported: set[str] = set()
    for source in (_mapping(preset.get("workflows")), _mapping(changes.get("workflows"))):
        for workflow_id, entry in source.items():
            try:
                if _is_unsupported(entry):
                    workflows.pop(workflow_id, None)
                    unsupported.add(workflow_id)
                else:
                    workflows[workflow_id] = _workflow(workflow_id, entry, workflows.get(workflow_id))
                    unsupported.discard(workflow_id)
            except _WrongError as error:
                findings.append(Finding(("workflows", workflow_id, error.key), f"workflow '{workflow_id}': {error}"))
    findings += _check_without(workflows)
    try:
        base_url, base_urls = _by_locale(changes.get("base_url"), checked_base_url, "base_url")
    except _WrongError as error:
        findings.append(Finding(("base_url",), f"base_url {error}"))
        base_url, base_urls = "", {}
    return Portal(base_url or None, workflows, base_urls, tuple(sorted(unsupported))), tuple(findings)


def _check_without(workflows: dict[str, Workflow]) -> list[Finding]:
    """Make every fallback a known workflow that needs no parameter; report and cut those that are not."""
    findings = []
    for workflow in list(workflows.values()):
        fallback = workflows.get(workflow.without) if workflow.without else None
        if workflow.without and (fallback is None or fallback.parameters):
            message = f"workflow '{workflow.id}': without must name a workflow that takes no parameters"
            findings.append(Finding(("workflows", workflow.id, "without"), message))
            workflows[workflow.id] = replace(workflow, without=None)
    return findings


def _is_unsupported(entry: object) -> bool:
    """Whether the entry only says that the portal has no such screen."""
    if not isinstance(entry, Mapping) or "unsupported" not in entry:
        return False
    if len(entry) > 1 or str(entry["unsupported"]).lower() != "true":
        raise _WrongError("unsupported", "unsupported is true and stands alone")
    return True


def _workflow(workflow_id: str, entry: object, base: Workflow | None) -> Workflow:
    if not _WORKFLOW_ID.fullmatch(workflow_id):
        raise _WrongError("", "an id is two lower-case names joined by '.'")
    if not isinstance(entry, Mapping):
        raise _WrongError("", "must be a mapping with a path")
    if unknown := sorted(set(entry) - set(_WORKFLOW_KEYS)):
        raise _WrongError(unknown[0], f"unknown key '{unknown[0]}' (known: {', '.join(_WORKFLOW_KEYS)})")
    if not entry.get("path", base and base.path):
        raise _WrongError("", "the preset has no such workflow: give it a path, or correct the id")
    workflow = base or Workflow(workflow_id, path="")
    path, paths = workflow.path, workflow.paths
    if "path" in entry:
        path, paths = _by_locale(entry["path"], checked_path, "path")
    login = _FLAG.get(str(entry.get("login", workflow.login)).lower())
    if login is None:
        raise _WrongError("login", "login must be true or false")
    without = entry.get("without", workflow.without)
    return replace(
        workflow,
        path=path,
        paths=paths,
        login=login,
        without=str(without) if without else None,
        patterns={**workflow.patterns, **_patterns(entry)},
        label={**workflow.label, **_texts(entry, "label")},
        hint={**workflow.hint, **_texts(entry, "hint")},
    )


def _by_locale(value: object, checked: Callable[[str], str], key: str) -> tuple[str, dict[str, str]]:
    """(what holds everywhere, what differs by locale) of one text, or of a mapping with a text for each language."""
    try:
        if not value:
            return "", {}
        if not isinstance(value, Mapping):
            return checked(str(value)), {}
        by_locale = {str(code): checked(str(text)) for code, text in value.items()}
    except ValueError as error:
        raise _WrongError(key, str(error)) from None
    _check_languages(by_locale, key)
    return next(iter(by_locale.values())), by_locale


def _patterns(entry: Mapping[str, object]) -> dict[str, str]:
    patterns = {str(name): str(pattern) for name, pattern in _mapping(entry.get("patterns")).items()}
    for name, pattern in patterns.items():
        try:
            re.compile(pattern)
        except re.error:
            raise _WrongError("patterns", f"pattern of '{name}' is not a regular expression") from None
    return patterns


def _texts(entry: Mapping[str, object], key: str) -> dict[str, str]:
    value = entry.get(key) or {}
    if not isinstance(value, Mapping):
        raise _WrongError(key, f"{key} must give a text for each language: {{fr: …, en: …}}")
    texts = {str(code): str(text).strip() for code, text in value.items()}
    _check_languages(texts, key)
    return {code: text for code, text in texts.items() if text}


def _check_languages(texts: Mapping[str, str], key: str) -> None:
    if not_known := [code for code in texts if code not in LANGUAGES]:
        raise _WrongError(key, f"{key}: '{not_known[0]}' is no language known here ({', '.join(LANGUAGES)})")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
