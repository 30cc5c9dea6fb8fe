"""The index folder: which generations it holds, which one is published, and how that changes."""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from app.errors import EnvironmentFault, IntegrityError, NoGeneration, reason_of
from app.generations.durable import rename_folder, sync_tree, write_file
from app.generations.edition import decode_problems, encode
from app.generations.generation import Generation
from app.generations.hold import Hold, lift_hold, read_hold, write_hold
from app.generations.known import KnownShelves
from app.generations.manifest import MANIFEST, SIGNATURE, Fingerprints, describe, sign, verify
from app.generations.sealed import SealedFolder
from app.generations.staging import Staging
from app.model import Problem

CURRENT = "CURRENT"
KEEP = 3
KEEP_SECONDS = 60.0
_NAME = re.compile(r"gen-[0-9a-f]{16}")
_STAGED, _TRASH = ".staging-", ".trash-"
_LEFT = (f".{CURRENT}.", ".gen-", ".probe-")
"""How files begin that only a builder writes, until they get their name."""


Identity = tuple[str, int, int]
"""A generation's name, and the inode and time of its folder: two builds of one name differ."""


class Generations:
    """All generations of one index folder, signed with a key derived from `secret`."""

    def __init__(self, folder: Path, secret: str):
        self.folder = folder
        self._secret = secret
        self._fingerprints = Fingerprints()
        self._shelves = KnownShelves()

    def prepare(self) -> None:
        """Make sure that this process can build here. Raises EnvironmentFault with the reason when it cannot."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
            probe = self.folder / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink(missing_ok=True)
            mode = self.folder.stat().st_mode
        except OSError as error:
            reason = reason_of(error) or error.strerror
            raise EnvironmentFault(f"the index folder {self.folder} cannot be written: {reason}") from None
        if mode & stat.S_IWOTH:
            raise EnvironmentFault(f"the index folder {self.folder} can be written by everybody: chmod o-w it")

    @contextmanager
    def building(self, wait: float = 0.0) -> Iterator[None]:
        """Be the only builder of this folder; a dead builder's lock is gone with it.

        Raises EnvironmentFault when another build is still running after `wait` seconds.
        """
        lock = FileLock(self.folder / ".build.lock", timeout=wait)
        try:
            with lock:
                self._sweep()
                yield
        except Timeout:
            raise EnvironmentFault("another build is running; wait for it to end") from None

    def published(self) -> str | None:
        """The name in CURRENT; None when there is none or it does not look like one."""
        try:
            descriptor = os.open(self.folder / CURRENT, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as file:
                name = file.read(64).decode("ascii", "replace").removesuffix("\n")
        except OSError:
            return None
        return name if _NAME.fullmatch(name) else None

    def names(self) -> list[str]:
        """All generations of the folder, the newest first; nothing is said about their state."""
        found: list[tuple[float, str]] = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                if _NAME.fullmatch(path.name):
                    with suppress(OSError):  # a builder removed it since the folder was listed
                        facts = path.stat()
                        found += [(facts.st_mtime, path.name)] if stat.S_ISDIR(facts.st_mode) else []
        return [name for _, name in sorted(found, reverse=True)]

    def identity(self, name: str) -> Identity | None:
        """What tells this folder from an earlier one of the same name; None when it is absent."""
        try:
            facts = (self.folder / name).lstat()
        except OSError:
            return None
        return name, facts.st_ino, facts.st_mtime_ns

    def open(self, name: str) -> Generation:
        """A generation after verification. Raises NoGeneration when absent, IntegrityError when not as signed."""
        folder = self.folder / name
        if not _NAME.fullmatch(name) or folder.is_symlink() or not folder.is_dir():
            raise NoGeneration(f"there is no generation {name}")
        try:
            manifest = verify(folder, name, self._secret, self._fingerprints)
            self._fingerprints.forget_all_but(folder)
            return Generation(folder, manifest.search)
        except OSError as error:
            raise IntegrityError(f"{error.filename}: {error.strerror}") from None

    def has(self, name: str) -> bool:
        """Whether a generation is there and as it was signed."""
        try:
            self.open(name)
        except (NoGeneration, IntegrityError):
            return False
        return True

    def stage(self, name: str) -> Staging:
        """An empty folder to write a generation into; call while `building`.

        What is the same in the published generation, if that one can be trusted, is shared with it.
        """
        folder = self.folder / f"{_STAGED}{name}"
        folder.mkdir(mode=0o750)
        published = self.published()
        previous = self.folder / published if published and self.has(published) else None
        return Staging(folder, name, previous, self._shelves)

    def sealed(self, name: str) -> SealedFolder:
        """A folder of files that builders keep for each other beside the generations."""
        return SealedFolder(self.folder / name, self._secret)

    def commit(self, staging: Staging, search_version: str) -> None:
        """Sign what was staged, force it to the disk and give it its name. It is not published by that."""
        data = describe(staging.folder, staging.name, search_version, self._fingerprints).encode()
        (staging.folder / MANIFEST).write_bytes(data)
        (staging.folder / SIGNATURE).write_text(sign(data, self._secret), "ascii")
        sync_tree(staging.folder)
        target = self.folder / staging.name
        if target.exists() or target.is_symlink():
            # Only a damaged one is ever built again under the same name; whoever has it open keeps the files.
            target.rename(self.folder / f"{_TRASH}{time.time_ns()}")
        rename_folder(staging.folder, target)

    def publish(self, name: str) -> None:
        """Make a committed generation the one that is served; durable when this returns."""
        write_file(self.folder / CURRENT, f"{name}\n".encode())

    def keep_problems(self, name: str, problems: Sequence[Problem]) -> None:
        """Keep what a build found wrong beside its generation, so that a build with nothing to do can still say it."""
        write_file(self._problems_of(name), encode(problems))

    def problems(self, name: str) -> tuple[Problem, ...] | None:
        """What the build of a generation found wrong; None when that cannot be told."""
        try:
            return decode_problems(self._problems_of(name).read_bytes())
        except (OSError, IntegrityError):
            return None

    def _problems_of(self, name: str) -> Path:
        return self.folder / f"{name}.problems.json"

    def go_back(self, hold: Hold) -> None:
        """Publish the hold's generation, and keep it so; call while `building`. Raises what `open` raises."""
        self.open(hold.generation)
        write_hold(self.folder, hold)
        self.publish(hold.generation)

    def hold(self) -> Hold | None:
        """What somebody went back to, None in the normal state. Raises EnvironmentFault when that cannot be told."""
        return read_hold(self.folder)

    def lift(self) -> None:
        """End a hold: the next build publishes what is newest."""
        lift_hold(self.folder)

    def prune(self, keep: int = KEEP, seconds: float = KEEP_SECONDS) -> list[str]:
        """Remove generations beyond the newest `keep` that are older than `seconds`; never the published one."""
        published, now, removed = self.published(), time.time(), []
        for name in self.names()[keep:]:
            folder = self.folder / name
            if name != published and now - folder.stat().st_mtime > seconds:
                trash = self.folder / f"{_TRASH}{name}-{time.time_ns()}"
                folder.rename(trash)
                shutil.rmtree(trash, ignore_errors=True)
                self._problems_of(name).unlink(missing_ok=True)
                removed.append(name)
        return removed

    def _sweep(self) -> None:
        """Remove what a killed builder left; only the holder of the lock may."""
        for path in self.folder.iterdir():
            if path.name.startswith((_STAGED, _TRASH)):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(_LEFT):
                path.unlink(missing_ok=True)
