"""What became of each build, kept beside the generations: for editors, for probes, for going back."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from app.generations.spare import Spare
from app.model import Problem

Trigger = Literal["start", "push", "interval", "change", "date", "hand"]
Result = Literal["published", "unchanged", "failed", "held"]

KEPT_BUILDS = 50
KEPT_PROBLEMS = 100
_READ = ("published", "unchanged")
_PATH, _SPARE = "builds.json", "builds.spare"
_State = tuple[int, int, int]
"""Another one for each record that is written: inode, time and size of its file."""


@dataclass(frozen=True, slots=True)
class Build:
    """One build. `commit` is None where the content is a folder; `revision` names what was read in either case.

    `reason` says why it failed; `problems` are the first hundred, errors before the rest; `attempts` counts builds
    in a row that failed in the same way.
    """

    at: datetime
    seconds: float
    result: Result
    trigger: Trigger
    commit: str | None = None
    author: str = ""
    subject: str = ""
    generation: str | None = None
    revision: str = ""
    articles: int = 0
    errors: int = 0
    warnings: int = 0
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """The branch's head as it was fetched last, since when, and how many files it changed."""

    commit: str
    seen: datetime
    files: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the repository could not be fetched, and since when."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """`looked` is when the repository was asked last and answered, `indexed` the commit of the last build that went
    well, `commits` that of each generation; `builds` are the latest first."""

    builds: tuple[Build, ...] = ()
    head: Head | None = None
    looked: datetime | None = None
    failure: Failure | None = None
    indexed: str | None = None
    commits: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def commit_of(self, generation: str | None) -> str | None:
        """The commit that a generation was made of last."""
        return self.commits.get(generation) if generation else None

    def revision_of(self, generation: str) -> str | None:
        """What was read for a generation last, None when that is forgotten."""
        read = (build for build in self.builds if build.generation == generation and build.result in _READ)
        return next((build.revision for build in read if build.revision), None)

    def with_build(self, build: Build, existing: Collection[str]) -> Record:
        """The record with one more build; of one that fails as the last one did only the number grows."""
        builds = (build, *self.builds)
        if self.builds and _again(build, self.builds[0]):
            last = self.builds[0]
            builds = (replace(build, attempts=last.attempts + 1, trigger=last.trigger), *self.builds[1:])
        commits = {name: commit for name, commit in self.commits.items() if name in existing}
        well = build.result in _READ
        if build.commit and build.generation and well:
            commits[build.generation] = build.commit
        return replace(
            self,
            builds=builds[:KEPT_BUILDS],
            indexed=build.commit if well else self.indexed,
            commits=MappingProxyType(commits),
        )

    def with_problems(self, of: Mapping[datetime, tuple[Problem, ...]]) -> Record:
        """The record with other problems of its builds, by when they began; none of those that are not given."""
        return replace(self, builds=tuple(replace(build, problems=of.get(build.at, ())) for build in self.builds))


@dataclass(frozen=True, slots=True)
class _Instead:
    """What counts in the place of the record as long as that is the one that could not be replaced, on a full disk."""

    of: _State
    record: Record


class Records:
    """The record of one index folder. Its builder writes it, everybody reads it."""

    def __init__(self, folder: Path):
        self._path = folder / _PATH
        self._spare = Spare(folder / _SPARE)
        self._seen: tuple[tuple[_State, tuple[int, int]], Record] | None = None

    def read(self) -> Record:
        """The record as it is now; an empty one when there is none, or it cannot be read: it is no more than a log."""
        try:
            key = self._state(), self._spare.stamp()
            if self._seen is None or self._seen[0] != key:
                self._seen = key, self._current(key[0])
        except (OSError, msgspec.DecodeError):
            return Record()
        return self._seen[1]

    def change(self, how: Callable[[Record], Record]) -> Record:
        """Replace the record by what `how` makes of it. Raises OSError when it cannot be written."""
        record = how(self.read())
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            replace_file(self._path, msgspec.json.encode(record, enc_hook=dict))
        except OSError:
            if not self._put_instead(record):
                raise
        else:
            self._spare.take()
        return record

    def _state(self) -> _State:
        facts = self._path.stat()
        return facts.st_ino, facts.st_mtime_ns, facts.st_size

    def _current(self, state: _State) -> Record:
        record = msgspec.json.decode(self._path.read_bytes(), type=Record)
        with suppress(msgspec.DecodeError):
            found = msgspec.json.decode(self._spare.read(), type=_Instead)
            if found.of == state:
                return found.record.with_problems({build.at: build.problems for build in record.builds})
        return record

    def _put_instead(self, record: Record) -> bool:
        """A full disk must not keep to itself that it is full: why a build failed is written where there is room."""
        with suppress(OSError):
            short = _Instead(self._state(), record.with_problems({}))
            return self._spare.write(msgspec.json.encode(short, enc_hook=dict))
        return False


def worst(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """The problems that an entry keeps: errors, then warnings, no hints."""
    kept = [problem for problem in problems if problem.severity != "hint"]
    return tuple(sorted(kept, key=lambda problem: (problem.severity != "error", problem))[:KEPT_PROBLEMS])


def replace_file(path: Path, data: bytes) -> None:
    """Put a small file in the place of another at once. It is not forced to the disk: nothing depends on it."""
    staged = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        staged.write_bytes(data)
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise


def _again(build: Build, before: Build) -> bool:
    def kind(one: Build) -> tuple[object, ...]:
        return one.result, one.commit, one.revision, one.reason

    return build.result in ("failed", "held") and kind(build) == kind(before)
