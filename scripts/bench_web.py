"""Server CPU a request for an article and a search, beside the same server answering a fixed page, in one run."""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
QUERIES = (
    "code epp",
    "mot de passe oublié",
    "renouveler mon hébergement",
    "paiement refusé par la banque",
    "comment changer de titulaire",
    "créer une adresse e-mail",
    "certificat ssl gratuit",
    "facture signée et cachetée",
)
FIXED = """
from flask import Flask
def application():
    app = Flask("fixed")
    page = b"x" * 20_000
    app.add_url_rule("/healthz", "health", lambda: "ok")
    app.add_url_rule("/fixed", "fixed", lambda: app.response_class(page, mimetype="text/html"))
    return app
"""


class Server:
    """A running server: its port and the processes whose CPU time counts."""

    def __init__(self, port: int, pid: int):
        self.port = port
        self._pid = pid

    def cpu_seconds(self) -> float:
        """User and system time of the web processes so far (workers only: they answer)."""
        return sum(_cpu(pid) for pid in _descendants(self._pid) if "gunicorn" in _command(pid))

    def get(self, paths: Sequence[str]) -> list[float]:
        """Ask for each path over one kept-alive connection; the seconds that each answer took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        seconds = []
        for path in paths:
            start = time.perf_counter()
            connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Language": "fr"})
            response = connection.getresponse()
            body = response.read()
            seconds.append(time.perf_counter() - start)
            if response.status != 200 or not body:
                raise SystemExit(f"{path} answered {response.status}")
        connection.close()
        return seconds


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
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "--chdir", str(folder), "-k", "gthread", "--threads", "4", "-w", "1"),
        *("--log-level", "warning", "-b", f"127.0.0.1:{port}", "fixed_page:application()"),
    ]
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603
    server = Server(port, process.pid)
    for _ in range(100):
        time.sleep(0.1)
        try:
            server.get(["/healthz"])
            break
        except OSError:
            continue
    try:
        yield server
    finally:
        process.terminate()
        process.wait(20)


def measure(server: Server, paths: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """(CPU milliseconds a request as the median of the rounds, p50 and p99 in milliseconds of wall time)."""
    server.get(paths[: len(paths) // 4])
    costs, seconds = [], []
    for _ in range(rounds):
        before = server.cpu_seconds()
        seconds += server.get(paths)
        costs.append((server.cpu_seconds() - before) / len(paths) * 1000)
    cuts = statistics.quantiles(seconds, n=100)
    return statistics.median(costs), cuts[49] * 1000, cuts[98] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000, help="requests a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    count = options.requests
    with tempfile.TemporaryDirectory() as name, guichet(Path(name)) as ours, fixed(Path(name)) as peer:
        connection = http.client.HTTPConnection("127.0.0.1", ours.port)
        connection.request("GET", "/sitemap.xml")
        pages = re.findall(r"<loc>https?://[^/]+(/\w\w/articles/[^<]+)</loc>", connection.getresponse().read().decode())
        connection.close()
        unique = [f"/fr/search?q={quote(f'{QUERIES[n % len(QUERIES)]} {n}')}" for n in range(count)]
        rows = {
            "fixed page": measure(peer, ["/fixed"] * count, options.rounds),
            "article": measure(ours, [pages[n % len(pages)] for n in range(count)], options.rounds),
            "search, repeated": measure(ours, [unique[n % 8] for n in range(count)], options.rounds),
            "search, new each time": measure(ours, unique, 1),
        }
    base = rows["fixed page"][0]
    print(
        f"{len(pages)} articles, one worker, {count} requests a round, {options.rounds} rounds, {os.cpu_count()} cores"
    )
    print(f"{'':24}{'CPU ms':>8}{'ratio':>8}{'p50 ms':>8}{'p99 ms':>8}")
    for what, (cost, median, worst) in rows.items():
        print(f"{what:24}{cost:8.3f}{cost / base:8.2f}{median:8.2f}{worst:8.2f}")


if __name__ == "__main__":
    main()
