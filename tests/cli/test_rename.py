"""`guichet rename`: files, front matter, links and addresses, as an editor uses it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from tests.support.remotes import IDENTITY
from tests.support.server import environment
from tests.support.sites import write_site

FRONT = """---
# why we wrote this
id: epp-code
title: "Le code : où ?"   # short
slug: code-epp  # as before the move
questions:
  - où est le code
  # asked on the phone
  - mon code
category: domains
aliases:
  - ancien   # 2019
---
"""
FILES: dict[str, str | bytes] = {
    "site.yaml": "locales: [fr, en]\ncategories:\n  - {id: domains}\n  - {id: billing}\n",
    "fr/domains/epp.md": FRONT
    + "\nVoir [autre](autre.md#a), ![x](../_images/x.png), [réf][1], `[code](autre.md)`.\n\n[1]: <autre.md>\n",
    "en/domains/epp.md": "---\nid: epp-code\ntitle: The code\n---\n\nText.\n",
    "fr/domains/autre.md": "---\ntitle: Autre\naliases: [pris]\n---\n\n## A {#a}\n\n"
    "Voir [le code](epp.md#steps) et [ici](./epp.md).\n",
    "fr/_images/x.png": b"not looked at",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_site(tmp_path / "articles", FILES)


def rename(articles: Path, *arguments: str) -> Result:
    env = {"GUICHET_ARTICLES": str(articles), "GUICHET_INSTANCE": str(articles.parent / "instance")}
    return CliRunner().invoke(cli, ["rename", *arguments], env=env)


def everything(articles: Path) -> dict[str, bytes]:
    return {str(path.relative_to(articles)): path.read_bytes() for path in articles.rglob("*") if path.is_file()}


def test_a_new_slug_keeps_the_old_one_as_alias_and_every_comment(articles: Path) -> None:
    done = rename(articles, "epp-code", "--slug", "mon-code", "--locale", "fr")
    assert done.exit_code == 0, done.output
    text = (articles / "fr/domains/epp.md").read_text()
    wanted = str(FILES["fr/domains/epp.md"]).replace("slug: code-epp ", "slug: mon-code ")
    assert text == wanted.replace("  - ancien   # 2019\n", "  - ancien   # 2019\n  - code-epp\n")


def test_going_back_to_a_former_slug_takes_it_out_of_the_aliases(articles: Path) -> None:
    assert rename(articles, "epp-code", "--slug", "ancien", "--locale", "fr").exit_code == 0
    text = (articles / "fr/domains/epp.md").read_text()
    assert "slug: ancien" in text
    assert "aliases:\n  - code-epp\n---" in text


@pytest.mark.parametrize(("slug", "why"), [("autre", "that of fr/domains/autre.md"), ("pris", "was called so")])
def test_f15_a_slug_or_alias_that_is_taken_is_refused_and_nothing_changes(articles: Path, slug: str, why: str) -> None:
    before = everything(articles)
    done = rename(articles, "epp-code", "--slug", slug, "--locale", "fr")
    assert done.exit_code == 1
    assert why in done.output
    assert everything(articles) == before


def test_a_slug_is_one_language_s_own_and_must_name_it(articles: Path) -> None:
    done = rename(articles, "epp-code", "--slug", "mon-code")
    assert done.exit_code == 1
    assert "--locale (en, fr)" in done.output


def test_another_category_moves_all_translations_and_mends_links_and_pictures(articles: Path) -> None:
    assert rename(articles, "epp-code", "--to-category", "billing").exit_code == 0
    moved = (articles / "fr/billing/epp.md").read_text()
    assert "category: billing\n" in moved
    assert "[autre](../domains/autre.md#a), ![x](../_images/x.png), [réf][1], `[code](autre.md)`" in moved
    assert "[1]: <../domains/autre.md>" in moved
    other = (articles / "fr/domains/autre.md").read_text()
    assert "[le code](../billing/epp.md#steps) et [ici](../billing/epp.md)" in other
    english = (articles / "en/billing/epp.md").read_text()
    assert "slug: epp\n" in english or "slug" not in english
    assert not (articles / "en/domains").exists()


def test_a_file_that_is_renamed_keeps_the_id_slug_and_category_that_its_name_gave(articles: Path) -> None:
    assert rename(articles, "autre", "--file", "divers/nouveau.md").exit_code == 0
    text = (articles / "fr/divers/nouveau.md").read_text()
    assert {"id: autre", "slug: autre", "category: domains"} <= set(text.splitlines())
    assert "[le code](../domains/epp.md#steps)" in text


@pytest.mark.parametrize(
    "path", ["../x.md", "/etc/x.md", "_images/x.md", ".git/x.md", "x.txt", "a//b.md", "-x.md", "a/../b.md"]
)
def test_a22_a_file_cannot_leave_the_language_s_folder(articles: Path, path: str) -> None:
    before = everything(articles)
    assert rename(articles, "epp-code", "--file", path).exit_code == 2
    assert everything(articles) == before


def test_a_folder_that_is_a_link_out_of_the_content_is_not_written_into(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (articles / "fr/out").symlink_to(tmp_path / "outside")
    done = rename(articles, "epp-code", "--file", "out/epp.md", "--locale", "fr")
    assert done.exit_code == 3
    assert not list((tmp_path / "outside").iterdir())
    assert (articles / "fr/domains/epp.md").exists()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_where_one_translation_cannot_go_none_is_moved(articles: Path, tmp_path: Path, locale: str) -> None:
    (tmp_path / "outside").mkdir()
    (articles / locale / "billing").symlink_to(tmp_path / "outside")
    before = everything(articles)
    done = rename(articles, "epp-code", "--to-category", "billing")
    assert (done.exit_code, "leads out of the content folder" in done.output) == (3, True)
    assert everything(articles) == before


def test_a_place_that_is_taken_is_refused_whatever_its_case(articles: Path) -> None:
    done = rename(articles, "epp-code", "--file", "domains/Autre.md", "--locale", "fr")
    assert done.exit_code == 1
    assert "there is fr/domains/autre.md already" in done.output


def test_a_dry_run_shows_every_line_and_changes_nothing(articles: Path) -> None:
    before = everything(articles)
    done = rename(articles, "epp-code", "--slug", "mon-code", "--locale", "fr", "--to-category", "billing", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "-slug: code-epp  # as before the move" in done.output
    assert "+slug: mon-code  # as before the move" in done.output
    assert everything(articles) == before


def test_git_knows_of_the_move_and_windows_line_ends_stay(articles: Path) -> None:
    path = articles / "en/domains/epp.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run(
            ["git", "-C", str(articles), *command], check=True, env=environment(articles, articles) | IDENTITY
        )
    assert rename(articles, "epp-code", "--to-category", "billing", "--locale", "en").exit_code == 0
    command = ["git", "-C", str(articles), "status", "--porcelain"]
    status = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert status == "RM en/domains/epp.md -> en/billing/epp.md\n"
    data = (articles / "en/billing/epp.md").read_bytes()
    assert b"category: billing\r\n" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_an_article_that_is_not_there_is_one_sentence(articles: Path) -> None:
    done = rename(articles, "nope", "--to-category", "billing")
    assert done.exit_code == 1
    assert "there is no article 'nope'" in done.output
