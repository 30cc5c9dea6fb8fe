"""The gate over a real repository: what changed, what died, what was left behind, and what is not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from app.compiler import Compiler
from app.generations import Generations
from app.search import open_engine
from tests.support.server import environment
from tests.support.sites import NOON, SECRET, article, write_site
from tests.support.worktrees import git

Check = Callable[..., Result]


def committed(folder: Path, day: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", day, day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A content folder in the folder `help` of a repository: one article in two languages, and another one."""
    files = {
        "site.yaml": "locales: [fr, en]\n",
        "fr/epp.md": article("Récupérer mon code EPP", id="epp", slug="code-epp"),
        "en/epp.md": article("Get my EPP code", "Open the page.", id="epp", slug="get-epp"),
        "fr/facture.md": article("Ma facture", "Lisez-la. [x](article:nope)", id="facture"),
        "fr/brouillon.md": article("Brouillon", id="brouillon", status="draft"),
    }
    git(tmp_path, "init", "-q", "-b", "main")
    folder = write_site(tmp_path / "help", files)
    committed(tmp_path, "2026-01-01")
    return folder


@pytest.fixture
def check(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Runs `guichet check` in this process; JSON unless said otherwise."""
    monkeypatch.setenv("GUICHET_INSTANCE", str(tmp_path / "instance"))
    env = environment(tmp_path, repository)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["check", *arguments], env=env)

    return run


def codes(result: Result) -> list[tuple[str, str]]:
    return [(problem["path"], problem["code"]) for problem in json.loads(result.stdout)]


def test_what_a_commit_took_away_is_an_error_until_it_is_kept(check: Check, repository: Path) -> None:
    text = (repository / "fr/epp.md").read_text("utf-8")
    (repository / "fr/epp.md").write_text(text.replace("slug: code-epp", "slug: recuperer-epp"), "utf-8")
    (repository / "fr/facture.md").unlink()
    (repository / "fr/brouillon.md").unlink()
    lost = [("fr/epp.md", "lost-address"), ("fr/facture.md", "lost-address")]
    before = check("--format", "json", "--severity", "error")
    assert (codes(before), before.exit_code) == (lost, 1), "already before the commit"
    committed(repository, "2026-02-01")
    assert codes(check("--format", "json", "--severity", "error")) == lost
    kept = text.replace("slug: code-epp", "slug: recuperer-epp\naliases: [code-epp, facture]\nformer_ids: [facture]")
    (repository / "fr/epp.md").write_text(kept, "utf-8")
    after = check("--format", "json", "--severity", "error")
    assert (codes(after), after.exit_code) == ([], 0)


def test_a_translation_that_was_left_behind_is_named(check: Check, repository: Path) -> None:
    path = repository / "fr/epp.md"
    path.write_text(path.read_text("utf-8").replace("id: epp", "id: epp\nowner: a"), "utf-8")
    committed(repository, "2026-02-01")
    path.write_text(path.read_text("utf-8") + "\nUn délai de cinq jours.\n", "utf-8")
    stale = ("en/epp.md", "stale-translation")
    assert stale in codes(check("--format", "json"))
    committed(repository, "2026-03-01")
    (found,) = (p for p in json.loads(check("--format", "json").stdout) if p["code"] == "stale-translation")
    assert "changed on 2026-03-01, this translation last on 2026-01-01" in found["message"]
    english = repository / "en/epp.md"
    english.write_text(english.read_text("utf-8") + "\nFive days.\n", "utf-8")
    assert stale not in codes(check("--format", "json"))


def test_what_readers_do_not_see_makes_no_translation_stale_however_often_it_changes(
    check: Check, repository: Path
) -> None:
    path = repository / "fr/epp.md"
    for number in range(8):
        path.write_text(path.read_text("utf-8").replace("id: epp", f"id: epp\nkeywords: [mot {number}]", 1), "utf-8")
        committed(repository, f"2026-02-{number + 1:02}")
        path.write_text(path.read_text("utf-8").replace(f"\nkeywords: [mot {number}]", ""), "utf-8")
    committed(repository, "2026-03-01")
    path.write_text(path.read_text("utf-8") + "\nC'est « fini » :  oui.\n", "utf-8")
    committed(repository, "2026-03-02")
    english = repository / "en/epp.md"
    english.write_text(english.read_text("utf-8") + "\nDone.\n", "utf-8")
    committed(repository, "2026-03-03")
    path.write_text(
        path.read_text("utf-8").replace("C'est « fini » :  oui", "C’est **«\u00a0fini\u00a0»** : oui"), "utf-8"
    )
    committed(repository, "2026-03-04")
    stale = ("en/epp.md", "stale-translation")
    assert stale not in codes(check("--format", "json"))
    path.write_text(path.read_text("utf-8").replace("oui", "non"), "utf-8")
    assert stale in codes(check("--format", "json"))


def test_since_lists_changed_files_and_checks_them_against_all(check: Check, repository: Path) -> None:
    everything = check("--format", "json", "--severity", "error")
    assert codes(everything) == [("fr/facture.md", "broken-link")]
    none = check("--since", "HEAD")
    assert (none.exit_code, none.stdout) == (0, "0 errors, 0 warnings, 0 hints (in other files: 1 error, 1 hint)\n")
    write_site(repository, {"fr/neuf.md": article("Neuf", "[x](article:nope) [y](article:facture)", id="neuf")})
    found = check("--format", "json", "--since", "main", "--severity", "error")
    assert (codes(found), found.exit_code) == ([("fr/neuf.md", "broken-link")], 1)
    git(repository, "checkout", "-qb", "branch")
    committed(repository, "2026-02-01")
    assert codes(check("--format", "json", "--since", "main", "--severity", "error")) == codes(found)


def test_since_lists_what_a_file_that_is_gone_broke_elsewhere(check: Check, repository: Path) -> None:
    write_site(repository, {"fr/autre.md": article("Autre", id="autre", visiblity="agents")})
    committed(repository, "2026-01-02")
    (repository / "en/epp.md").unlink()
    found = check("--format", "json", "--since", "HEAD")
    lost = [("fr/epp.md", "lost-address"), ("fr/facture.md", "broken-link")]
    assert (codes(found), found.exit_code) == (lost, 1), "where its address was is another article's file"


def test_since_refuses_what_is_no_revision(check: Check) -> None:
    for revision in ("no-such", "--upload-pack=x", "HEAD:help"):
        done = check(f"--since={revision}")
        assert done.exit_code in (1, 3)
        assert done.stderr.startswith("guichet: --since: ")


def test_a_folder_outside_of_git_has_no_past(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "plain", {"fr/a.md": article("A")})
    with Compiler(
        folder, Generations(tmp_path / "index", SECRET), open_engine("whoosh:"), now=lambda: NOON
    ) as compiler:
        assert compiler.check() == ()


def test_paths_and_severities_narrow_what_is_listed(check: Check, repository: Path) -> None:
    assert codes(check("--format", "json", str(repository / "en"))) == []
    assert codes(check("--format", "json", "fr/facture.md")) == [
        ("fr/facture.md", "missing-translation"),
        ("fr/facture.md", "broken-link"),
    ]
    assert check("..").exit_code == 1


def test_content_that_cannot_be_read_is_a_problem_in_every_format(check: Check, repository: Path) -> None:
    (repository / "site.yaml").write_text("timezone: Mars/Olympus\n")
    for style in ("json", "sarif", "gitlab", "github", "text"):
        done = check("--format", style)
        assert done.exit_code == 1
        assert "Mars/Olympus" in done.stdout


def test_an_unknown_code_is_refused_and_a_known_one_explained(check: Check) -> None:
    assert check("--explain", "nope").exit_code == 2
    done = check("--explain", "broken-link")
    assert done.exit_code == 0
    assert done.stdout.startswith("broken-link (error)\n")


@pytest.mark.parametrize("fresh", [False, True])
def test_a_check_after_another_says_the_same(check: Check, repository: Path, fresh: bool) -> None:
    first = check("--format", "json").stdout
    assert (repository.parent / "instance/check/kept.msgpack").stat().st_size > 0
    assert check("--format", "json", *(["--fresh"] if fresh else [])).stdout == first


def test_what_was_kept_is_looked_at_again_when_it_may_differ(tmp_path: Path) -> None:
    def site(name: str, question: str, **more: str) -> Path:
        files = {
            "fr/a.md": article("Code EPP", "![x](x.png)", id="a", questions=[question]),
            "fr/b.md": article("Ma facture", "[y](b2.md)", id="b"),
            **more,
        }
        return write_site(tmp_path / name, files)

    def found(folder: Path, kept: Path | None) -> list[Any]:
        generations = Generations(tmp_path / "index", SECRET)
        with Compiler(folder, generations, open_engine("whoosh:"), now=lambda: NOON, kept=kept) as compiler:
            return [str(problem) for problem in compiler.check()]

    kept = tmp_path / "kept"
    steps = [
        site("one", "transfert"),
        site("two", "code epp"),
        site("three", "code epp", **{"fr/b2.md": article("Autre", "L'un", id="b2")}),
        site("four", "code epp", **{f"fr/c{i}.md": article("Code EPP code EPP", id=f"c{i}") for i in range(4)}),
    ]
    for folder in steps:
        assert found(folder, kept) == found(folder, None)
    (kept / "kept.msgpack").write_bytes(b"damaged")
    assert found(steps[-1], kept) == found(steps[-1], None)
