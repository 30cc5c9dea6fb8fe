"""A process that records views and says so on its output, one line after each answer of the store.

Arguments: the store's URL, the day, the reader's first number, how many, how many in a group.
"""

from __future__ import annotations

import sys
from datetime import date

from app.model import View
from app.store import open_store


def main() -> None:
    """Wait for a line, open the store, record readers group by group and print how many were new."""
    url, day, first, count, group = sys.argv[1], date.fromisoformat(sys.argv[2]), *map(int, sys.argv[3:6])
    print("started", flush=True)
    sys.stdin.readline()
    store = open_store(url)
    for start in range(first, first + count, group):
        readers = range(start, min(start + group, first + count))
        views = [View(f"a{number % 10}", "fr", day, number.to_bytes(16)) for number in readers]
        print(store.record(views).count("new"), flush=True)


if __name__ == "__main__":
    main()
