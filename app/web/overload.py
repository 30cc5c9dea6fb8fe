"""What a worker does with more requests than it can answer: how many may wait, and how the others are sent away."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

MAX_BURST = 64
"""Requests that may wait for a thread of a worker for a moment: what some readers' browsers ask for at once."""
MAX_STANDING = 8
"""Where they have waited for longer than that: a longer queue would not be worked off faster, only be older."""
BURST_SECONDS = 0.25
LINGER_SECONDS = 2.0
MAX_LEAVING = 1000
_HEAD = 16 * 1024


class Queue:
    """How many requests a worker has taken in, and whether it can take one more; safe for threads."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic):
        self._threads = threads
        self._clock = clock
        self._lock = threading.Lock()
        self._inside = 0
        self._calm = clock()

    def enter(self) -> None:
        """A request waits for a thread, or has one."""
        with self._lock:
            self._note()
            self._inside += 1

    def leave(self) -> None:
        """It was answered."""
        with self._lock:
            self._inside -= 1
            self._note()

    def is_busy(self) -> bool:
        """Whether every thread has something to do."""
        return self._inside >= self._threads

    def is_full(self) -> bool:
        """Whether as many wait as may: many after a moment of calm, fewer where it has long been busy."""
        waiting = self._inside - self._threads
        if waiting < MAX_STANDING:
            return False
        return waiting >= MAX_BURST or self._clock() - self._calm > BURST_SECONDS

    def _note(self) -> None:
        if self._inside <= 1:  # not where merely nobody waits: under a flood that is so each time the loop pauses
            self._calm = self._clock()


class Leaving:
    """Connections that have had their last answer: what they still send is thrown away until they are gone.

    To close one at once would reset it, and the answer would be lost on its way. For one thread.
    """

    def __init__(self, poller: selectors.BaseSelector, clock: Callable[[], float] = time.monotonic):
        self._poller = poller
        self._clock = clock
        self._ends: dict[socket.socket, float] = {}

    def add(self, connection: socket.socket) -> None:
        """Let one go; it is closed when the client has closed it, at the latest LINGER_SECONDS from now."""
        try:
            connection.setblocking(False)
            connection.shutdown(socket.SHUT_WR)
            self._poller.register(connection, selectors.EVENT_READ, self._drain)
        except (OSError, ValueError, KeyError):  # it is gone already
            connection.close()
            return
        self._ends[connection] = self._clock() + LINGER_SECONDS
        self.expire()

    def expire(self) -> None:
        """Close those whose time is over, and the oldest where there are too many."""
        now = self._clock()
        while self._ends:
            oldest = next(iter(self._ends))
            if self._ends[oldest] > now and len(self._ends) <= MAX_LEAVING:
                return
            self._close(oldest)

    def _drain(self, connection: socket.socket) -> None:
        try:
            gone = not connection.recv(_HEAD)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        if gone:
            self._close(connection)

    def _close(self, connection: socket.socket) -> None:
        del self._ends[connection]
        self._poller.unregister(connection)
        connection.close()


def has_spoken(connection: socket.socket) -> bool:
    """Whether a connection has sent something, or has ended."""
    try:
        connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def begin_of(connection: socket.socket, size: int) -> bytes:
    """The first bytes that a connection has sent and nobody has read, nothing where there are none yet."""
    try:
        return connection.recv(size, socket.MSG_DONTWAIT | socket.MSG_PEEK)
    except OSError:
        return b""


def send_away(connection: socket.socket, answers: Callable[[bytes], bytes], leaving: Leaving) -> bool:
    """Answer what a connection has sent so far, without waiting, and let it go; False when it has sent nothing yet."""
    try:
        head = connection.recv(_HEAD, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        head = b""
    if head:
        with suppress(OSError):
            connection.send(answers(head), socket.MSG_DONTWAIT)
    if not head or (head.startswith((b"GET ", b"HEAD ")) and head.endswith(b"\r\n\r\n")):
        connection.close()  # nothing of it is left unread
    else:
        leaving.add(connection)
    return True
