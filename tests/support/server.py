"""A real `guichet serve` in its own process group, on a free port of this machine."""

from __future__ import annotations

import atexit
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO

from tests.support.sites import ROOT, SECRET, compiler_for

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@cache
def _shipped() -> Path:
    """An index of the repository's articles, built once a process: a server saves three seconds of processor time."""
    folder = Path(tempfile.mkdtemp(prefix="guichet-shipped-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with compiler_for(folder, ROOT / "articles", datetime.now(UTC)) as compiler:
        compiler.build()
    return folder / "index"


def environment(folder: Path, articles: Path, **settings: str) -> dict[str, str]:
    """Variables for a command whose index, store and secret belong to `folder` alone.

    That of the repository's own articles is there already.
    """
    if articles == ROOT / "articles" and not (folder / "index").exists():
        shutil.copytree(_shipped(), folder / "index")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GUICHET_")}
    ours = {
        "ARTICLES": str(articles),
        "INDEX": str(folder / "index"),
        "STORE": f"sqlite:///{folder / 'guichet.db'}",
        "SECRET_KEY": SECRET,
        "RATE_LIMITS": "off",
        **settings,
    }
    return {**inherited, **{f"GUICHET_{key}": value for key, value in ours.items()}}


def run(*arguments: str, env: Mapping[str, str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `guichet` to its end."""
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, env=dict(env), cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


class Server:
    """A running service."""

    def __init__(self, process: subprocess.Popen[str], url: str):
        self.process = process
        self.url = url
        self.port = int(url.rpartition(":")[2])

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """(status, headers with lower-case names, body) of one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            names = {key.replace("_", "-"): value for key, value in headers.items()}
            connection.request("GET", path, headers={"User-Agent": AGENT, **names})
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()


@contextmanager
def serving(env: Mapping[str, str], *arguments: str, errors: IO[bytes] | None = None) -> Iterator[Server]:
    """Start the service, wait for its line, and stop it with SIGTERM afterwards; `errors` takes its log."""
    command = [sys.executable, "-m", "app", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, env=dict(env), stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        match = re.fullmatch(r"Serving on (http://\S+)\n", line)
        assert match, f"the service said {line!r}"
        yield Server(process, match[1])
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdout.close()
