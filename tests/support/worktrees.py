"""Content folders in a git work tree, with commits on days that tests choose."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.remotes import IDENTITY
from tests.support.sites import write_site


def git(folder: Path, *arguments: str, day: str = "2026-01-01") -> str:
    """What git prints in a folder; what it commits is of noon (UTC) that day."""
    stamp = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    environment = {**os.environ, **IDENTITY, **stamp}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


class WorkTree:
    """A repository whose folder `articles` is the content."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.articles = folder / "articles"
        self.articles.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, day: str = "2026-01-01") -> str:
        """See `git`."""
        return git(self.folder, *arguments, day=day)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the content folder, and commit nothing."""
        write_site(self.articles, files)

    def commit(self, day: str, files: Mapping[str, str | bytes] | None = None) -> None:
        """Commit everything as it is now, after writing some files."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"on {day}", day=day)
