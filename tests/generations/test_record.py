"""The record of builds, and what it says of how fresh the content is."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.generations import Announcements, Build, Failure, Head, Push, Record, Records, freshness
from app.generations.freshness import LOOK_SECONDS, Lookout
from app.generations.record import KEPT_BUILDS, KEPT_PROBLEMS, Result, worst
from app.model import Problem
from app.settings import Repository
from tests.support.powers import permissions_count

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
A, B = "a" * 40, "b" * 40
SERVED = Record(head=Head(A, NOW), looked=NOW, indexed=A)


def build(number: int = 0, result: Result = "published", commit: str | None = A, reason: str = "") -> Build:
    at = NOW + timedelta(minutes=number)
    return Build(at, 0.2, result, "push", commit, generation="gen-1", revision="r", reason=reason)


def test_the_record_survives_and_a_damaged_one_is_an_empty_one(tmp_path: Path) -> None:
    records = Records(tmp_path / "index")
    assert records.read() == Record()
    problem = Problem("fr/é.md", 3, "faux")
    entry = replace(build(), problems=(problem,))
    records.change(lambda known: known.with_build(entry, ["gen-1"]))
    records.change(lambda known: replace(known, failure=Failure(NOW, "pourquoi"), head=Head(A, NOW, 7), looked=NOW))
    again = Records(tmp_path / "index").read()
    assert again.builds == (entry,)
    assert (again.commit_of("gen-1"), again.failure, again.head) == (A, Failure(NOW, "pourquoi"), Head(A, NOW, 7))
    (tmp_path / "index" / "builds.json").write_text('{"builds": [')
    assert Records(tmp_path / "index").read() == Record()
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["builds.json", "builds.spare"]


def test_r6_what_cannot_be_written_in_the_place_of_the_record_is_told_until_it_can_be(tmp_path: Path) -> None:
    entry = replace(build(), problems=(Problem("fr/é.md", 3, "faux"),))
    records, reader = Records(tmp_path), Records(tmp_path)
    records.change(lambda known: known.with_build(entry, []))
    written = (tmp_path / "builds.json").read_bytes()
    tmp_path.chmod(0o500)
    with permissions_count():
        for _ in range(2):
            records.change(lambda known: known.with_build(build(1, "failed", reason="full"), []))
    tmp_path.chmod(0o700)
    assert (tmp_path / "builds.json").read_bytes() == written
    failed, before = reader.read().builds
    assert (failed.result, failed.reason, failed.attempts) == ("failed", "full", 2)
    assert before == entry
    records.change(lambda known: known.with_build(build(2), []))
    assert [one.result for one in reader.read().builds] == ["published", "failed", "published"]


@pytest.mark.parametrize("held", [b"", b"{", b'{"of":[1,2,3],"record":{}}', b"\xff" * 10])
def test_what_is_found_in_the_spare_room_changes_nothing_unless_it_is_of_this_record(
    tmp_path: Path, held: bytes
) -> None:
    records = Records(tmp_path)
    record = records.change(lambda known: known.with_build(build(), []))
    with (tmp_path / "builds.spare").open("r+b") as file:
        file.write(held)
    assert Records(tmp_path).read() == record


def test_without_any_room_and_any_record_the_caller_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with permissions_count(), pytest.raises(PermissionError):
        Records(tmp_path).change(lambda known: known.with_build(build(), []))
    tmp_path.chmod(0o700)


def test_fifty_builds_are_kept_and_those_that_fail_alike_are_one() -> None:
    record = Record()
    for number in range(KEPT_BUILDS + 10):
        record = record.with_build(build(number), [])
    assert len(record.builds) == KEPT_BUILDS
    assert record.builds[0].at > record.builds[-1].at
    for number in range(5):
        record = record.with_build(build(number, "failed", B, "site.yaml:2: faux"), [])
    assert (record.builds[0].attempts, record.builds[1].result) == (5, "published")
    assert record.indexed == A


def test_commits_of_generations_that_are_gone_are_forgotten() -> None:
    record = Record().with_build(build(), ["gen-1"]).with_build(replace(build(1), generation="gen-2"), ["gen-2"])
    assert (record.commit_of("gen-1"), record.commit_of("gen-2"), record.commit_of(None)) == (None, A, None)


def test_an_entry_keeps_a_hundred_problems_errors_first() -> None:
    hints = [Problem("a.md", n, "conseil", severity="hint") for n in range(50)]
    warnings = [Problem("a.md", n, "attention", severity="warning") for n in range(150)]
    kept = worst([*hints, *warnings, Problem("z.md", 1, "faux")])
    assert (len(kept), kept[0].path) == (KEPT_PROBLEMS, "z.md")
    assert {problem.severity for problem in kept} == {"error", "warning"}


def test_the_last_announced_push_is_found_again(tmp_path: Path) -> None:
    announcements = Announcements(tmp_path)
    assert announcements.last() is None
    announcements.leave(A)
    announcements.leave(B)
    last = announcements.last()
    assert last
    assert last.commit == B
    assert [path.name for path in announcements.folder.iterdir()] == ["last.json"]
    (announcements.folder / "last.json").write_text("{")
    assert announcements.last() is None


@pytest.mark.parametrize(
    ("files", "seconds", "stale"), [(1, 59, False), (1, 61, True), (500, 61, False), (500, 121, True)]
)
def test_r15_a_head_that_is_not_indexed_in_time_is_stale(files: int, seconds: int, stale: bool) -> None:
    record = replace(SERVED, head=Head(B, NOW, files), looked=NOW + timedelta(seconds=seconds))
    found = freshness(record, None, 60, NOW + timedelta(seconds=seconds))
    assert (found.wanted, bool(found.reason)) == (B, stale)
    assert found.waiting == timedelta(seconds=seconds)


def test_r15_a_push_that_nobody_fetches_is_stale(tmp_path: Path) -> None:
    push = Push(B, NOW + timedelta(seconds=10))
    found = freshness(SERVED, push, 60, NOW + timedelta(seconds=60))
    assert (found.wanted, found.reason) == (B, "")
    found = freshness(SERVED, push, 60, NOW + timedelta(seconds=71))
    assert "waits since 61 s" in found.reason
    # Fetched since: what was announced may have been overtaken.
    later = replace(SERVED, looked=NOW + timedelta(seconds=70))
    assert freshness(later, push, 60, NOW + timedelta(seconds=80)).wanted == A


def test_w11_a_repository_that_cannot_be_fetched_is_said_at_once_and_a_silent_builder_soon() -> None:
    failed = replace(SERVED, failure=Failure(NOW, "nobody answers"))
    assert freshness(failed, None, 60, NOW).reason.endswith("nobody answers")
    assert not freshness(SERVED, None, 60, NOW + timedelta(seconds=290)).reason
    assert "nobody has looked" in freshness(SERVED, None, 60, NOW + timedelta(seconds=310)).reason


def test_nothing_is_stale_before_anything_is_known() -> None:
    assert not freshness(Record(), None, 60, NOW).reason


def test_r15_the_log_says_once_that_the_content_is_late_and_that_it_is_not_any_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    records = Records(tmp_path)
    lookout = Lookout(tmp_path, tmp_path, Repository("/srv/x.git"))
    past = datetime.now(UTC) - timedelta(seconds=90)

    def look(record: Record) -> list[str]:
        records.change(lambda _: record)
        lookout._next -= LOOK_SECONDS
        lookout()
        lookout()
        return [message for message in caplog.messages if "up to date" in message]

    late = Record(head=Head(B, past), looked=datetime.now(UTC), indexed=A)
    assert len(look(late)) == 1
    assert len(look(late)) == 1
    assert len(look(replace(late, indexed=B))) == 2
    Lookout(tmp_path, tmp_path, None)()
