"""Problems as programs read them: JSON, GitHub's annotations, GitLab's code quality report and SARIF 2.1.0."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from app import __version__
from app.model import Problem, Severity

if TYPE_CHECKING:
    from app.content.checks.codes import Code

Format: TypeAlias = Callable[[Sequence[Problem], str], Iterator[str]]
"""Lines of output for sorted problems, whose files stand below a folder named as in the repository."""

_GITHUB: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_SARIF: Mapping[Severity, str] = {"error": "error", "warning": "warning", "hint": "note"}
_GITLAB: Mapping[Severity, str] = {"error": "major", "warning": "minor", "hint": "info"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def in_repository(folder: Path) -> str:
    """The content folder as files are named in the repository: from the working folder, which is where CI stands."""
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.name


def as_json(problems: Sequence[Problem], folder: str) -> Iterator[str]:
    """A list of mappings; `path` is relative to the content folder, `file` as the repository names it.

    `help` is what to do about a problem of that code, empty for a code that is not known.
    """
    advice = advice_of(problems)
    yield _dumped([{**_plain(problem, folder), "help": advice.get(problem.code, "")} for problem in problems])


def as_github(problems: Sequence[Problem], folder: str) -> Iterator[str]:
    """Workflow commands, one a line; what to do stands below what is wrong."""
    advice = advice_of(problems)
    for problem in problems:
        place = f"file={_property(_file(problem, folder))},line={problem.line}"
        place += f",col={problem.column}" if problem.column else ""
        text = "\n".join(filter(None, (f"{problem.message} [{problem.code}]", advice.get(problem.code))))
        yield f"::{_GITHUB[problem.severity]} {place}::{_data(text)}"


def as_gitlab(problems: Sequence[Problem], folder: str) -> Iterator[str]:
    """A code quality report, for `artifacts: reports: codequality`."""
    marks, advice = _fingerprints(problems), advice_of(problems)
    yield _dumped(
        [
            {
                "description": problem.message,
                "content": {"body": advice.get(problem.code, "")},
                "check_name": problem.code,
                "fingerprint": mark,
                "severity": _GITLAB[problem.severity],
                "location": {"path": _file(problem, folder), "lines": {"begin": problem.line}},
            }
            for problem, mark in zip(problems, marks, strict=True)
        ]
    )


def as_sarif(problems: Sequence[Problem], folder: str) -> Iterator[str]:
    """One run with a rule for each code that was found."""
    known = _codes_of(problems)
    places = {name: index for index, name in enumerate(known)}
    driver = {"name": "guichet", "version": __version__, "rules": [_rule(code) for code in known.values()]}
    results = [
        _result(problem, folder, mark, places) for problem, mark in zip(problems, _fingerprints(problems), strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield _dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


FORMATS: Mapping[str, Format] = {"json": as_json, "github": as_github, "gitlab": as_gitlab, "sarif": as_sarif}


def advice_of(problems: Sequence[Problem]) -> Mapping[str, str]:
    """What to do, by the code of what was found, in the order of the catalogue."""
    return {name: code.texts["en"].do for name, code in _codes_of(problems).items()}


def _codes_of(problems: Sequence[Problem]) -> Mapping[str, Code]:
    found = {problem.code for problem in problems}
    if not found:
        return {}
    from app.content.checks.codes import codes  # 30 ms, and nothing to look up in a sound content

    return {name: code for name, code in codes().items() if name in found}


def _plain(problem: Problem, folder: str) -> dict[str, object]:
    keys = ("path", "line", "column", "severity", "code", "message")
    return {"file": _file(problem, folder), **{key: getattr(problem, key) for key in keys}}


def _rule(code: Code) -> dict[str, Any]:
    text = code.texts["en"]
    return {
        "id": code.name,
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.what},
        "help": {"text": f"{text.what} {text.do}", "markdown": f"{text.what}\n\n**What to do.** {text.do}"},
        "defaultConfiguration": {"level": _SARIF[code.severities[0]]},
    }


def _result(problem: Problem, folder: str, mark: str, places: Mapping[str, int]) -> dict[str, Any]:
    region = {"startLine": problem.line} | ({"startColumn": problem.column} if problem.column else {})
    # Without a base: relative addresses are those of the repository.
    place = {"artifactLocation": {"uri": quote(_file(problem, folder))}, "region": region}
    return {
        "ruleId": problem.code,
        **({"ruleIndex": places[problem.code]} if problem.code in places else {}),
        "level": _SARIF[problem.severity],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"guichet/v1": mark},
    }


def _fingerprints(problems: Sequence[Problem]) -> Iterator[str]:
    """Marks that stay while lines move: by file, code and message, counted where those are the same."""
    seen: dict[tuple[str, str, str], int] = {}
    for problem in problems:
        key = (problem.path, problem.code, problem.message)
        seen[key] = seen.get(key, 0) + 1
        yield hashlib.sha256(repr((*key, seen[key])).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file(problem: Problem, folder: str) -> str:
    return f"{folder}/{problem.path}" if folder not in ("", ".") else problem.path


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()


def _data(text: str) -> str:
    """Escape a workflow command's message, so that content cannot give commands to the runner."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
