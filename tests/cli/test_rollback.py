"""`guichet rollback`, `doctor` and `report reviews` over a real repository."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from app.generations import Records
from tests.support.remotes import Remote
from tests.support.server import environment
from tests.support.sites import article


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path)
    today = datetime.now(UTC).date()  # not that of the import: a long run may have gone past midnight since
    late, soon = today - timedelta(days=40), today + timedelta(days=3)
    made.push(
        {
            "fr/un.md": article("Un", review_by=soon.isoformat(), owner="amina"),
            "fr/deux.md": article("Deux", review_by=late.isoformat(), owner="samir"),
            "fr/prive.md": article("Interne", review_by=late.isoformat(), visibility="agents"),
            "fr/trois.md": article("Trois"),
        },
        "Premier",
    )
    return made


@pytest.fixture
def env(tmp_path: Path, remote: Remote) -> dict[str, str]:
    instance = str(tmp_path / "instance")
    made = environment(tmp_path, tmp_path / "none", CONTENT_GIT=str(remote.path), INSTANCE=instance)
    del made["GUICHET_ARTICLES"]
    assert guichet(made, "build").exit_code == 0
    return made


def guichet(env: Mapping[str, str], *arguments: str) -> Result:
    """The command in this process: a start of its own takes a second each."""
    return CliRunner().invoke(cli, list(arguments), env=dict(env), prog_name="guichet")


def test_going_back_and_forward(env: dict[str, str], remote: Remote) -> None:
    first = remote.head() or ""
    remote.push({"fr/quatre.md": article("Quatre")}, "Second")
    assert "published: 1 articles" in guichet(env, "build").stdout
    lines = guichet(env, "rollback").stdout.splitlines()
    assert [line.split()[-1] for line in lines] == ["Second", "Premier"]
    assert lines[0].startswith("* gen-")
    done = guichet(env, "rollback", first[:8])
    assert (done.exit_code, "until there is newer content" in done.stdout) == (0, True)
    assert " held: " in guichet(env, "build").stdout
    listed = guichet(env, "rollback").stdout
    assert "Held since" in listed
    assert listed.splitlines()[1].startswith("* gen-")
    assert [line.split("  ")[-2:] for line in listed.splitlines()[:2]] == [
        ["1 articles", "Second"],
        ["3 articles", "Premier"],
    ]
    assert "published again" in guichet(env, "rollback", "--forward").stdout
    assert guichet(env, "rollback").stdout.splitlines()[0].endswith("  1 articles  Second")
    assert "unchanged: 1 articles" in guichet(env, "build").stdout


def test_going_to_what_is_not_there_is_one_sentence(env: dict[str, str]) -> None:
    for name, reason in (("gen-0000", "there is no generation gen-0000"), ("gen-", "several generations begin with")):
        done = guichet(env, "rollback", name)
        assert (done.exit_code, done.stderr.startswith(f"guichet: {reason}")) == (1, True), done.stderr
    published = guichet(env, "rollback").stdout.split()[1]
    assert "is published already" in guichet(env, "rollback", published).stderr
    assert "nobody went back" in guichet(env, "rollback", "--forward").stderr


def test_doctor_is_content_and_says_what_to_do_otherwise(env: dict[str, str], remote: Remote, tmp_path: Path) -> None:
    assert guichet(env, "db", "upgrade").exit_code == 0
    done = guichet(env, "doctor")
    assert done.exit_code == 0, done.stdout
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok", "note"}
    remote.push({"site.yaml": "brand: [\n"})
    assert guichet(env, "build").exit_code == 1
    done = guichet(env, "doctor")
    assert (done.exit_code, "wrong builds: the last one failed: site.yaml:" in done.stdout) == (1, True), done.stdout
    assert "waits since" not in done.stdout
    records = Records(tmp_path / "index")
    past = datetime.now(UTC) - timedelta(seconds=90)
    records.change(lambda known: replace(known, head=known.head and replace(known.head, seen=past)))
    done = guichet(env, "doctor")
    assert "the last build, of that commit, failed: read why it failed at /editor/builds" in done.stdout, done.stdout
    assert "is the background process running" not in done.stdout
    remote.path.rename(tmp_path / "away.git")
    done = guichet(env, "doctor")
    assert (done.exit_code, "fault repository: " in done.stdout) == (3, True), done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_doctor_names_the_first_error_and_not_a_warning_before_it(env: dict[str, str], remote: Remote) -> None:
    remote.push({"fr/a.md": "---\ntitle: A\n---\nAttention: texte.\n", "fr/b.md": "---\ntitle: x: y\n---\n"})
    done = guichet(env, "doctor")
    assert "errors, the first is fr/b.md:2: YAML" in done.stdout, done.stdout


def test_w11_a_build_by_hand_without_the_repository_says_so_and_exits_3(
    env: dict[str, str], remote: Remote, tmp_path: Path
) -> None:
    remote.path.rename(tmp_path / "away.git")
    done = guichet(env, "build")
    assert (done.exit_code, "unchanged" in done.stdout, "cannot be fetched" in done.stderr) == (3, True, True)


def test_the_reviews_come_with_the_longest_overdue_first(env: dict[str, str]) -> None:
    table = json.loads(guichet(env, "report", "reviews", "--format", "json").stdout)["reviews"]
    assert [(row["article"], row["state"], row["days_late"], row["owner"]) for row in table] == [
        ("deux", "overdue", 40, "samir"),
        ("prive", "overdue", 40, ""),
        ("un", "soon", -3, "amina"),
    ]
    assert "deux" in guichet(env, "report", "reviews").stdout
    assert guichet(env, "report", "reviews", "--format", "csv").stdout.count("\n") >= 4


def test_e7_doctor_notes_a_service_that_runs_as_root(env: dict[str, str]) -> None:
    assert guichet(env, "db", "upgrade").exit_code == 0
    done = guichet(env, "doctor")
    assert ("settings: this runs as root" in done.stdout) == (os.geteuid() == 0), done.stdout
