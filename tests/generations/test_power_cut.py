"""What a power cut can take: a publish reaches the disk in the one order in which nothing that was told is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.server import environment
from tests.support.sites import ROOT, article, write_site

CALL = re.compile(r"^(?:\d+ +)?(fsync|fdatasync|rename|renameat|renameat2)\((.*)\) += 0$")
SYNCED = re.compile(r"\d+<([^>]*)>")
NAMED = re.compile(r'"([^"]*)"')
Step = tuple[str, ...]
"""`("sync", path)` or `("rename", from, to)`."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut") / "index"


@pytest.fixture(scope="module")
def steps(index: Path) -> Sequence[Step]:
    """What a real build asks the kernel to make durable, and the names that it changes, in order."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace (apt-get install strace)")
    folder = index.parent
    pictured = {"fr/epp.md": article("Le code EPP", id="epp"), "en/epp.md": article("The EPP code", id="epp")}
    env = environment(folder, write_site(folder / "articles", pictured), INSTANCE=str(folder / "instance"))
    watched = ["strace", "-f", "-y", "-s", "4096", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2"]
    command = [*watched, "-o", str(folder / "calls"), sys.executable, "-m", "app", "build"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    return [step for line in (folder / "calls").read_text("utf-8").splitlines() if (step := step_of(line))]


def step_of(line: str) -> Step | None:
    match = CALL.match(line)
    if match is None:
        return None
    if match[1].startswith("rename"):
        return ("rename", *NAMED.findall(match[2]))
    found = SYNCED.match(match[2])
    return ("sync", found[1]) if found else None


def place(steps: Sequence[Step], kind: str, end: str) -> int:
    """Where a step stands whose last path ends so."""
    return next(n for n, step in enumerate(steps) if step[0] == kind and step[-1].endswith(end))


def test_r3_a_generation_is_on_the_disk_before_it_has_its_name(steps: Sequence[Step], index: Path) -> None:
    name = (index / "CURRENT").read_text("ascii").strip()
    named = place(steps, "rename", f"/{name}")
    staged = Path(steps[named][1])
    synced = {step[1] for step in steps[:named] if step[0] == "sync"}
    assert staged.parent == index
    for path in (index / name, *(index / name).rglob("*")):
        assert str(staged / path.relative_to(index / name)) in synced, path


def test_r3_current_names_it_only_then_and_the_build_ends_after_that(steps: Sequence[Step], index: Path) -> None:
    name = (index / "CURRENT").read_text("ascii").strip()
    named, pointed = place(steps, "rename", f"/{name}"), place(steps, "rename", "/CURRENT")
    assert named < pointed
    assert ("sync", str(index)) in steps[named:pointed]
    assert ("sync", steps[pointed][1]) in steps[named:pointed]
    assert ("sync", str(index)) in steps[pointed:]
