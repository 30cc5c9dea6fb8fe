"""The catalogue of codes: what each problem means, and what to do, for pages, terminals and other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from app.content.yaml_strict import Value, load
from app.model import Severity

LANGUAGES = ("en", "fr")
_SEVERITIES: Mapping[str, Severity] = {"error": "error", "warning": "warning", "hint": "hint"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code in one language."""

    title: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code: its usual severity first; `wrong` and `right` are an example, empty where none helps."""

    name: str
    severities: tuple[Severity, ...]
    texts: Mapping[str, Explanation]
    wrong: str
    right: str


def codes() -> Mapping[str, Code]:
    """Every code by its name, in their order (0.1 s: ask once). Raises KeyError for an entry that lacks a text."""
    document = load(files("app.content.checks").joinpath("codes.yaml").read_text("utf-8"), path="codes.yaml").value
    assert isinstance(document, dict)
    return {name: _code(name, entry) for name, entry in document.items() if isinstance(entry, dict)}


def _code(name: str, entry: Mapping[str, Value]) -> Code:
    severities = [_SEVERITIES[str(entry[key])] for key in ("severity", "or") if key in entry]
    texts = {language: _explanation(entry[language]) for language in LANGUAGES}
    return Code(name, tuple(severities), texts, str(entry.get("wrong", "")), str(entry.get("right", "")))


def _explanation(value: Value) -> Explanation:
    assert isinstance(value, dict)
    return Explanation(str(value["title"]), str(value["what"]), str(value["do"]))
