"""`guichet report`: what readers looked for and did not find."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.cli.report_command import merged
from app.model import MissCount, SearchMiss
from app.store import open_store
from tests.support.server import environment, run
from tests.support.sites import article, write_site

TODAY = datetime.now(UTC).date()
WEEK_AGO = TODAY - timedelta(days=7)
FILES = {"fr/epp.md": article("Récupérer mon code EPP", id="epp"), "fr/facture.md": article("Payer", id="facture")}


def miss(query: str, day: date = TODAY, locale: str = "fr", results: int = 0) -> SearchMiss:
    return SearchMiss(query, locale, day, results)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A built help centre whose readers missed something."""
    env = environment(tmp_path, write_site(tmp_path / "articles", FILES))
    assert run("build", env=env).returncode == 0
    store = open_store(env["GUICHET_STORE"])
    asked = (
        [miss("epp [email]", results=1)] * 2
        + [miss("couscous", WEEK_AGO)] * 3
        + [miss("couscous"), miss("tea", locale="en")]
    )
    store.record_misses([*asked, miss("old", TODAY - timedelta(days=60))])
    store.close()
    return env


def test_report_lists_queries_with_their_count_last_day_and_nearest_articles(env: dict[str, str]) -> None:
    done = run("report", env=env)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0][:1] == ["searches"]
    assert lines[1] == ["4", TODAY.isoformat(), "fr", "couscous", "-"]
    assert lines[2] == ["2", TODAY.isoformat(), "fr", "epp", "[email]", "epp"]
    assert lines[3] == ["1", TODAY.isoformat(), "en", "tea", "-"]
    assert done.stdout.splitlines()[-1].startswith("3 of 3 queries without an answer since ")


def test_report_json_is_for_programs(env: dict[str, str]) -> None:
    done = run("report", "--format", "json", "--locale", "fr", "--limit", "1", "--since", WEEK_AGO.isoformat(), env=env)
    assert json.loads(done.stdout) == {
        "since": WEEK_AGO.isoformat(),
        "total": 2,
        "misses": [
            {
                "query": "couscous",
                "locale": "fr",
                "searches": 4,
                "last_day": TODAY.isoformat(),
                "results": 0,
                "nearest": [],
            }
        ],
    }


def test_report_of_a_day_begins_with_the_present_one(env: dict[str, str]) -> None:
    done = run("report", "--since", "1d", "--format", "json", env=env)
    found = [(one["query"], one["searches"]) for one in json.loads(done.stdout)["misses"]]
    assert found == [("epp [email]", 2), ("tea", 1), ("couscous", 1)]


def test_report_without_a_build_and_without_a_search_says_so(tmp_path: Path) -> None:
    done = run("report", env=environment(tmp_path, write_site(tmp_path / "articles", FILES)))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No search without an answer since ")


@pytest.mark.parametrize("since", ["30", "0d", "d", "-1d", "yesterday", "2026-02-30", "99999d"])
def test_report_refuses_a_period_that_is_none(tmp_path: Path, since: str) -> None:
    done = run("report", f"--since={since}", env=environment(tmp_path, write_site(tmp_path / "articles", FILES)))
    assert done.returncode == 2
    assert "neither a number of days such as 30d nor a date" in done.stderr


def test_report_from_an_unreachable_database_is_one_sentence_and_exit_3(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none"
    done = run("report", env=environment(tmp_path, write_site(tmp_path / "articles", FILES), STORE=url))
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr


def test_days_of_a_query_are_merged_by_locale_the_most_wanted_first() -> None:
    counts = [
        MissCount("a", "fr", TODAY, 1, 4),
        MissCount("a", "fr", WEEK_AGO, 2, 0),
        MissCount("a", "en", WEEK_AGO, 3, 0),
        MissCount("b", "fr", TODAY, 9, 0),
    ]
    assert merged(counts) == [
        (9, MissCount("b", "fr", TODAY, 9, 0)),
        (3, MissCount("a", "fr", TODAY, 1, 4)),
        (3, MissCount("a", "en", WEEK_AGO, 3, 0)),
    ]
