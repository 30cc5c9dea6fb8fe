"""Commands that are told to end do, wherever the signal finds them."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

ROUNDS = 300
_WAITING = f"""
from app.cli.stopping import stopped_by_signals
for _ in range({ROUNDS}):
    stop = stopped_by_signals()
    print("waiting", flush=True)
    while not stop.wait(0):
        pass
"""


def test_r8_a_signal_ends_a_wait_at_whatever_moment_it_comes() -> None:
    with subprocess.Popen([sys.executable, "-c", _WAITING], stdout=subprocess.PIPE, text=True) as process:
        stuck = threading.Timer(60, process.kill)
        stuck.start()
        assert process.stdout
        for number, line in enumerate(process.stdout):
            assert line == "waiting\n"
            process.send_signal(signal.SIGTERM if number % 2 else signal.SIGINT)
        stuck.cancel()
    assert process.returncode == 0
    assert number == ROUNDS - 1
