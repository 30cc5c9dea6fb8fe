"""Bare repositories that tests push to, with trees that no git would make by itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "Amina",
    "GIT_AUTHOR_EMAIL": "amina@example.com",
    "GIT_COMMITTER_NAME": "Amina",
    "GIT_COMMITTER_EMAIL": "amina@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Remote:
    """A bare repository `content.git`; commits are written right into it, as a push leaves them."""

    def __init__(self, folder: Path, branch: str = "main"):
        self.path = folder / "content.git"
        self.branch = branch
        subprocess.run(["git", "init", "-q", "--bare", "-b", branch, str(self.path)], check=True)

    def git(self, *arguments: str, data: bytes = b"", day: str | None = None) -> str:
        """What git prints."""
        stamp = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")} if day else {}
        environment = {**os.environ, **IDENTITY, **stamp}
        command = ["git", f"--git-dir={self.path}", *arguments]
        done = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def blob(self, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        return self.git("hash-object", "-w", "--stdin", data=data)

    def tree(self, entries: Mapping[str, str]) -> str:
        """A tree of one level; entries are `<mode> <type> <hash>` by name, whatever the name."""
        raw = b""
        for name, entry in sorted(entries.items()):
            mode, _, hash_ = entry.split()
            raw += f"{mode.lstrip('0')} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(hash_)
        return self.git("hash-object", "-t", "tree", "--literally", "-w", "--stdin", data=raw)

    def tree_of(self, files: Mapping[str, str | bytes]) -> str:
        """A tree of regular files by path."""
        folders: dict[str, dict[str, str | bytes]] = {}
        entries: dict[str, str] = {}
        for path, content in files.items():
            top, _, rest = path.partition("/")
            if rest:
                folders.setdefault(top, {})[rest] = content
            else:
                entries[top] = f"100644 blob {self.blob(content)}"
        entries |= {name: f"40000 tree {self.tree_of(inside)}" for name, inside in folders.items()}
        return self.tree(entries)

    def commit(self, tree: str, message: str = "change", *, onto: str | None = "head", day: str | None = None) -> str:
        """Make a commit the branch's head: on top of it, of another commit, or (None) of nothing."""
        if onto == "head":
            onto = self.head()
        parents = ["-p", onto] if onto else []
        commit = self.git("commit-tree", *parents, "-m", message, tree, day=day)
        self.git("update-ref", f"refs/heads/{self.branch}", commit)
        return commit

    def push(self, files: Mapping[str, str | bytes], message: str = "change", **more: str | None) -> str:
        """Commit exactly these files."""
        return self.commit(self.tree_of(files), message, **more)

    def head(self) -> str | None:
        found = self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{self.branch}")
        return found or None
