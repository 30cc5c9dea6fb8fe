"""`guichet report` and `guichet new --from-gap`: what the record tells on the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.model import Entry, Event, View, Vote
from app.store import open_store
from tests.support.server import environment, run
from tests.support.sites import article, write_site

WEEK = timedelta(days=7)


@pytest.fixture
def today() -> date:
    """The day of the test: that of the module's import may be over when a long run comes to it."""
    return datetime.now(UTC).date()


def site(folder: Path, today: date) -> Path:
    files = {
        "fr/epp.md": article("Récupérer mon code EPP", id="epp", publish_at="2020-01-01"),
        "fr/facture.md": article("Payer", id="facture", publish_at="2020-01-01"),
        "fr/neuf.md": article("Tout neuf", id="neuf", publish_at=today.isoformat()),
    }
    return write_site(folder / "articles", files)


def vote(reader: bytes, day: date, comment: str = "") -> Vote:
    return Vote(reader, day, datetime.combine(day, time(9), UTC), "epp", "fr", False, "incorrect", comment)


@pytest.fixture
def env(tmp_path: Path, today: date) -> dict[str, str]:
    """A built help centre whose readers missed something."""
    env = environment(tmp_path, site(tmp_path, today))
    assert run("build", env=env).returncode == 0

    def event(kind: Any, day: date = today, locale: str = "fr", **values: Any) -> Event:
        return Event(uuid4(), kind, datetime.combine(day, time(8), UTC), locale, **values)

    def search(query: str, day: date = today, locale: str = "fr", results: int = 0, answered: bool = False) -> Event:
        return event("search", day, locale, query=query, results=results, answered=answered)

    store = open_store(env["GUICHET_STORE"])
    store.salt(today)
    entries: list[Entry] = [search("epp [email]", results=1), search("epp [email]", results=1)]
    entries += [search("recette couscous", today - WEEK) for _ in range(3)]
    entries += [search("recettes de couscous"), search("tea", locale="en"), search("old", today - timedelta(days=60))]
    entries += [search("=cmd()") for _ in range(2)]
    entries += [search("payer", answered=True, results=2) for _ in range(4)]
    entries += [View("epp", "fr", today, bytes([n])) for n in range(8)]
    entries += [vote(bytes([n]), today) for n in range(3)]
    entries += [event("ticket", article="epp"), event("action", article="epp", workflow="domains.epp-code")]
    store.record(entries)
    store.close()
    return env


def report(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = run("report", "--format", "json", *arguments, env=env)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def test_report_lists_every_section_for_a_person(env: dict[str, str], today: date) -> None:
    done = run("report", env=env)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert text.startswith(f"From {today - timedelta(days=29)} to {today} (UTC)\n\nSearches without an answer: 4\n")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[3] == "searches searches_before last_day locale query nearest"
    assert lines[4] == f"4 - {today} fr recette couscous -"
    assert f"4 - {today} fr payer facture" in lines
    assert "54% 0 3 8 fr epp Récupérer mon code EPP" in lines
    assert "Articles that nobody read: 1" in lines
    assert "fr facture Payer" in lines
    assert "1 12% 8 fr epp Récupérer mon code EPP" in lines
    assert "1 fr domains.epp-code epp" in lines


def test_report_puts_searches_of_one_meaning_together(env: dict[str, str], today: date) -> None:
    found = report(env, "gaps", "--locale", "fr", "--limit", "1")
    assert list(found) == ["since", "until", "locale", "gaps"]
    (gap,) = found["gaps"]
    assert gap["searches"] == 4
    assert gap["variants"] == "recette couscous | recettes de couscous"
    assert (gap["first_day"], gap["last_day"]) == ((today - WEEK).isoformat(), today.isoformat())


def test_report_of_a_day_begins_with_the_present_one(env: dict[str, str]) -> None:
    found = report(env, "gaps", "--since", "1d")["gaps"]
    assert [(gap["query"], gap["searches"]) for gap in found] == [
        ("=cmd()", 2),
        ("epp [email]", 2),
        ("tea", 1),
        ("recettes de couscous", 1),
    ]
    assert found[1]["nearest"] == "epp"


def test_report_ends_on_the_day_that_is_asked_for(env: dict[str, str], today: date) -> None:
    found = report(env, "gaps", "--since", "10d", "--until", (today - WEEK).isoformat())
    assert [gap["searches"] for gap in found["gaps"]] == [3]


def test_report_csv_is_one_table_that_no_spreadsheet_runs(env: dict[str, str]) -> None:
    done = run("report", "gaps", "--format", "csv", env=env)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert "'=cmd()" in [row["query"] for row in rows]
    refused = run("report", "--format", "csv", env=env)
    assert refused.returncode == 2
    assert "name one section" in refused.stderr


def test_report_without_a_build_and_without_a_record_says_so(tmp_path: Path, today: date) -> None:
    done = run("report", "gaps", env=environment(tmp_path, site(tmp_path, today)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Searches without an answer: none\n")


@pytest.mark.parametrize("arguments", [["--since=month"], ["--since=2026-02-30"], ["--until=99999d"]])
def test_report_refuses_a_day_that_is_none(tmp_path: Path, today: date, arguments: list[str]) -> None:
    done = run("report", *arguments, env=environment(tmp_path, site(tmp_path, today)))
    assert done.returncode == 2
    assert "neither a number of days such as 30d nor a date" in done.stderr


def test_report_from_an_unreachable_database_is_one_sentence_and_exit_3(tmp_path: Path, today: date) -> None:
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none"
    done = run("report", env=environment(tmp_path, site(tmp_path, today), STORE=url))
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr


def test_a_gap_becomes_the_draft_of_the_missing_article(env: dict[str, str]) -> None:
    done = run("new", "--from-gap", "Couscous, recettes", "--locale", "fr", env=env)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip())
    assert path.relative_to(env["GUICHET_ARTICLES"]).as_posix() == "fr/other/recette-couscous.md"
    text = path.read_text("utf-8")
    assert 'title: "Recette couscous"' in text
    assert '  - "recette couscous"\n  - "recettes de couscous"\nkeywords' in text
    assert "status: draft" in text
    assert run("check", env=env).returncode == 0
    again = run("new", "--from-gap", "couscous recette", "--locale", "fr", env=env)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert path.read_text("utf-8") == text


def test_a_draft_from_a_gap_names_the_nearest_articles_and_no_placeholder(env: dict[str, str]) -> None:
    done = run("new", "code", "--from-gap", "epp [email]", "--locale", "fr", env=env)
    text = Path(done.stdout.strip()).read_text("utf-8")
    assert 'title: "Epp"' in text
    assert "related: [epp]" in text
    assert "[email]" not in text


def test_what_nobody_searched_for_is_no_gap(env: dict[str, str]) -> None:
    done = run("new", "--from-gap", "tajine", "--locale", "fr", env=env)
    assert done.returncode == 1
    assert "nobody searched for 'tajine' in 'fr'" in done.stderr


@pytest.mark.parametrize("arguments", [["x"], ["--title", "T"]])
def test_a_new_article_needs_an_id_and_a_title(env: dict[str, str], arguments: list[str]) -> None:
    done = run("new", *arguments, "--locale", "fr", env=env)
    assert done.returncode == 2
    assert "Error: " in done.stderr
