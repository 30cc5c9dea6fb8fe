"""The check of the locks: what is not pinned to its bytes is found, and ours are."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.check_lock import ROOT, faults, main

PARTS = {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "mcp-types"}
"""Packages of their own that Flask and the MCP SDK are made of, and offer as theirs."""
HASH = f"--hash=sha256:{'0' * 64}"


def test_s13_every_dependency_of_ours_is_pinned_with_its_hashes() -> None:
    assert main() == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"flask>=3.1 \\\n    {HASH}", "'flask>=3.1' is not pinned with a hash"),
        ("flask==3.1.0", "'flask==3.1.0' is not pinned with a hash"),
        ("flask==3.1.0 \\\n    --hash=md5:00", "'flask==3.1.0' is not pinned with a hash"),
        (f"flask @ https://files.example/flask.whl \\\n    {HASH}", "holds an address"),
        ("--index-url https://packages.example/simple", "holds an address"),
        (f"werkzeug==3.1.0 \\\n    {HASH}", "lacks flask"),
    ],
)
def test_s13_a_lock_that_leaves_something_open_is_refused(tmp_path: Path, line: str, said: str) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"# a lock\n{line}\n", "utf-8")
    assert any(said in fault for fault in faults(lock, {"flask"}))


def test_s13_an_exact_lock_is_accepted(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"flask==3.1.0 ; python_version > '3' \\\n    {HASH} \\\n    {HASH}\n    # via here\n", "utf-8")
    assert faults(lock, {"flask"}) == []


def test_s13_whatever_the_program_imports_is_a_dependency_of_its_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *(item for extra in ("mcp", "oidc", "redis") for item in _extra(project, extra))]
    declared = {re.split(r"[\[=<>]", item)[0] for item in named}
    distributions = packages_distributions()
    imported = {name.split(".")[0] for path in (ROOT / "app").rglob("*.py") for name in _imports(path)}
    foreign = imported - sys.stdlib_module_names - {"app", "_typeshed"}
    assert len(foreign) > 25
    of = {name: {found.lower().replace("_", "-") for found in distributions.get(name, [name])} for name in foreign}
    assert [name for name, found in of.items() if found.isdisjoint(declared | PARTS)] == []


def _extra(project: dict[str, dict[str, list[str]]], name: str) -> list[str]:
    return project["optional-dependencies"][name]


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
