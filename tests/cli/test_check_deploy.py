"""The ready workflow files and the hook say what the command understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from app.cli.check import check
from tests.support.sites import ROOT

FILES = (".pre-commit-hooks.yaml", "deploy/github/content.yml", "deploy/gitlab/content.yml")


@pytest.mark.parametrize("name", FILES)
def test_every_call_of_check_has_options_that_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    calls = re.findall(r"guichet check([^|>\n]*)", "\n".join(line for line in text.split("\n") if "#" not in line))
    calls = [call for call in calls if call.startswith(" --") or not call.strip()]
    assert calls
    for call in calls:
        options = re.findall(r"--[a-z]+", call)
        known = {option for parameter in check.params for option in parameter.opts}
        assert set(options) <= known
        if style := re.search(r"--format (\w+)", call):
            assert style[1] in ("sarif", "github", "gitlab")


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_yaml(name: str) -> None:
    assert yaml.safe_load((ROOT / name).read_text("utf-8"))


def test_the_workflows_see_the_whole_past() -> None:
    github, gitlab = (yaml.safe_load((ROOT / name).read_text("utf-8")) for name in FILES[1:])
    checkout = github["jobs"]["check"]["steps"][0]
    assert checkout["with"]["fetch-depth"] == 0
    assert gitlab["content"]["variables"]["GIT_DEPTH"] == "0"


def test_what_the_workflows_keep_is_where_they_tell_the_program_to_keep_it() -> None:
    github, gitlab = (yaml.safe_load((ROOT / name).read_text("utf-8")) for name in FILES[1:])
    (kept,) = (step["with"]["path"] for step in github["jobs"]["check"]["steps"] if "cache" in step.get("uses", ""))
    assert kept == f"{github['env']['GUICHET_INSTANCE'].removeprefix('${{ github.workspace }}/')}/check"
    told = gitlab["content"]["variables"]["GUICHET_INSTANCE"].removeprefix("$CI_PROJECT_DIR/")
    assert f"{told}/check" in gitlab["content"]["cache"]["paths"]


def test_the_hook_looks_at_what_git_has_staged() -> None:
    (hook,) = yaml.safe_load((ROOT / FILES[0]).read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["pass_filenames"]) == ("guichet-check", "guichet check --since HEAD", False)
    assert Path(ROOT / "pyproject.toml").is_file()
