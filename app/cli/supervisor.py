"""The processes of `guichet serve`: gunicorn with its workers, and one background process."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from app.errors import EnvironmentFault

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
RESTART_SECONDS = 2.0
TICK_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises EnvironmentFault with one sentence when the address is taken or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        sentence = f"cannot listen on {host} port {port}: {reason.lower()}; choose another --port"
        raise EnvironmentFault(sentence) from None
    return listener


class Child:
    """A process that lives as long as this one; started again when it ends before it should."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()):
        self._arguments = [sys.executable, *arguments]
        self._environment = environment
        self._pass_fds = pass_fds
        self._started = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it receives SIGTERM when this process dies, whatever the reason."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603
            self._arguments, env=self._environment, pass_fds=self._pass_fds, preexec_fn=_die_with_parent
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else 0

    def restart_if_ended(self) -> None:
        """Start it again, at most every two seconds."""
        if self.exit_code is not None and time.monotonic() - self._started > RESTART_SECONDS:
            log.error("a process ended with code %s; starting it again", self.exit_code)
            self.start()

    def signal(self, number: int) -> None:
        """Pass a signal on if it still runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end, wait, then insist."""
        self.signal(signal.SIGTERM)
        if self._process:
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies, so that no worker keeps the port of a killed service."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
