"""A process that records views and says so on its output, one line after each answer of the store.

Arguments: the store's URL, the day, the reader's first number, how many, how many in a group.
"""

from __future__ import annotations

import sys
from datetime import date

from app.model import View
from app.store import open_store


def main() -> None:
    """Record `count` readers of ten articles each group by group, and print how many were new."""
    url, day, first, count, group = sys.argv[1], date.fromisoformat(sys.argv[2]), *map(int, sys.argv[3:6])
    store = open_store(url)
    print("ready", flush=True)
    sys.stdin.readline()
    for start in range(first, first + count, group):
        readers = range(start, min(start + group, first + count))
        views = [View(f"a{number % 10}", "fr", day, number.to_bytes(16)) for number in readers]
        print(store.record(views), flush=True)


if __name__ == "__main__":
    main()
