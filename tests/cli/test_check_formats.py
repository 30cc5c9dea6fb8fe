"""What `guichet check` prints: for people, for GitHub, for GitLab, for code scanning and for other programs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from app.cli.check_formats import FORMATS
from app.cli.check_text import as_groups, as_lines, explained
from app.content.checks.codes import codes
from app.model import Problem

PROBLEMS = (
    Problem("fr/a%,b.md", 2, "two\nlines: 100 %", "broken-link"),
    Problem("fr/a%,b.md", 2, "two\nlines: 100 %", "broken-link"),
    Problem("fr/é ü.md", 7, "'x' → 'y'", "typography", "warning", 12),
    Problem("fr/z.md", 1, "m", "missing-translation", "hint"),
    Problem("fr/z.md", 1, "of another version", "no-such-code", "hint"),
)


def printed(style: str) -> str:
    return "\n".join(FORMATS[style](PROBLEMS, "articles"))


_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": _TEXT,
        "fullDescription": _TEXT,
        "help": {**_TEXT, "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}},
        "defaultConfiguration": {"properties": {"level": {"enum": ["none", "note", "warning", "error"]}}},
    },
    "additionalProperties": False,
}
_PLACE = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "required": ["uri"],
            "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~%/-]+$"}},
            "additionalProperties": False,
        },
        "region": {
            "properties": {
                "startLine": {"type": "integer", "minimum": 1},
                "startColumn": {"type": "integer", "minimum": 1},
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": _TEXT,
        "locations": {
            "type": "array",
            "items": {"properties": {"physicalLocation": _PLACE}, "additionalProperties": False},
        },
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "additionalProperties": False,
}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {"type": "array", "items": _RULE, "uniqueItems": True},
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": _RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The part of OASIS's SARIF 2.1.0 that we write, with every other property refused."""


def test_sarif_is_sarif() -> None:
    report = json.loads(printed("sarif"))
    Draft202012Validator(SARIF).validate(report)
    (run,) = report["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result, problem in zip(run["results"], PROBLEMS, strict=True):
        assert result["message"]["text"] == problem.message
        assert "ruleIndex" not in result or rules[result["ruleIndex"]] == result["ruleId"] == problem.code
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note", "note"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0]["artifactLocation"]["uri"] == "articles/fr/a%25%2Cb.md"
    assert places[2]["region"] == {"startLine": 7, "startColumn": 12}
    marks = [result["partialFingerprints"]["guichet/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_sarif_of_a_sound_content_is_a_run_without_results() -> None:
    report = json.loads("\n".join(FORMATS["sarif"]((), "articles")))
    Draft202012Validator(SARIF).validate(report)
    assert report["runs"][0]["results"] == []


def test_fingerprints_do_not_depend_on_lines() -> None:
    moved = [Problem(p.path, p.line + 9, p.message, p.code, p.severity, p.column) for p in PROBLEMS]
    before, after = (json.loads("\n".join(FORMATS["gitlab"](each, "articles"))) for each in (PROBLEMS, moved))
    assert [each["fingerprint"] for each in before] == [each["fingerprint"] for each in after]


def test_gitlab_gets_a_code_quality_report() -> None:
    report = json.loads(printed("gitlab"))
    assert [set(each) for each in report] == [
        {"description", "content", "check_name", "fingerprint", "severity", "location"}
    ] * 5
    assert [each["severity"] for each in report] == ["major", "major", "minor", "info", "info"]
    assert report[2]["location"] == {"path": "articles/fr/é ü.md", "lines": {"begin": 7}}


def test_github_gets_commands_that_content_cannot_forge() -> None:
    lines = printed("github").split("\n")
    assert lines[0] == (
        "::error file=articles/fr/a%25%2Cb.md,line=2::two%0Alines: 100 %25 [broken-link]%0A"
        f"{codes()['broken-link'].texts['en'].do}"
    )
    assert lines[2].startswith("::warning file=articles/fr/é ü.md,line=7,col=12::'x' → 'y' [typography]%0A")
    assert lines[3].startswith("::notice ")


def test_json_has_the_same_keys_for_every_problem() -> None:
    listed = json.loads(printed("json"))
    keys = {"file", "path", "line", "column", "severity", "code", "message", "help"}
    assert [set(each) for each in listed] == [keys] * 5
    assert listed[2]["file"] == "articles/fr/é ü.md"
    assert (listed[2]["path"], listed[2]["column"], listed[3]["column"]) == ("fr/é ü.md", 12, 0)


def test_lines_name_file_line_message_and_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = list(as_lines(PROBLEMS[2:4], tmp_path / "articles"))
    assert lines[0] == "articles/fr/é ü.md:7: warning: 'x' → 'y' [typography, column 12]"
    assert lines[1] == "articles/fr/z.md:1: hint: m [missing-translation]"


def test_a_terminal_gets_problems_in_groups(tmp_path: Path) -> None:
    out = io.StringIO("\n".join(as_groups(PROBLEMS[2:], tmp_path)))
    heads = [line for line in out if line.strip() and not line.startswith(" ")]
    assert len(heads) == 3, "two files, and what to do"
    assert codes()["typography"].texts["en"].do in out.getvalue()
    assert "\x1b[33mwarning" in out.getvalue()


def test_a_code_is_explained_in_both_languages() -> None:
    text = explained(codes()["typography"])
    assert "What to do: " in text
    assert "Que faire : " in text
    assert "    Attention : l’accès est coupé…" in text
