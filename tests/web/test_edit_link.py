"""« Modifier cette page »: shown where the repository's web address is configured, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.site import read_site
from app.content.yaml_strict import load
from app.model import Site
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY, Services
from tests.support.sites import article, compiler_for, settings_for, write_site

EDIT = "https://github.com/us/help/edit/main/articles/{path}"


def _site(address: str) -> tuple[Site, list[str]]:
    document = load(f"edit_url: '{address}'\n", path="site.yaml")
    site, problems = read_site(document, ("fr",))
    return site, [str(problem) for problem in problems]


def test_an_article_links_to_its_file_and_a_page_without_the_setting_does_not(tmp_path: Path) -> None:
    files = {"fr/é tude/epp.md": article("Obtenir le code", id="epp", slug="epp"), "site.yaml": f"edit_url: {EDIT}\n"}
    pages = {}
    for name in ("with", "without"):
        folder = write_site(tmp_path / name / "articles", files)
        if name == "without":
            (folder / "site.yaml").unlink()
        with compiler_for(tmp_path / name, folder) as compiler:
            compiler.build()
        settings = settings_for(tmp_path / name, folder)
        upgrade(settings.store)
        app = create_app(settings)
        parts: Services = app.extensions[KEY]
        parts.library.refresh()
        response = app.test_client().get("/fr/articles/epp")
        pages[name] = response.text
        assert "Set-Cookie" not in response.headers
        parts.store.close()
    address = "https://github.com/us/help/edit/main/articles/fr/%C3%A9%20tude/epp.md"
    assert f'href="{address}" rel="nofollow noopener noreferrer"' in pages["with"]
    assert "Modifier cette page" in pages["with"]
    assert "Modifier cette page" not in pages["without"]


@pytest.mark.parametrize(
    "address",
    [
        EDIT,
        "https://gitlab.example.com:8443/us/help/-/edit/main/{path}",
        "https://dev.example.com/us/_git/help?path=/{path}&version=GBmain",
    ],
)
def test_addresses_of_every_forge_are_taken(address: str) -> None:
    assert _site(address) == (Site(locales=("fr",), edit_url=address), [])


@pytest.mark.parametrize(
    "address",
    [
        "http://github.com/us/{path}",
        "javascript:alert({path})",
        "//evil.example/{path}",
        "https://{path}/x",
        "https://user:secret@github.com/{path}",
        "https://github.com/us/help",
        "https://github.com/{path}/{path}",
        "https://github.com/{name}/{path}",
        "https://github.com/a b/{path}",
        "https://github.com\\\\@evil/{path}",
    ],
)
def test_an_edit_address_that_is_not_https_or_names_no_file_is_refused_with_its_line(address: str) -> None:
    site, problems = _site(address)
    assert site.edit_url == ""
    assert problems == [
        "site.yaml:1: edit_url: must be an https address with {path} once in its path, "
        "such as https://github.com/us/help/edit/main/articles/{path}"
    ]
