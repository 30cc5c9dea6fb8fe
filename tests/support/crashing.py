"""A builder that is killed at moments of its own choice: `python -m tests.support.crashing <folder>`.

A moment is just before something changes in the index folder: a file is opened for writing, a folder made, a name
changed, something removed. A line of JSON for each death says before what, and what was published before and after.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.generations import Generations
from tests.support.sites import SECRET, article, compiler_for, write_site

DEATHS = 12
_CHANGES = frozenset({"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "shutil.rmtree"})
_DECIDING = ("manifest", "signature", "os.rename", "CURRENT")
"""What decides whether a generation is one and is served: the builder dies before each of these."""


def listen(index: Path, hear: Callable[[str], None]) -> None:
    """Tell of each change below the index folder before it is made, for as long as this process lives."""
    ours, below = os.getpid(), f"{index}/"

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if event == "open" else None
        writes = isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        path = str(arguments[0]) if writes or event in _CHANGES else ""
        if path.startswith(below) and os.getpid() == ours:
            hear(f"{event} {path.removeprefix(below)}")

    sys.addaudithook(heard)


def build(folder: Path, number: int, hear: Callable[[str], None] | None = None) -> int:
    """Publish the version of that number in a process of its own; that one's wait status."""
    articles = write_site(folder / "articles", {"fr/epp.md": article(f"Version {number}", id="epp")})
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    try:
        if hear:
            listen(folder / "index", hear)
        with compiler_for(folder, articles) as compiler:
            compiler.build()
    finally:
        os._exit(0)


def steps(folder: Path) -> list[str]:
    """What a build changes in the index folder, in order, from where it begins to write a generation."""
    told = folder / "steps"
    with told.open("w", encoding="utf-8") as file:
        build(folder, 1, from_its_own(lambda what: print(what, file=file, flush=True)))
    return told.read_text("utf-8").splitlines()


def from_its_own(hear: Callable[[str], None]) -> Callable[[str], None]:
    """Hear nothing before the builder makes its folder: until then it removes what a dead one left."""
    begun: list[str] = []

    def heard(what: str) -> None:
        if begun or (what.startswith("os.mkdir .staging-") and "/" not in what):
            begun.append(what)
            hear(what)

    return heard


def chosen(every: Sequence[str]) -> Iterator[int]:
    """Numbers of the steps before which the builder dies."""
    deciding = [n for n, step in enumerate(every) if any(word in step for word in _DECIDING)]
    others = [n for n in range(len(every)) if n not in deciding]
    wanted = max(0, DEATHS - len(deciding))
    yield from sorted({*deciding, *(others[len(others) * n // wanted] for n in range(wanted))})


def published(folder: Path) -> str | None:
    """The generation that readers get, if it is as it was signed."""
    generations = Generations(folder / "index", SECRET)
    name = generations.published()
    return name if name and generations.has(name) else None


def main(folder: Path) -> None:
    build(folder, 0)
    every = steps(folder)
    for number, fatal in enumerate(chosen(every), start=2):
        left = iter(range(fatal + 1))

        def hear(_what: str, left: Iterator[int] = left, fatal: int = fatal) -> None:
            if next(left, fatal) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        before = published(folder)
        status = build(folder, number, from_its_own(hear))
        killed = os.WIFSIGNALED(status)
        print(json.dumps({"step": every[fatal], "killed": killed, "before": before, "after": published(folder)}))
    assert build(folder, 0) == 0
    print(json.dumps({"step": "", "killed": False, "before": None, "after": published(folder)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
