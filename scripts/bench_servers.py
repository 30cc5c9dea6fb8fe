"""The servers that pages are asked of: ours, a bare Flask view on the same gunicorn, nginx; and what each costs."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "fr",
    "Accept-Encoding": "gzip, deflate, br",
}
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type text/html;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""
FIXED = """
from flask import Flask
def application():
    app = Flask("fixed")
    page = b"x" * 20_000
    app.add_url_rule("/healthz", "health", lambda: "ok")
    app.add_url_rule("/fixed", "fixed", lambda: app.response_class(page, mimetype="text/html"))
    return app
"""


@dataclass(frozen=True, slots=True)
class Case:
    """Paths to ask for, the headers that some of them take, the status that each must have; `once`: not again."""

    paths: Sequence[str]
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    status: int = 200
    once: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds and body bytes of each answer."""

    seconds: list[float]
    sizes: list[int]


class Server:
    """A running server: its port, and the processes that answer, whose CPU time counts, by a word of their command."""

    def __init__(self, port: int, pid: int, word: str = "gunicorn"):
        self.port = port
        self._pid = pid
        self._word = word

    def cpu_seconds(self) -> float:
        """User and system time of the answering processes so far."""
        return sum(_cpu(pid) for pid in _descendants(self._pid) if self._word in _command(pid))

    def get(self, case: Case) -> Sample:
        """Ask for each path over one kept-alive connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        seconds, sizes = [], []
        for path in case.paths:
            start = time.perf_counter()
            connection.request("GET", path, headers={**HEADERS, **case.headers.get(path, {})})
            response = connection.getresponse()
            body = response.read()
            seconds.append(time.perf_counter() - start)
            sizes.append(len(body))
            if response.status != case.status:
                raise SystemExit(f"{path} answered {response.status}")
        connection.close()
        return Sample(seconds, sizes)

    def read(self, path: str) -> tuple[bytes, Mapping[str, str]]:
        """One answer: its body as it was sent, and its headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return body, dict(response.getheaders())


def _descendants(pid: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(int(entry.name)) == pid:
            yield int(entry.name)
            yield from _descendants(int(entry.name))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else -1


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextmanager
def guichet(folder: Path) -> Iterator[Server]:
    """The real service over the repository's articles, with one worker."""
    environment = {
        **os.environ,
        "GUICHET_INDEX": str(folder / "index"),
        "GUICHET_STORE": f"sqlite:///{folder / 'bench.db'}",
        "GUICHET_RATE_LIMITS": "off",
        "GUICHET_SECRET_KEY": os.urandom(32).hex(),
    }
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout
        line = process.stdout.readline()
        match = re.search(r":(\d+)$", line.strip())
        if not match:
            raise SystemExit("the server did not start")
        yield Server(int(match[1]), process.pid)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def fixed(folder: Path) -> Iterator[Server]:
    """The same gunicorn with the same settings, answering a page that never changes from a bare Flask view."""
    (folder / "fixed_page.py").write_text(FIXED)
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--chdir", str(folder), "-k", "gthread", "--threads", "4", "-w", "1"),
        *("--log-level", "warning", "-b", f"127.0.0.1:{port}", "fixed_page:application()"),
    ]
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603
    server = Server(port, process.pid)
    wait_for(server, "/healthz")
    try:
        yield server
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[Server | None]:
    """nginx with one worker, serving an article's bytes from a file; None where it is not installed."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        yield None
        return
    (folder / "pages").mkdir()
    (folder / "pages" / "article").write_bytes(body)
    folder.chmod(0o755)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])  # noqa: S603
    server = Server(port, process.pid, "nginx: worker")
    wait_for(server, "/article")
    try:
        yield server
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def wait_for(server: Server, path: str) -> None:
    """Wait until the server answers, ten seconds at most."""
    for _ in range(100):
        time.sleep(0.1)
        try:
            server.read(path)
            return
        except OSError:
            continue
