"""A repository to follow, and a mirror of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.git import Mirror
from tests.support.remotes import Remote


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


@pytest.fixture
def mirror(tmp_path: Path, remote: Remote) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror", str(remote.path), "main")
    yield made
    made.close()
