"""One build after another from a real repository: what is recorded, what stays, what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.compiler import BuildOutcome, Compiler
from app.compiler.sources import GitSource
from app.errors import ContentError
from app.generations import Generations, Hold, Records
from app.git import GitFailed, Mirror
from app.jobs.builder import Builder
from app.search import open_engine
from tests.support.remotes import Remote
from tests.support.sites import SECRET, article, compiler_for, write_site

BROKEN = {"site.yaml": "brand: [\n"}


class Site:
    """A repository, its mirror and a builder, at a moment that tests choose."""

    def __init__(self, folder: Path):
        self.now = datetime(2026, 6, 15, 12, tzinfo=UTC)
        self.remote = Remote(folder)
        self.mirror = Mirror(folder / "mirror", str(self.remote.path), "main")
        self.generations = Generations(folder / "index", SECRET)
        self.compiler = Compiler(GitSource(self.mirror), self.generations, open_engine("whoosh:"), lambda: self.now)
        self.builder = Builder(self.compiler, self.generations, self.mirror, lambda: self.now)
        self.records = Records(self.generations.folder)

    def push(self, *titles: str, **more: str | bytes) -> str:
        files: dict[str, str | bytes] = {f"fr/{t.lower()}.md": article(t) for t in titles}
        return self.remote.push(files | more, " ".join(titles) or "broken")

    def build(self) -> str:
        self.builder.fetch()
        return self.builder.build("push").generation

    def shown(self) -> list[str]:
        name = self.generations.published()
        assert name
        edition, _ = self.generations.open(name).edition("public")
        return sorted(one.title for one in edition.articles)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.compiler.close()
    made.mirror.close()


def test_a_push_is_published_and_recorded(site: Site) -> None:
    commit = site.push("Un")
    name = site.build()
    record = site.records.read()
    (build,) = record.builds
    assert (build.result, build.trigger, build.commit, build.generation) == ("published", "push", commit, name)
    assert (build.author, build.subject, build.articles) == ("Amina", "Un", 1)
    assert record.head
    assert (record.head.commit, record.indexed, record.commit_of(name)) == (commit, commit, commit)


def test_w7_what_is_built_already_is_not_built_again(site: Site) -> None:
    site.push("Un")
    site.build()
    before = site.records.read().builds
    for _ in range(3):
        assert not site.builder.fetch()
        assert not site.builder.build("push").changed
    assert site.records.read().builds == before


def test_a_commit_that_changes_no_content_is_indexed_all_the_same(site: Site) -> None:
    site.push("Un")
    first = site.build()
    commit = site.push("Un")
    assert site.build() == first
    record = site.records.read()
    assert (record.indexed, record.commit_of(first), record.builds[0].result) == (commit, commit, "unchanged")


def test_a_broken_push_changes_nothing_and_says_why(site: Site) -> None:
    good = site.push("Un")
    name = site.build()
    broken = site.push("Deux", **BROKEN)
    for _ in range(2):
        with pytest.raises(ContentError):
            site.build()
    assert (site.generations.published(), site.shown()) == (name, ["Un"])
    record = site.records.read()
    assert (record.indexed, record.head.commit if record.head else "") == (good, broken)
    last = record.builds[0]
    assert (last.result, last.commit, last.attempts, len(record.builds)) == ("failed", broken, 2, 2)
    assert last.reason.startswith("site.yaml:")
    assert last.problems[0].path == "site.yaml"
    site.push("Deux")
    site.build()
    assert site.shown() == ["Deux"]


def test_a_mirror_that_cannot_be_asked_hides_no_reason_why_a_build_failed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.push("Un", **BROKEN)
    site.builder.fetch()
    build = site.compiler.build

    def breaks_meanwhile(**options: Any) -> BuildOutcome:
        def refuses() -> str:
            raise GitFailed("git took too long")

        try:
            return build(**options)
        finally:
            monkeypatch.setattr(site.mirror, "head", refuses)

    monkeypatch.setattr(site.compiler, "build", breaks_meanwhile)
    with pytest.raises(ContentError):
        site.builder.build("push")
    last = site.records.read().builds[0]
    assert (last.result, last.commit, last.reason[:9]) == ("failed", None, "site.yaml")


def test_a_bad_article_is_recorded_with_file_and_line(site: Site) -> None:
    site.push("Un", **{"fr/faux.md": "---\ntitle: Faux\nvisiblity: agents\n---\n\nTexte.\n"})
    site.build()
    (build,) = site.records.read().builds
    assert (build.result, build.errors, build.articles) == ("published", 1, 1)
    assert (build.problems[0].path, build.problems[0].line) == ("fr/faux.md", 3)


def test_an_article_that_a_push_breaks_is_withdrawn_alone_until_a_push_mends_it(site: Site) -> None:
    site.push("Un", "Deux")
    site.build()
    site.push("Un", **{"fr/deux.md": article("Deux", visiblity="agents")})
    site.build()
    assert site.shown() == ["Un"], "what was to make it internal cannot be told from a slip: it is not public"
    build = site.records.read().builds[0]
    assert [(one.path, one.severity) for one in build.problems] == [("fr/deux.md", "error")]
    assert "did you mean 'visibility'?" in build.problems[0].message
    site.push("Un", "Deux")
    site.build()
    assert site.shown() == ["Deux", "Un"]


def test_dates_of_the_last_good_commit_go_on_while_the_newest_is_broken(site: Site) -> None:
    soon = (site.now + timedelta(minutes=5)).isoformat()
    site.push("Un", **{"fr/deux.md": article("Deux", publish_at=soon), "fr/fin.md": article("Fin", unpublish_at=soon)})
    site.build()
    assert site.shown() == ["Fin", "Un"]
    site.push(**BROKEN)
    with pytest.raises(ContentError):
        site.build()
    outcome = site.builder.dates_of_last_good()
    assert outcome
    assert outcome.due == site.now + timedelta(minutes=5)
    site.now += timedelta(minutes=5)
    outcome = site.builder.dates_of_last_good()
    assert outcome
    assert outcome.changed
    assert site.shown() == ["Deux", "Un"]


def go_back(site: Site, name: str) -> None:
    left = site.generations.published()
    record = site.records.read()
    assert left
    hold = Hold(name, left, record.revision_of(left) or "", site.now, record.commit_of(name))
    with site.generations.building():
        site.generations.go_back(hold)


def test_going_back_is_kept_until_a_newer_commit_comes(site: Site) -> None:
    site.push("Un")
    first = site.build()
    site.push("Deux")
    site.build()
    go_back(site, first)
    for _ in range(2):
        site.builder.fetch()
        outcome = site.builder.build("interval")
        assert (outcome.held, outcome.generation, site.shown()) == (True, first, ["Un"])
    site.push("Trois")
    site.build()
    assert site.shown() == ["Trois"]
    assert site.generations.hold() is None


def test_a_broken_commit_does_not_end_going_back(site: Site) -> None:
    site.push("Un")
    first = site.build()
    site.push("Deux")
    site.build()
    go_back(site, first)
    site.push("Trois", **BROKEN)
    site.builder.fetch()
    assert site.builder.build("push").held
    assert site.shown() == ["Un"]


def test_dates_go_on_in_the_commit_that_somebody_went_back_to(site: Site) -> None:
    soon = (site.now + timedelta(minutes=5)).isoformat()
    site.push("Un", **{"fr/fin.md": article("Fin", unpublish_at=soon)})
    first = site.build()
    site.push("Deux")
    site.build()
    go_back(site, first)
    assert site.builder.build("interval").due == site.now + timedelta(minutes=5)
    site.now += timedelta(minutes=6)
    outcome = site.builder.build("date")
    assert (outcome.held, site.shown()) == (True, ["Un"])


def test_a_forced_build_ends_going_back(site: Site) -> None:
    site.push("Un")
    first = site.build()
    site.push("Deux")
    site.build()
    go_back(site, first)
    site.builder.build("hand", force=True)
    assert site.shown() == ["Deux"]


def test_going_back_in_a_folder_is_kept_until_its_files_change(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "articles", {"fr/un.md": article("Un")})
    with compiler_for(tmp_path, folder) as compiler:
        generations = Generations(tmp_path / "index", SECRET)
        builder = Builder(compiler, generations, None)
        first = builder.build("change").generation
        write_site(folder, {"fr/deux.md": article("Deux")})
        second = builder.build("change")
        with generations.building():
            generations.go_back(Hold(first, second.generation, second.revision, datetime.now(UTC)))
        assert builder.build("interval").held
        assert generations.published() == first
        write_site(folder, {"fr/trois.md": article("Trois")})
        assert not builder.build("change").held
        assert generations.published() not in (first, second.generation)


def test_w9_a_rewound_branch_is_followed_and_named(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    first = site.push("Un")
    site.build()
    site.push("Deux")
    site.build()
    site.remote.git("update-ref", "refs/heads/main", first)
    site.build()
    assert site.shown() == ["Un"]
    assert [one for one in caplog.messages if "rewound" in one]


def test_w11_a_fetch_that_fails_is_noted_and_forgotten_when_it_works(site: Site, tmp_path: Path) -> None:
    site.push("Un")
    name = site.build()
    away = site.remote.path.rename(tmp_path / "away.git")
    for _ in range(2):
        with pytest.raises(GitFailed):
            site.builder.fetch()
        site.now += timedelta(seconds=5)
    failure = site.records.read().failure
    assert failure
    assert failure.since == site.now - timedelta(seconds=10)
    assert "cannot be fetched" in failure.reason
    assert site.generations.published() == name
    away.rename(site.remote.path)
    site.builder.fetch()
    assert site.records.read().failure is None


def test_r14_the_same_commit_has_the_same_name_everywhere(site: Site, tmp_path: Path) -> None:
    site.push("Un", "Deux")
    name = site.build()
    (tmp_path / "other").mkdir()
    other = Mirror(tmp_path / "other" / "mirror", str(site.remote.path), "main")
    other.fetch()
    generations = Generations(tmp_path / "other" / "index", SECRET)
    with Compiler(GitSource(other), generations, open_engine("whoosh:"), lambda: site.now) as compiler:
        assert compiler.build().generation == name
    other.close()
