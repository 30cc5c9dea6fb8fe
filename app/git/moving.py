"""Moving a file of a work tree so that git knows of it."""

from __future__ import annotations

import os
from pathlib import Path

from app.git.command import Git, GitFailed


def move(folder: Path, old: str, new: str) -> None:
    """Move a file below `folder`; one that git tracks is moved in its index too.

    Raises OSError, and GitFailed when git refuses (the new place is taken, or its index is locked).
    """
    git = Git(("-c", "safe.directory=*", "-C", os.fspath(folder)))
    try:
        tracked = git.ask("--literal-pathspecs", "ls-files", "--error-unmatch", "--", old)[0] == 0
    except GitFailed:
        tracked = False  # git is not installed
    if tracked:
        git.run("mv", "--", old, new)
    elif (folder / new).exists():
        raise FileExistsError(0, f"{new} exists already")
    else:
        (folder / old).rename(folder / new)
