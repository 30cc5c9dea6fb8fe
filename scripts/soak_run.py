"""Runs the parts of the soak test and says which promise held."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import soak_day, soak_faults, soak_hidden, soak_kills, soak_overload, soak_pushes, soak_writers
from tests.support.postgres import postgres_server

Part = Callable[[Path, str, bool], str]
"""(folder, store's address, long form) -> what was measured; AssertionError when a promise was broken."""

PARTS: dict[str, Part] = {
    "kills": soak_kills.run,
    "writers": soak_writers.run,
    "faults": soak_faults.run,
    "day": soak_day.run,
    "pushes": soak_pushes.run,
    "hidden": soak_hidden.run,
    "overload": soak_overload.run,
}
_QUICK = {
    *(("kills", "sqlite"), ("kills", "postgresql"), ("writers", "sqlite"), ("faults", "sqlite"), ("day", "sqlite")),
    *(("pushes", "sqlite"), ("hidden", "sqlite"), ("overload", "sqlite")),
}
"""What the short form runs."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help="all of them when none is named")
    parser.add_argument(
        "--long",
        action="store_true",
        help="40 kills, writers for 10 s, 10,000 readers, 100 pushes, a minute of overload, both stores",
    )
    parser.add_argument("--store", choices=("sqlite", "postgresql"), help="only this one")
    options = parser.parse_args()
    broken = 0
    for name in options.parts or PARTS:
        for store in ("sqlite", "postgresql"):
            if store == options.store or (options.store is None and (options.long or (name, store) in _QUICK)):
                broken += _run(name, PARTS[name], store, long=options.long)
    return min(broken, 1)


def _run(name: str, part: Part, store: str, *, long: bool) -> int:
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guichet-soak-") as folder, _database(store, Path(folder)) as url:
        try:
            said, broken = part(Path(folder), url, long), False
        except AssertionError as error:
            said, broken = f"BROKEN: {error}", True
    print(f"{name}, {store}: {said} ({time.monotonic() - begin:.0f} s)", flush=True)
    return broken


@contextmanager
def _database(store: str, folder: Path) -> Iterator[str]:
    if store == "sqlite":
        yield f"sqlite:///{folder}/guichet.db"
    else:
        with postgres_server() as server:
            yield server.url()


if __name__ == "__main__":
    sys.exit(main())
