"""The background process over a real repository: announced pushes become builds, the last commit wins."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.generations import Announcements, Generations, Record, Records, freshness
from app.jobs import Background
from app.settings import Repository, Settings, Webhook
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY
from tests.support.remotes import Remote
from tests.support.sites import article, settings_for

PATIENCE = 60.0
HOOK_SECRET = "the-webhook-secret-of-these-pushes-1"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path)
    made.push({"fr/un.md": article("Un")})
    return made


@pytest.fixture
def settings(tmp_path: Path, remote: Remote) -> Settings:
    made = replace(settings_for(tmp_path, tmp_path / "articles"), content=Repository(str(remote.path), seconds=3600))
    upgrade(made.store)
    return made


@contextmanager
def running(settings: Settings) -> Iterator[Callable[[Callable[[Record], bool]], Record]]:
    """The background process in a thread; gives what waits until the record is as wanted."""
    stop, records = threading.Event(), Records(settings.index)
    jobs = Background(settings, stop)
    thread = threading.Thread(target=lambda: jobs.run(stop, lambda: True))

    def until(wanted: Callable[[Record], bool]) -> Record:
        end = time.monotonic() + PATIENCE
        while not wanted(record := records.read()):
            assert time.monotonic() < end, record
            time.sleep(0.02)
        return record

    with jobs:
        thread.start()
        try:
            yield until
        finally:
            stop.set()
            thread.join(PATIENCE)
    assert not thread.is_alive()


def test_w7_w8_many_announcements_are_few_builds_and_the_last_commit_wins(settings: Settings, remote: Remote) -> None:
    announcements = Announcements(settings.instance)
    with running(settings) as until:
        first = remote.head()
        until(lambda record: record.indexed == first)
        made = [remote.push({"fr/un.md": article("Un"), f"fr/n{n}.md": article(f"N{n}")}, onto=first) for n in range(8)]
        for commit in made:
            remote.git("update-ref", "refs/heads/main", commit)
            announcements.leave(commit)
        record = until(lambda record: record.indexed == commit)
        assert 1 <= len(record.builds) - 1 <= 4
        assert record.builds[0].trigger == "push"
        builds = len(record.builds)
        for _ in range(10):
            announcements.leave(commit)
        last = announcements.last()
        assert last
        until(lambda record: record.looked is not None and record.looked >= last.at)
        time.sleep(0.2)
        assert len(until(lambda _: True).builds) == builds


def test_w5_an_address_in_a_delivery_is_never_asked(settings: Settings, remote: Remote, tmp_path: Path) -> None:
    settings, marker = replace(settings, webhook=Webhook(HOOK_SECRET)), tmp_path / "ran"
    app = create_app(settings)
    with socket.create_server(("127.0.0.1", 0)) as elsewhere, running(settings) as until:
        until(lambda record: record.indexed is not None)
        url, commit = (
            f"http://127.0.0.1:{elsewhere.getsockname()[1]}/x.git",
            remote.push({"fr/deux.md": article("Deux")}),
        )
        named = {"clone_url": url, "git_url": url, "ssh_url": f"ext::sh -c touch% {marker}", "url": "file:///etc"}
        push = {"ref": "refs/heads/main", "after": commit, "repository": named, "project": {"git_http_url": url}}
        body = json.dumps(push).encode()
        signed = {"X-Hub-Signature-256": f"sha256={hmac.new(HOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()}"}
        sent = app.test_client().post("/hooks/git", data=body, headers=signed, content_type="application/json")
        assert sent.status_code == 202
        until(lambda record: record.indexed == commit)
        elsewhere.setblocking(False)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    assert not marker.exists()
    app.extensions[KEY].store.close()


def test_w9_a_commit_that_is_not_on_the_branch_is_not_built(settings: Settings, remote: Remote) -> None:
    announcements, first = Announcements(settings.instance), remote.head()
    with running(settings) as until:
        builds = until(lambda record: record.indexed == first).builds
        stray = remote.push({"fr/deux.md": article("Deux")})
        remote.git("update-ref", "refs/heads/other", stray)
        assert first
        remote.git("update-ref", "refs/heads/main", first)
        announcements.leave(stray)
        last = announcements.last()
        assert last
        record = until(lambda record: record.looked is not None and record.looked >= last.at)
        assert (record.indexed, record.builds) == (first, builds)
        assert freshness(record, last, 3600, last.at + timedelta(hours=1)).wanted == first


def test_a_broken_push_is_followed_by_one_that_is_right(settings: Settings, remote: Remote) -> None:
    announcements, generations = Announcements(settings.instance), Generations(settings.index, settings.secret_key)
    with running(settings) as until:
        until(lambda record: record.indexed is not None)
        name = generations.published()
        announcements.leave(remote.push({"site.yaml": "brand: [\n"}))
        record = until(lambda record: record.builds[0].result == "failed")
        assert generations.published() == name
        assert record.builds[0].reason.startswith("site.yaml:")
        right = remote.push({"fr/deux.md": article("Deux")})
        announcements.leave(right)
        until(lambda record: record.indexed == right)
        assert generations.published() != name


def test_w11_a_repository_that_goes_away_keeps_what_is_published(
    settings: Settings, remote: Remote, tmp_path: Path
) -> None:
    announcements, generations = Announcements(settings.instance), Generations(settings.index, settings.secret_key)
    with running(settings) as until:
        until(lambda record: record.indexed is not None)
        name = generations.published()
        remote.path.rename(tmp_path / "away.git")
        announcements.leave("f" * 40)
        until(lambda record: record.failure is not None)
        assert generations.published() == name
        (tmp_path / "away.git").rename(remote.path)
        commit = remote.push({"fr/deux.md": article("Deux")})
        # Tried again by itself, after five seconds.
        until(lambda record: record.indexed == commit and record.failure is None)


def test_a_repository_that_is_not_there_yet_is_waited_for(settings: Settings, remote: Remote, tmp_path: Path) -> None:
    away = remote.path.rename(tmp_path / "away.git")
    with running(settings) as until:
        until(lambda record: record.failure is not None)
        assert not until(lambda _: True).builds
        away.rename(remote.path)
        until(lambda record: record.indexed is not None)


def test_w11_attempts_to_fetch_are_five_seconds_apart_then_twice_as_long_up_to_five_minutes(
    settings: Settings, remote: Remote, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = remote.path.rename(tmp_path / "away.git")
    with Background(settings) as jobs:
        assert not any(jobs.fetch() for _ in range(8))
        away.rename(remote.path)
        assert jobs.fetch()
        remote.path.rename(away)
        assert not jobs.fetch()
    waits = [int(found[1]) for message in caplog.messages if (found := re.search(r"next attempt in (\d+) s", message))]
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 5]


def test_a_failure_says_what_stays_only_when_something_is_published(
    settings: Settings, remote: Remote, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    remote.path.rename(tmp_path / "away.git")
    with Background(settings) as jobs:
        jobs.fetch()
        jobs.build_once()
        assert len(caplog.messages) == 2
        assert not any("the published" in message for message in caplog.messages)
        (tmp_path / "away.git").rename(remote.path)
        jobs.fetch()
        jobs.build_once()
        caplog.clear()
        remote.path.rename(tmp_path / "away.git")
        jobs.fetch()
    assert [message.rpartition(", ")[2] for message in caplog.messages] == ["the published articles stay"]
