"""The full check of a preview: `guichet check` in a process of its own, given up when a newer save makes it useless."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from app.model import Problem

Digests = Mapping[str, str]
_FIELDS = ("path", "line", "message", "code", "severity", "column")


class FullCheck:
    """One check at a time. A page never waits for it: a first one takes seconds, a later one about a second."""

    def __init__(self, scratch: Path, environment: Mapping[str, str]):
        self._answer = scratch / "check.json"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._digests: Digests = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.cancel()

    def start(self, digests: Digests) -> None:
        """Begin to check; `digests` tell what the files hold now."""
        self.cancel()
        self._digests = digests
        command = [sys.executable, "-m", "app", "check", "--format", "json"]
        with self._answer.open("wb") as answer:
            self._process = subprocess.Popen(  # noqa: S603 our own program
                command, stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.DEVNULL, env=dict(self._environment)
            )

    def cancel(self) -> None:
        """Give up what is under way."""
        process, self._process = self._process, None
        if process:
            process.terminate()
            process.wait()

    def result(self) -> tuple[Digests, tuple[Problem, ...]] | None:
        """What the files held, and every problem of them; once, when it is known."""
        if self._process is None or self._process.poll() is None:
            return None
        self._process = None
        try:
            found = json.loads(self._answer.read_bytes())
        except ValueError:
            return None  # it says the same at the next save, and `guichet check` says why
        return self._digests, tuple(Problem(**{name: each[name] for name in _FIELDS}) for each in found)
