"""How a command learns that it is to end."""

from __future__ import annotations

import _thread
import signal
import threading


def stopped_by_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set.

    They do so from a thread: a signal interrupts the main one anywhere, so where that waits for the event it may hold
    the event's lock, and the handler would wait for that for ever.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _thread.start_new_thread(stop.set, ()))
    return stop
