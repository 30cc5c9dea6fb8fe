"""What `guichet serve` waits for before it answers: something that this version can serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cli.first_build import LONGEST_SECONDS, SECONDS, FirstBuild
from app.compiler import Compiler
from app.generations import Build, Failure, Generations, Record, Records
from app.generations.record import Result
from app.settings import Settings
from tests.support.sites import article, settings_for, write_site

OTHER_KEY = "another-key-of-another-installation-1234"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path, write_site(tmp_path / "articles", {"fr/epp.md": article("Code EPP", "Il est là.")}))


def built(settings: Settings) -> str:
    with Compiler.from_settings(settings) as compiler:
        return compiler.build().generation


def first(settings: Settings, after: float = 0.0) -> FirstBuild:
    """What a service sees that began `after` seconds ago."""
    moments = iter((0.0,))
    return FirstBuild(settings, Generations(settings.index, settings.secret_key), lambda: next(moments, after))


def note(settings: Settings, result: Result, at: datetime) -> None:
    settings.index.mkdir(exist_ok=True)
    Records(settings.index).change(lambda record: record.with_build(Build(at, 1.0, result, "start"), ()))


def test_an_empty_index_folder_is_waited_for_and_one_with_a_generation_is_not(settings: Settings) -> None:
    assert not first(settings).ready()
    built(settings)
    assert first(settings).ready()


def test_what_another_key_signed_is_waited_for_until_it_is_built_anew(settings: Settings) -> None:
    built(replace(settings, secret_key=OTHER_KEY))
    service = first(settings)
    assert (service.ready(), service.published()) == (False, True)
    built(settings)
    assert service.ready()


def test_a_search_index_of_another_version_is_waited_for_until_it_is_built_anew(settings: Settings) -> None:
    generations = Generations(settings.index, settings.secret_key)
    generations.prepare()
    with generations.building():
        staging = generations.stage("gen-0123456789abcdef")
        generations.commit(staging, "whoosh of another version")
        generations.publish(staging.name)
    service = first(settings)
    assert (service.ready(), service.published()) == (False, True)
    built(settings)
    assert service.ready()


def test_an_older_generation_that_can_be_served_is_enough(settings: Settings) -> None:
    built(settings)
    Generations(settings.index, settings.secret_key).publish("gen-0123456789abcdef")
    assert first(settings).ready()


def test_a_long_build_is_waited_for_and_one_that_fails_is_not(settings: Settings) -> None:
    assert not first(settings, SECONDS * 2).hopeless()
    service = first(settings, SECONDS * 2)
    note(settings, "failed", datetime.now(UTC) + timedelta(seconds=1))
    assert service.hopeless()
    assert not first(settings, SECONDS / 2).hopeless()


def test_what_failed_before_the_start_does_not_count(settings: Settings) -> None:
    note(settings, "failed", datetime.now(UTC) - timedelta(days=1))
    assert not first(settings, SECONDS * 2).hopeless()


def test_a_repository_that_cannot_be_fetched_is_not_waited_for(settings: Settings) -> None:
    def fails(record: Record) -> Record:
        return replace(record, failure=Failure(datetime.now(UTC), "it does not answer"))

    settings.index.mkdir()
    Records(settings.index).change(fails)
    assert first(settings, SECONDS * 2).hopeless()


def test_nothing_is_waited_for_without_end(settings: Settings) -> None:
    assert first(settings, LONGEST_SECONDS + 1).hopeless()
