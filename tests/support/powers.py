"""Root reads every file, whatever its permissions say; without two of its powers it is like anybody else."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
_PASSING_BY = (1 << 1) | (1 << 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Powers(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def permissions_count() -> Iterator[None]:
    """Let this thread read only what permissions allow, as a service's user; what it starts has its powers again."""
    if os.geteuid() != 0:
        yield
        return
    header, powers = _Header(_VERSION, 0), (_Powers * 2)()
    _asked(_LIBC.capget(ctypes.byref(header), powers))
    before = powers[0].effective
    powers[0].effective = before & ~_PASSING_BY
    _asked(_LIBC.capset(ctypes.byref(header), powers))
    try:
        yield
    finally:
        powers[0].effective = before
        _asked(_LIBC.capset(ctypes.byref(header), powers))


def _asked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "capabilities")
