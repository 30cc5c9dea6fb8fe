"""A bare mirror of one branch of the content repository: fetched, followed wherever it goes, never checked out."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.git.command import TIMEOUT_SECONDS, Git, GitFailed, without_credentials
from app.git.dates import LOG, Dates, later, read_dates
from app.git.history import History
from app.git.tree import Blob, Reader, blobs, checked, has_folder, is_object

TIDY_SECONDS = 600.0
SUBFOLDER = "articles"
_MAX_TEXT = 120
_DAMAGED = ("corrupt", "bad object", "unable to read", "did not send all", "damaged", "missing blob", "missing tree")


@dataclass(frozen=True, slots=True)
class About:
    """A commit as people speak of it: who wrote it and the first line of its message, each on one short line."""

    author: str
    subject: str


class Mirror:
    """One branch of one repository, kept in a folder of ours that can be deleted at any time.

    `url` is an address or a path that the operator chose; nothing else is ever fetched from. `stop` ends what is
    under way. Not for several threads.
    """

    def __init__(self, folder: Path, url: str, branch: str, stop: threading.Event | None = None):
        self._folder = folder
        self._mirror = folder / "mirror.git"
        self._config = folder / "gitconfig"
        self._url = url
        self._ref = f"refs/heads/{branch}"
        self._branch = branch
        self._git = Git((f"--git-dir={self._mirror}",), self._config, stop or threading.Event())
        self._reader = Reader(self._git)
        self._dates: tuple[str, str, Dates] = ("", "", {})

    def close(self) -> None:
        """End the process that reads."""
        self._reader.close()

    def fetch(self) -> str:
        """Fetch the branch and return the commit at its head, wherever it went. Raises GitFailed."""
        with self._alone():
            self._prepare()
            try:
                self._git.run(*self._fetching())
            except GitFailed as error:
                raise self._explained(error) from None
            commit = self.head()
            if commit is None:
                raise GitFailed(f"the repository has no branch '{self._branch}'")
            return commit

    def head(self) -> str | None:
        """The commit that was fetched last, None before the first one."""
        if not self._mirror.is_dir():
            return None
        status, out, _ = self._git.ask(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{self._ref}^{{commit}}"
        )
        name = out.decode("ascii", "replace").strip()
        return name if status == 0 and is_object(name) else None

    def has(self, commit: str) -> bool:
        """Whether that commit is (still) in the mirror."""
        if not is_object(commit) or not self._mirror.is_dir():
            return False
        return self._git.ask("cat-file", "-e", f"{commit}^{{commit}}")[0] == 0

    def follows(self, commit: str, before: str) -> bool:
        """Whether `commit` was made on top of `before`: otherwise the branch was rewound."""
        return self._git.ask("merge-base", "--is-ancestor", checked(before), checked(commit))[0] == 0

    def changed(self, before: str, commit: str) -> int:
        """How many files differ between two commits."""
        options = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--end-of-options")
        return self._git.run(*options, checked(before), checked(commit)).count(b"\0")

    def changed_files(self, before: str, commit: str, folder: str = "") -> frozenset[str]:
        """Files of a folder, by their paths in it, that differ between two commits. Raises GitFailed."""
        options = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff")
        inside = (f"--relative={folder}",) if folder else ()
        out = self._git.run(*options, *inside, "--end-of-options", checked(before), checked(commit))
        return frozenset(filter(None, out.decode("utf-8", "surrogateescape").split("\0")))

    def about(self, commit: str) -> About:
        """Who wrote a commit and what it is called."""
        out = self._git.run("log", "-1", "-z", "--format=%an%x00%s", "--end-of-options", checked(commit))
        author, _, subject = out.decode("utf-8", "replace").partition("\0")
        return About(_line(author), _line(subject))

    def content_folder(self, commit: str) -> str:
        """`articles` where the commit has such a folder, else the top (``)."""
        return SUBFOLDER if has_folder(self._git, commit, SUBFOLDER) else ""

    def files(self, commit: str, folder: str = "") -> Iterator[Blob]:
        """What a folder of a commit holds. Raises GitFailed."""
        return blobs(self._git, commit, folder)

    def read(self, blob: Blob) -> bytes:
        """The content of a file that was listed. Raises GitFailed."""
        return self._reader.read(blob.hash, blob.size)

    def dates(self, commit: str, folder: str = "") -> Dates:
        """(first commit, last commit) of the folder's files up to a commit, by path inside of the folder.

        Of a commit on top of the one that was asked about before only what is new is read. Raises GitFailed.
        """
        before, same, known = self._dates
        checked(commit)
        if before != commit or same != folder:
            newer = bool(before) and same == folder and self.has(before) and self.follows(commit, before)
            revision = f"{before}..{commit}" if newer else commit
            paths = ("--", f"{folder}/") if folder else ("--",)
            found = read_dates(self._git.run(*LOG, "--end-of-options", revision, *paths))
            inside = {path.removeprefix(f"{folder}/"): days for path, days in found.items()} if folder else found
            self._dates = (commit, folder, later(known, inside) if newer else inside)
        return self._dates[2]

    def history(self, commit: str, folder: str = "") -> History:
        """What a folder was up to a commit. Raises GitFailed for what is no name of one."""
        return History(self._git, checked(commit), folder)

    def tidy(self) -> None:
        """Pack what many fetches left; takes a moment on a large repository. Raises GitFailed."""
        with self._alone():
            if self._mirror.is_dir():
                options = ("-c", "gc.auto=1000", "-c", "gc.autoDetach=false")
                Git((*options, *self._git.place), self._config, self._git.stop).run(
                    "gc", "--auto", "--quiet", seconds=TIDY_SECONDS
                )

    def discard(self) -> None:
        """Delete the mirror: the next fetch makes it anew."""
        self._reader.close()
        self._dates = ("", "", {})
        shutil.rmtree(self._mirror, ignore_errors=True)

    def _fetching(self) -> tuple[str, ...]:
        options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--update-shallow")
        return ("fetch", *options, "--end-of-options", "origin", f"+{self._ref}:{self._ref}")

    def _explained(self, error: GitFailed) -> GitFailed:
        text = str(error)
        if "couldn't find remote ref" in text:
            return GitFailed(f"the repository has no branch '{self._branch}': push it, or set GUICHET_CONTENT_BRANCH")
        if any(word in text for word in _DAMAGED):
            self.discard()
            return GitFailed(f"the mirror was damaged and is made anew ({text})")
        return GitFailed(f"{without_credentials(self._url)} cannot be fetched: {text}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one who writes into the mirror."""
        from filelock import FileLock, Timeout  # 10 ms, which reading does without

        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            with FileLock(self._folder / "lock", timeout=TIMEOUT_SECONDS):
                yield
        except Timeout:
            raise GitFailed("another process is fetching; wait for it to end") from None
        except OSError as error:
            raise GitFailed(f"{self._folder} cannot be written: {error.strerror}") from None

    def _prepare(self) -> None:
        """Make the mirror, anew where it is that of another address, and free it from a killed git's locks."""
        self._write_config()
        marker, digest = self._mirror / "guichet-source", hashlib.sha256(self._url.encode()).hexdigest()
        if not marker.is_file() or marker.read_text("ascii", "replace") != digest:
            self.discard()
            # Without a template: no hook of this machine comes in. Nothing of ours runs one either.
            Git((), self._config, self._git.stop).run(
                "init", "--quiet", "--bare", "--template=", "--end-of-options", str(self._mirror)
            )
            self._git.run("symbolic-ref", "HEAD", self._ref)
            marker.write_text(digest, "ascii")
        for lock in self._mirror.rglob("*.lock"):
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > TIMEOUT_SECONDS:
                    lock.unlink()

    def _write_config(self) -> None:
        """What every git of ours reads in the place of the user's configuration; the address may hold a password."""
        url = self._url.replace("\\", "\\\\").replace('"', '\\"')
        text = (
            "# Written by Guichet at every fetch.\n"
            "[safe]\n\tdirectory = *\n"
            "[protocol]\n\tallow = never\n"
            f'[protocol "{protocol(self._url)}"]\n\tallow = always\n'
            f'[remote "origin"]\n\turl = "{url}"\n'
        )
        if self._config.is_file() and self._config.read_text("utf-8", "replace") == text:
            return
        descriptor = os.open(self._config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def protocol(url: str) -> str:
    """The one protocol that an address needs: `file` for a path, `ssh` for `user@host:path`."""
    scheme, separator, _ = url.partition("://")
    if separator:
        return scheme
    return "file" if url.startswith("/") else "ssh"


def _line(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:_MAX_TEXT]
