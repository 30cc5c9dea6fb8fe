"""A disk that is full while a build wants to write: what is published stays, it is told, and it mends itself."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import EnvironmentFault
from app.generations import Generations, Records
from app.jobs.builder import Builder
from tests.support.sites import SECRET, article, compiler_for, write_site


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "small"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "guichet", str(disk)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)  # a reader of its generations may still be there


def test_r6_a_full_disk_keeps_what_is_published_and_is_told_until_a_build_succeeds(small: Path, tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": article("Un")})
    generations = Generations(small / "index", SECRET)
    records, filling = Records(generations.folder), small / "filling"
    with compiler_for(small, articles) as compiler:
        builder = Builder(compiler, generations, None)
        before = builder.build("start").generation
        with pytest.raises(OSError, match="No space"):
            filling.write_bytes(bytes(4_000_000))
        write_site(articles, {"fr/b.md": article("Deux")})
        for attempt in (1, 2):
            with pytest.raises(EnvironmentFault, match="the disk is full"):
                builder.build("change")
            last = records.read().builds[0]
            assert (last.result, last.attempts, "the disk is full" in last.reason) == ("failed", attempt, True)
            assert generations.published() == before
        filling.unlink()
        assert builder.build("change").articles == 2
    assert records.read().builds[0].result == "published"
