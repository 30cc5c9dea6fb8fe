"""A builder that is killed, at every step that decides something: readers get a whole generation, old or new."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.crashing import DEATHS
from tests.support.sites import ROOT

Death = dict[str, str | bool | None]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kills") / "index"


@pytest.fixture(scope="module")
def deaths(index: Path) -> Sequence[Death]:
    """What became of each killed build, and of the one after them."""
    command = [sys.executable, "-m", "tests.support.crashing", str(index.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_n9_a_builder_killed_at_any_of_twelve_steps_leaves_a_whole_generation(deaths: Sequence[Death]) -> None:
    *killed, last = deaths
    assert len(killed) >= DEATHS
    assert all(one["killed"] for one in killed)
    assert all(one["after"] for one in deaths)
    assert not last["killed"]


def test_r2_the_new_generation_is_served_from_the_moment_that_current_names_it(deaths: Sequence[Death]) -> None:
    steps = [str(one["step"]) for one in deaths]
    renamed = next(n for n, step in enumerate(steps) if step.startswith("os.rename .CURRENT"))
    assert all(one["after"] == one["before"] for one in deaths[: renamed + 1])
    later = deaths[renamed + 1 : -1]
    assert later
    assert all(one["after"] != one["before"] for one in later)


def test_r2_the_next_build_removes_what_the_killed_ones_left(deaths: Sequence[Death], index: Path) -> None:
    assert deaths
    assert sorted(path.name for path in index.glob(".*")) == [".build.lock"]
