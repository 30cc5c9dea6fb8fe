"""Work that needs a thread of its own: a browser of the whole session leaves an event loop in the tests' thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """What `work` returns or raises, done in another thread."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()
