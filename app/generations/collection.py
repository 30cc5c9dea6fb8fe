"""Python's cyclic garbage collector, kept from getting in the way of a generation."""

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


def set_aside() -> None:
    """Take out what nobody holds any more, and look no further through what is there now: it is there to stay.

    The collector's rounds over a snapshot of 4,401 articles took 25 to 120 ms each, in the midst of requests.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
