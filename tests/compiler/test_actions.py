"""Portal actions in a build: what is refused with file and line, and what articles show of a portal."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.compiler.reading import read_portal
from app.generations import Edition, Generations
from app.model import Problem
from tests.support.sites import SECRET, article, compiler_for, write_site

SITE = "locales: [fr, en]\n"
PORTAL = """preset: fossbilling
base_url: https://clients.example.com/
workflows:
  services.backups:
    path: "backups/{service_id}"
    without: services.list
    label: {en: "Restore a backup"}
    hint: {en: "The list of your backups."}
"""


def checked(folder: Path, files: dict[str, str | bytes]) -> list[Problem]:
    """All problems but hints about translations."""
    with compiler_for(folder, write_site(folder / "articles", {"site.yaml": SITE, **files})) as compiler:
        return [problem for problem in compiler.check() if problem.code != "missing-translation"]


def published(folder: Path, files: dict[str, str | bytes]) -> Edition:
    with compiler_for(folder, write_site(folder / "articles", {"site.yaml": SITE, **files})) as compiler:
        name = compiler.build().generation
    return Generations(folder / "index", SECRET).open(name).edition("public")[0]


def test_an_action_without_a_label_in_the_articles_language_is_an_error_at_its_line(tmp_path: Path) -> None:
    one = article("Sauvegardes", id="backups", workflows=["services.backups"])
    problems = checked(tmp_path, {"portal.yaml": PORTAL, "fr/a.md": one, "en/a.md": one})
    assert [(str(p), p.severity) for p in problems] == [
        ("fr/a.md:4: workflows: 'services.backups' has no label in fr: write one in portal.yaml", "error")
    ]


def test_an_unknown_action_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    body = "Voir\n\n[x](portal:domains.lists)"
    files = {"fr/a.md": article("A", workflows=["domains.ep-code"]), "fr/b.md": article("B", body)}
    assert [(str(p), p.severity) for p in checked(tmp_path, {"portal.yaml": PORTAL, **files})] == [
        ("fr/a.md:3: unknown workflow 'domains.ep-code', did you mean 'domains.epp-code'?", "error"),
        ("fr/b.md:7: unknown workflow 'domains.lists', did you mean 'domains.list'?", "error"),
    ]


def test_an_action_that_the_portal_has_no_screen_for_is_a_hint_and_shows_nothing(tmp_path: Path) -> None:
    one = article("A", "Voir [le certificat](portal:ssl.configure).", workflows=["ssl.configure", "domains.list"])
    files: dict[str, str | bytes] = {"portal.yaml": PORTAL, "fr/a.md": one}
    assert [(str(p), p.severity) for p in checked(tmp_path, files)] == [
        ("fr/a.md:3: the portal has no screen for 'ssl.configure': no button is shown", "hint"),
        ("fr/a.md:6: the portal has no screen for 'ssl.configure': the link is plain text", "hint"),
    ]
    assert "ssl.configure" not in published(tmp_path, files).portal.workflows


@pytest.mark.parametrize(
    ("portal", "line", "fact"),
    [
        ("preset: whmcs\nbase_url: http://clients.example.com/\n", 2, "https"),
        ("base_url: https://user:pw@clients.example.com/\n", 1, "password"),
        ("preset: whmcs\n\nbase_url:\n  fr: https://a.example/\n  en: http://b.example/\n", 3, "https"),
        ("preset: wmhcs\n", 1, "did you mean 'whmcs'?"),
        ("preset: whmcs\nbase-url: https://a.example/\n", 2, "unknown key 'base-url'"),
        ("workflows:\n  account.login:\n    login: true\n    path: ../x\n", 4, "below the base address"),
        ("workflows:\n  account.login:\n    label: {xx: y}\n", 3, "'xx' is no language"),
    ],
)
def test_g6_what_is_wrong_in_portal_yaml_is_an_error_at_its_line(
    tmp_path: Path, portal: str, line: int, fact: str
) -> None:
    problems = checked(tmp_path, {"portal.yaml": portal, "fr/a.md": article("A")})
    assert [(p.path, p.line, p.severity) for p in problems] == [("portal.yaml", line, "error")]
    assert fact in problems[0].message


@pytest.mark.parametrize("address", ["http://127.0.0.1:8090", "http://localhost/area/", "https://clients.example.com"])
def test_an_https_address_and_one_of_this_machine_are_accepted(tmp_path: Path, address: str) -> None:
    assert checked(tmp_path, {"portal.yaml": f"base_url: {address}\n", "fr/a.md": article("A")}) == []


def test_the_portal_can_be_read_alone(tmp_path: Path) -> None:
    portal, problems = read_portal(write_site(tmp_path, {"portal.yaml": PORTAL}))
    assert portal.base_url == "https://clients.example.com/"
    assert portal.workflows["services.backups"].parameters == ("service_id",)
    assert problems == []


def test_without_portal_yaml_the_portal_is_the_default_preset_without_an_address(tmp_path: Path) -> None:
    portal, _ = read_portal(write_site(tmp_path, {"site.yaml": SITE}))
    assert portal.base_url is None
    assert "domains.epp-code" in portal.workflows


def test_a_button_in_a_text_follows_its_hint_from_build_to_build(tmp_path: Path) -> None:
    body = "[Restore](portal:services.backups)"
    files: dict[str, str | bytes] = {"site.yaml": SITE, "portal.yaml": PORTAL, "en/a.md": article("A", body)}
    articles = write_site(tmp_path / "articles", files)
    with compiler_for(tmp_path, articles) as compiler:
        compiler.build()
        changed = PORTAL.replace("The list of your backups.", "Your backups by day.")
        name = compiler.build().generation if write_site(articles, {"portal.yaml": changed}) else ""
    edition, bodies = Generations(tmp_path / "index", SECRET).open(name).edition("public")
    shown = edition.articles[0]
    assert "Your backups by day. Sign-in needed." in bodies(shown.locale, shown.id).html
