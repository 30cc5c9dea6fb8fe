"""What templates may hold: message ids, no inline style or script, sanitised HTML in two slots only."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

WEB = Path(__file__).resolve().parents[2] / "app" / "web"
TEMPLATES = sorted(path for path in (WEB / "templates").rglob("*") if path.is_file())
SAFE = {
    "html | safe",
    "result.hit.snippet_html | safe",
    'shapes.get(name, shapes["other"]) | safe',
    'shapes["logo"] | safe',
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_s1_only_sanitised_html_is_printed_as_it_is(path: Path) -> None:
    found = re.findall(r"\{\{\s*\(?([^}]*?\|\s*safe)\b", path.read_text("utf-8"))
    assert {text.strip() for text in found} <= SAFE
    assert "Markup" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_words_of_any_language_stand_in_a_template(path: Path) -> None:
    # What is computed goes first: a comparison inside a tag does not end the tag.
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text("utf-8"), flags=re.S)
    text = re.sub(r"<[^>]*>|\b(lang|hreflang|dir)=", " ", plain)
    assert re.findall(r"[^\W\d_]{2,}", text) == []


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/fr/c/domains",
        "/fr/articles/code-epp",
        "/fr/search?q=code",
        "/fr/popularity",
        "/fr/nope",
        "/fr/privacy",
        "/api/v1/docs",
        "/fr/feedback/facture?answer=no",
    ],
)
def test_s9_nothing_is_inline_and_nothing_comes_from_elsewhere(small: FlaskClient, path: str) -> None:
    html = small.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    scripts = re.findall(r"<script(?![^>]*\ssrc=\"/static/)[^>]*>", html)
    assert set(scripts) <= {'<script type="application/ld+json">'}  # data, that no browser runs
    assert re.findall(r'(?:src|<link rel="stylesheet" href)="(?!/)', html) == []


def test_the_icons_are_files_of_ours_without_anything_that_runs_or_is_fetched() -> None:
    for file in sorted((WEB / "icons").iterdir()):
        root = ElementTree.fromstring(file.read_text("utf-8"))
        names = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()}
        assert names <= {"svg", "path", "circle", "rect"}
        assert root.get("viewBox") == ("0 0 32 32" if file.stem == "logo" else "0 0 24 24")
        assert not {
            name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name
        }


def test_every_icon_that_a_template_names_is_a_file() -> None:
    written = "\n".join(path.read_text("utf-8") for path in TEMPLATES)
    named = set(re.findall(r"icons\.icon\(\"([a-z]+)\"\)", written))
    assert named <= {file.stem for file in (WEB / "icons").iterdir()}
    assert len(named) > 20


@pytest.mark.parametrize("path", sorted((WEB / "static").glob("*.css")), ids=lambda path: path.name)
def test_whatever_opens_shows_that_it_does(path: Path) -> None:
    # A summary that is no list item has no triangle: then it draws a mark of its own, and says `list-style: none`.
    rules = re.findall(r"[^{}]*\bsummary\s*\{([^}]*)\}", path.read_text("utf-8"))
    assert [rule for rule in rules if "display: inline" in rule and "list-style: none" not in rule] == []
