"""A real Redis server on a free port of this machine, which keeps nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from redis import Redis, RedisError


class RedisServer:
    """A server that can be stopped and started again at the same address."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([self._program, *options], stdout=subprocess.DEVNULL, cwd="/")
        with closing(self.client()) as client:
            end = time.monotonic() + 20
            while time.monotonic() < end:
                try:
                    client.ping()
                    return
                except RedisError:
                    time.sleep(0.05)
        raise TimeoutError("redis-server does not answer")

    def stop(self) -> None:
        """End the server; open connections are cut and all counts are gone."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def client(self) -> Redis:
        """A client of the tests' own."""
        return Redis(port=self.port, protocol=2, decode_responses=True)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running server; without the program the tests are skipped, but not where CI promises one."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        message = "there is no Redis on this machine (apt-get install redis-server)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    server = RedisServer(program)
    server.start()
    yield server
    server.stop()
