"""Commands as people type them: real processes, exit codes, one sentence and no traceback."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import fault_of
from tests.support.server import environment, run
from tests.support.sites import article, write_site

GOOD = article("Récupérer mon code EPP", id="epp", questions=["où est le code de transfert"])
BAD = "---\ntitle: Résilier: comment\n---\ntext\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_site(tmp_path / "articles", {"fr/epp.md": GOOD, "fr/bad.md": BAD})


def test_build_reports_by_file_and_line_and_publishes_the_rest(tmp_path: Path, articles: Path) -> None:
    done = run("build", env=environment(tmp_path, articles))
    assert done.returncode == 0
    assert "1 articles, 1 errors" in done.stdout
    assert "fr/bad.md:2: " in done.stderr
    assert "Traceback" not in done.stderr


def test_build_strict_exits_1_when_there_was_an_error(tmp_path: Path, articles: Path) -> None:
    assert run("build", "--strict", env=environment(tmp_path, articles)).returncode == 1
    (articles / "fr/bad.md").unlink()
    assert run("build", "--strict", env=environment(tmp_path, articles)).returncode == 0


def test_check_lists_problems_and_exits_1(tmp_path: Path, articles: Path) -> None:
    done = run("check", env=environment(tmp_path, articles), cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("articles/fr/bad.md:2: ")
    assert done.stdout.endswith("\n1 error, 0 warnings, 0 hints\n")
    assert done.stderr == ""
    assert not (tmp_path / "index").exists()


def test_check_json_is_a_list_of_problems(tmp_path: Path, articles: Path) -> None:
    done = run("check", "--format", "json", env=environment(tmp_path, articles))
    problems = json.loads(done.stdout)
    assert {"path": "fr/bad.md", "line": 2, "severity": "error"}.items() <= problems[0].items()


def test_check_github_escapes_what_content_could_smuggle(tmp_path: Path) -> None:
    name = "a%,b.md"
    articles = write_site(tmp_path / "articles", {f"fr/{name}": BAD})
    done = run("check", "--format", "github", env=environment(tmp_path, articles))
    assert "::error file=articles/fr/a%25%2Cb.md,line=2::" in done.stdout


def test_check_narrows_the_list_to_the_given_paths(tmp_path: Path, articles: Path) -> None:
    done = run("check", str(articles / "fr" / "epp.md"), env=environment(tmp_path, articles))
    assert done.returncode == 0
    assert "bad.md" not in done.stdout


def test_check_of_a_folder_elsewhere_names_files_in_full(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "here").mkdir()
    done = run("check", env=environment(tmp_path, articles), cwd=tmp_path / "here")
    assert done.stdout.startswith(f"{articles}/fr/bad.md:2: ")


def test_search_shows_results_with_what_each_word_of_each_field_adds_to_the_score(
    tmp_path: Path, articles: Path
) -> None:
    env = environment(tmp_path, articles)
    run("build", env=env)
    done = run("search", "code de transfret", "--locale", "fr", "--explain", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Results for: code de transfert\n")
    assert "Récupérer mon code EPP" in done.stdout
    first = done.stdout.split("\n2. ")[0]
    rows = [(float(value), name) for value, name in re.findall(r"^ +(-?[0-9.]+)  (\S.*)$", first, re.MULTILINE)]
    *parts, (score, last) = rows
    assert last == "score"
    assert sum(value for value, _ in parts) == pytest.approx(score, abs=0.0005 * len(rows))
    assert any(re.fullmatch(r"[a-z]+:code:typed", name) for _, name in parts)
    assert "bm25f" not in done.stdout
    plain = run("search", "code de transfert", "--locale", "fr", env=env).stdout
    assert "typed" not in plain


def test_a_closed_pipe_ends_a_command_quietly(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "app", "check"]
    done = subprocess.run(command, env=env, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(writing)
    assert done.stderr == ""


def test_search_without_a_build_says_what_to_do(tmp_path: Path, articles: Path) -> None:
    done = run("search", "code", env=environment(tmp_path, articles))
    assert done.returncode == 1
    assert "guichet build" in done.stderr


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_new_writes_a_draft_that_check_accepts(tmp_path: Path, locale: str) -> None:
    articles = write_site(tmp_path / "articles", {f"{locale}/epp.md": GOOD})
    env = environment(tmp_path, articles)
    title = 'Comment: "citer" # un titre ?'
    assert run("new", "new-one", "--locale", locale, "--title", title, env=env).returncode == 0
    assert run("check", env=env).returncode == 0
    assert "articles, 0 errors" in run("build", env=env).stdout
    assert "new-one" not in "".join(p.read_text() for p in (tmp_path / "index").rglob("listing.json"))


def test_new_never_overwrites(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    arguments = ("new", "epp", "--locale", "fr", "--title", "Autre", "--category", "x")
    assert run(*arguments, env=env).returncode == 0
    done = run(*arguments, env=env)
    assert done.returncode == 1
    assert "exists already" in done.stderr


def test_new_refuses_a_category_that_site_yaml_does_not_have(tmp_path: Path) -> None:
    site = "categories:\n  - {id: domains, title: {fr: Domaines}}\n"
    articles = write_site(tmp_path / "articles", {"fr/epp.md": GOOD, "site.yaml": site})
    arguments = ("new", "a", "--locale", "fr", "--title", "T", "--category")
    done = run(*arguments, "nope", env=environment(tmp_path, articles))
    assert done.returncode == 2
    assert "choose one of domains, other" in done.stderr
    assert run(*arguments, "domains", env=environment(tmp_path, articles)).returncode == 0


@pytest.mark.parametrize("identifier", ["../x", "Été", "a b", "x" * 97])
def test_new_refuses_an_id_that_is_none(tmp_path: Path, articles: Path, identifier: str) -> None:
    done = run("new", identifier, "--locale", "fr", "--title", "T", env=environment(tmp_path, articles))
    assert done.returncode == 2


def test_new_asks_again_for_what_cannot_be_an_id(tmp_path: Path, articles: Path) -> None:
    answers = ["fr", "Comment faire ?", "Un Titre", "un-titre", ""]
    keyboard, terminal = os.openpty()
    os.write(keyboard, "".join(f"{answer}\n" for answer in answers).encode())
    command = [sys.executable, "-m", "app", "new"]
    env, out = environment(tmp_path, articles), subprocess.PIPE
    done = subprocess.run(command, env=env, stdin=terminal, stderr=terminal, stdout=out, text=True, timeout=60)
    os.close(terminal)
    os.close(keyboard)
    assert (done.returncode, Path(done.stdout.strip()).name) == (0, "un-titre.md")


@pytest.mark.parametrize("command", ["build", "serve", "check"])
def test_e4_an_unknown_setting_is_exit_2_with_the_nearest_name(tmp_path: Path, articles: Path, command: str) -> None:
    done = run(command, env={**environment(tmp_path, articles), "GUICHET_ARTICLE": "x"})
    assert done.returncode == 2
    assert done.stderr == "guichet: unknown setting GUICHET_ARTICLE, did you mean GUICHET_ARTICLES?\n"


def test_e9_a_port_in_use_is_one_sentence_and_exit_3(tmp_path: Path, articles: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, env=environment(tmp_path, articles))
    assert done.returncode == 3
    assert (
        done.stderr
        == f"guichet: cannot listen on 127.0.0.1 port {port}: address already in use; choose another --port\n"
    )


@pytest.mark.parametrize("command", ["build", "serve"])
def test_an_index_folder_that_cannot_be_written_is_one_sentence_and_exit_3(
    tmp_path: Path, articles: Path, command: str
) -> None:
    (tmp_path / "index").write_text("a file in its place")
    done = run(command, env=environment(tmp_path, articles))
    assert done.returncode == 3
    assert done.stderr.startswith("guichet: the index folder ")
    assert done.stderr.count("\n") == 1


def test_r6_a_disk_that_takes_no_more_is_one_sentence_exit_3_and_the_old_generation(
    tmp_path: Path, articles: Path
) -> None:
    env = environment(tmp_path, articles)
    run("build", env=env)
    before = (tmp_path / "index" / "CURRENT").read_text()
    write_site(articles, {f"fr/{n}.md": article(f"Titre {n}", "Un texte assez long.\n\n" * 500) for n in range(8)})
    command = ["sh", "-c", f"ulimit -f 64; exec {sys.executable} -m app build"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "guichet: a file is longer than this user may write" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert (tmp_path / "index" / "CURRENT").read_text() == before


def test_e8_nobody_else_may_write_what_a_build_writes_whatever_the_umask_says(tmp_path: Path, articles: Path) -> None:
    command = ["sh", "-c", f"umask 000; exec {sys.executable} -m app build"]
    subprocess.run(command, env=environment(tmp_path, articles), capture_output=True, timeout=120, check=True)
    written = [*(tmp_path / "index").rglob("*")]
    assert len(written) > 10
    assert [path.name for path in written if path.stat().st_mode & 0o002] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EIO])
def test_r6_what_the_machine_refuses_is_no_defect(number: int) -> None:
    fault = fault_of(OSError(number, "x", "/a/b"))
    assert fault
    assert fault.exit_code == 3
    assert str(fault).startswith("/a/b: ")
    assert fault_of(OSError("x")) is fault_of(ValueError("x")) is None


def test_an_unreachable_database_is_one_sentence_and_exit_3(tmp_path: Path, articles: Path) -> None:
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none"
    done = run("serve", "--port", "0", env=environment(tmp_path, articles, STORE=url))
    assert done.returncode == 3
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_others_reach_needs_a_name(tmp_path: Path, articles: Path) -> None:
    done = run("serve", "--host", "0.0.0.0", "--port", "0", env=environment(tmp_path, articles))
    assert done.returncode == 2
    assert "GUICHET_BASE_URL" in done.stderr


def test_a_dot_env_file_of_the_working_folder_is_read(tmp_path: Path, articles: Path) -> None:
    (tmp_path / ".env").write_text("GUICHET_WORKERS=none\n")
    done = run("check", env=environment(tmp_path, articles), cwd=tmp_path)
    assert done.returncode == 2
    assert "GUICHET_WORKERS" in done.stderr


def test_db_upgrade_makes_the_schema_and_can_be_repeated(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    for _ in range(2):
        done = run("db", "upgrade", env=env)
        assert (done.returncode, done.stdout) == (0, "the database is up to date\n")
    assert (tmp_path / "guichet.db").is_file()
