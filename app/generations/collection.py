"""Python's cyclic garbage collector, put off while a generation is made or opened."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Collect nothing meanwhile: a build of 4,401 articles spent 8 s on finding that nothing of it was garbage yet."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
