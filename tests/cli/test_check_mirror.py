"""The gate over a repository that is followed: its past and its names, without a checkout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from app.git import Mirror
from tests.support.remotes import Remote
from tests.support.server import environment
from tests.support.sites import article

Check = Callable[..., Result]
EPP = article("Récupérer mon code EPP", id="epp", slug="code-epp")
FILES: dict[str, str | bytes] = {
    "README.md": "# Not of the content\n",
    "articles/site.yaml": "locales: [fr, en]\n",
    "articles/fr/epp.md": EPP,
    "articles/en/epp.md": article("Get my EPP code", "Open the page.", id="epp", slug="get-epp"),
    "articles/fr/facture.md": article("Ma facture", id="facture", slug="ma-facture"),
}


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


@pytest.fixture
def check(tmp_path: Path, remote: Remote) -> Check:
    """Fetches, then runs `guichet check` in this process."""

    def run(*arguments: str) -> Result:
        mirror = Mirror(tmp_path / "instance/content", str(remote.path), "main")
        mirror.fetch()
        mirror.close()
        env = environment(
            tmp_path, tmp_path / "nowhere", INSTANCE=str(tmp_path / "instance"), CONTENT_GIT=str(remote.path)
        )
        return CliRunner().invoke(cli, ["check", *arguments], env=env)

    return run


def listed(result: Result) -> list[tuple[str, str]]:
    return [(problem["file"], problem["code"]) for problem in json.loads(result.stdout)]


def pushed(remote: Remote, day: str = "2026-01-01", **files: str | bytes | None) -> str:
    """A commit of the files, with some changed or (None) left out."""
    changed = {**FILES, **{path.replace("__", "/") + ".md": text for path, text in files.items()}}
    tree = remote.tree_of({path: text for path, text in changed.items() if text is not None})
    return remote.commit(tree, day=day)


def test_an_address_that_would_die_is_found_in_the_past_of_the_mirror(remote: Remote, check: Check) -> None:
    pushed(remote)
    assert listed(check("--format", "json", "--severity", "error")) == []
    pushed(remote, articles__fr__epp=EPP.replace("code-epp", "recuperer"), articles__fr__facture=None)
    found = listed(check("--format", "json", "--severity", "error"))
    assert found == [("articles/fr/epp.md", "lost-address"), ("articles/fr/facture.md", "lost-address")]
    kept = EPP.replace("slug: code-epp", "slug: recuperer\naliases: [code-epp]")
    pushed(remote, articles__fr__epp=kept)
    assert listed(check("--format", "json", "--severity", "error")) == []


def test_a_translation_that_was_left_behind_is_found_in_the_past_of_the_mirror(remote: Remote, check: Check) -> None:
    pushed(remote)
    pushed(remote, "2026-02-01", articles__fr__epp=EPP + "\nIl faut cinq jours.\n")
    assert ("articles/en/epp.md", "stale-translation") in listed(check("--format", "json"))


def test_paths_and_commits_narrow_what_is_listed_of_a_mirror(remote: Remote, check: Check) -> None:
    first = pushed(remote)
    wrong = {
        "articles__fr__epp": EPP + "\n[x](article:nope)\n",
        "articles__fr__facture": article("Ma facture", "![]()"),
    }
    second = pushed(remote, **wrong)
    everything = listed(check("--format", "json"))
    assert {file for file, _ in everything} >= {"articles/fr/epp.md", "articles/fr/facture.md"}
    for path in ("fr/epp.md", "articles/fr/epp.md"):
        assert {file for file, _ in listed(check("--format", "json", path))} == {"articles/fr/epp.md"}
    assert listed(check("--format", "json", "--since", second)) == []
    assert listed(check("--format", "json", "--since", first)) == [p for p in everything if "/fr/" in p[0]]
    text = check(str(Path("articles/fr/epp.md"))).stdout
    assert text.startswith("articles/fr/epp.md:")


def test_since_lists_what_a_file_that_is_gone_from_the_mirror_broke_elsewhere(remote: Remote, check: Check) -> None:
    first = pushed(remote)
    pushed(remote, articles__en__epp=None)
    assert ("articles/fr/epp.md", "lost-address") in listed(check("--format", "json", "--since", first))


@pytest.mark.parametrize("since", ["main", "HEAD~1", "--upload-pack=x", "0" * 40])
def test_s15_since_takes_nothing_but_a_commit_of_the_mirror(remote: Remote, check: Check, since: str) -> None:
    pushed(remote)
    done = check(f"--since={since}")
    assert done.exit_code == 1
    assert "is no commit of the content repository: give all 40 digits of one" in done.stderr


def test_a_repository_that_was_not_fetched_yet_is_told(tmp_path: Path, remote: Remote) -> None:
    env = environment(tmp_path, tmp_path / "nowhere", INSTANCE=str(tmp_path / "instance"), CONTENT_GIT=str(remote.path))
    done = CliRunner().invoke(cli, ["check"], env=env)
    assert done.exit_code == 3
    assert "was not fetched yet" in done.stderr
