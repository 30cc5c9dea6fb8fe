"""`guichet link`: what may be sent to a customer, what may not, and where it begins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.link import link
from tests.support.server import environment
from tests.support.sites import article, compiler_for, write_site

FILES: dict[str, str | bytes] = {
    "fr/epp.md": article("Obtenir le code EPP", "Début.\n\n## Les étapes {#steps}\n\nOuvrez.", id="epp-code"),
    "fr/interne.md": article("Note", "Un mot.", id="internal-note", visibility="agents"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("link")
    with compiler_for(folder, write_site(folder / "articles", FILES), datetime.now(UTC)) as compiler:
        compiler.build()
    return folder


def linked(folder: Path, *arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(link, arguments, env=environment(folder, folder / "articles", **settings))


def test_without_an_address_of_the_site_the_link_is_made_and_a_note_says_what_to_set(folder: Path) -> None:
    done = linked(folder, "epp-code", "--format", "url")
    assert done.stdout == "http://127.0.0.1:8000/a/epp-code\n"
    assert done.stderr.count("GUICHET_BASE_URL") == 1
    told = linked(folder, "epp-code", "--format", "url", "--anchor", "steps", BASE_URL="https://aide.example.com")
    assert (told.stdout, told.stderr) == ("https://aide.example.com/a/epp-code#h-steps\n", "")


def test_an_internal_article_is_said_to_be_one_with_the_teams_address_and_no_link_to_send(folder: Path) -> None:
    done = linked(folder, "internal-note", BASE_URL="https://aide.example.com")
    assert done.stdout == ""
    assert str(done.exception) == (
        "article 'internal-note' is internal: customers cannot open it; "
        "the team reads it at https://aide.example.com/agent/a/internal-note"
    )
    assert str(linked(folder, "nothing").exception) == "there is no published article with the id 'nothing'"
