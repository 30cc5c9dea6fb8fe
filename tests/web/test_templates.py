"""What templates may hold: message ids, no inline style or script, sanitised HTML in two slots only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

WEB = Path(__file__).resolve().parents[2] / "app" / "web"
TEMPLATES = sorted(path for path in (WEB / "templates").rglob("*") if path.is_file())
SAFE = {"html | safe", "result.hit.snippet_html | safe", 'shapes.get(name, shapes["other"]) | safe'}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_s1_only_sanitised_html_is_printed_as_it_is(path: Path) -> None:
    found = re.findall(r"\{\{\s*\(?([^}]*?\|\s*safe)\b", path.read_text("utf-8"))
    assert {text.strip() for text in found} <= SAFE
    assert "Markup" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_words_of_any_language_stand_in_a_template(path: Path) -> None:
    text = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|\b(lang|hreflang|dir)=", " ", path.read_text("utf-8"), flags=re.S
    )
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
