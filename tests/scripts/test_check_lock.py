"""The check of the locks: what is not pinned to its bytes is found, and ours are."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.check_lock import faults, main

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
