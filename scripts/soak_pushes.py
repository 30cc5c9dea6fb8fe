"""Pushes in a row under load: each is visible to readers soon after its webhook, and no request fails."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from app.generations import Records
from scripts.soak_load import Client, Crew, percentile
from tests.support.server import AGENT, Server, environment, serving

PUSHES, FEW = 100, 8
RATE, READERS = 40, 4
SECRET = "a-webhook-secret-for-the-soak-test-01"  # noqa: S105
ARTICLE, PAGE = "articles/fr/domains/epp-code.md", "/fr/articles/recuperer-code-epp"
PATHS = ("/fr/", PAGE, "/fr/search?q=code+epp", "/en/", "/api/v1/search?q=domaine&locale=fr", "/fr/c/domains")
_PROMISED = 2.0
_GIVEN_UP = 30.0
_IN_A_ROW = 4
"""Answers from fresh connections that must all have the text: there are several workers."""


class Repository:
    """A bare repository of this one's articles, and a clone to push from."""

    def __init__(self, folder: Path):
        self.bare, self.clone = folder / "content.git", folder / "clone"
        self._git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        self._git(folder, "clone", "--quiet", str(self.bare), str(self.clone))
        shutil.copytree("articles", self.clone / "articles")
        self.page = self.clone / ARTICLE
        self.text = self.page.read_text("utf-8")
        self.push("first")

    def push(self, message: str) -> str:
        """Commit everything and push it; the commit."""
        identity = ("-c", "user.name=Editor", "-c", "user.email=editor@example.com")
        self._git(self.clone, "add", "--all")
        self._git(self.clone, *identity, "commit", "--quiet", "-m", message)
        self._git(self.clone, "push", "--quiet", "origin", "HEAD:main")
        return self._git(self.clone, "rev-parse", "HEAD").strip()

    def write(self, word: str) -> None:
        """Edit the article: one more sentence, in the place of the one before."""
        self.page.write_text(f"{self.text}\n\nVersion {word}.\n", "utf-8")

    def _git(self, folder: Path, *arguments: str) -> str:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


class Readers(Crew):
    """Threads that ask for pages at a pace until stopped, and keep what they were answered."""

    def __init__(self, port: int):
        super().__init__(READERS)
        self._port = port
        self.statuses: list[int] = []
        self.waited: list[float] = []

    def _work(self, number: int) -> None:
        client, due = Client(self._port), time.monotonic()
        for path in itertools.islice(itertools.cycle(PATHS), number, None):
            if self._stop.is_set():
                break
            begin = time.monotonic()
            self.statuses.append(client.get(path))
            self.waited.append(time.monotonic() - begin)
            due = max(due + READERS / RATE, begin)
            self._stop.wait(max(0.0, due - time.monotonic()))
        client.close()


def run(folder: Path, url: str, long: bool) -> str:
    """100 pushes (8 in the short form, which only says how long they took), then one that breaks everything."""
    repository = Repository(folder)
    env = environment(
        folder,
        Path("articles").resolve(),
        STORE=url,
        INSTANCE=str(folder / "instance"),
        CONTENT_GIT=str(repository.bare),
        WEBHOOK_SECRET=SECRET,
    )
    with (folder / "log.txt").open("wb") as errors, serving(env, errors=errors) as server:
        readers = Readers(server.port)
        readers.start()
        seconds = [_one(server, repository, f"soak{number:03}x") for number in range(PUSHES if long else FEW)]
        why = _broken(server, repository, folder)
        readers.stop()
    failed = [status for status in readers.statuses if status != 200]
    assert not failed, f"{len(failed)} of {len(readers.statuses)} requests failed: {sorted(set(failed))}"
    slowest, took = max(seconds), [build.seconds for build in Records(folder / "index").read().builds]
    build = 1000 * sorted(took)[len(took) // 2]
    said = (
        f"{len(seconds)} pushes, webhook to page: median {percentile(seconds, 0.5):.0f} ms, p95 "
        f"{percentile(seconds, 0.95):.0f} ms, slowest {1000 * slowest:.0f} ms (the build of each {build:.0f} ms; load "
        f"of the machine {os.getloadavg()[0]:.1f}); "
        f"{len(readers.statuses)} requests meanwhile, 0 failed, p99 {percentile(readers.waited, 0.99):.0f} ms; "
        f"a broken push changed nothing: {why}"
    )
    assert not long or slowest <= _PROMISED, said
    return said


def _one(server: Server, repository: Repository, word: str) -> float:
    """Push one edit and announce it; seconds until readers see it."""
    repository.write(word)
    commit = repository.push(word)
    begin = time.monotonic()
    _announce(server.port, commit)
    seen, first = 0, 0.0
    while seen < _IN_A_ROW:
        shown = word.encode() in server.get(PAGE)[2]
        now = time.monotonic() - begin
        first = now if shown and not seen else first
        seen = seen + 1 if shown else 0
        assert now < _GIVEN_UP, f"{word} was not visible after {now:.0f} s"
        if not shown:
            time.sleep(0.01)
    return first


def _broken(server: Server, repository: Repository, folder: Path) -> str:
    """Push a site.yaml that cannot be read: readers notice nothing, and the record says why."""
    before = server.get(PAGE)[2]
    (repository.clone / "articles" / "site.yaml").write_text("brand: [\n", "utf-8")
    commit = repository.push("broken")
    _announce(server.port, commit)
    records, end = Records(folder / "index"), time.monotonic() + _GIVEN_UP
    while (last := records.read().builds[0]).commit != commit:
        assert time.monotonic() < end, "the broken push was not noticed"
        time.sleep(0.05)
    assert last.result == "failed", f"the broken push was {last.result}"
    assert server.get(PAGE)[2] == before, "the broken push changed a page"
    ready = json.loads(server.get("/readyz")[2])
    assert ready["wanted"] == commit != ready["commit"], f"/readyz says {ready}"
    return last.reason


def _announce(port: int, commit: str) -> None:
    """Send what a forge sends."""
    body = json.dumps({"ref": "refs/heads/main", "after": commit}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}", "User-Agent": AGENT}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/hooks/git", body, headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    assert status == 202, f"the webhook answered {status}"
