"""The page of all components: for editors, complete, in the colours of the brand."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.model.colors import TEXT_CONTRAST
from app.web.editor.components import PARTS, swatches
from app.web.icons import LOGO, shapes
from tests.support.accounts import signed_in


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_has_its_place(editor_app: Flask, language: str) -> None:
    html = signed_in(editor_app, "editor").get(f"/editor/components?lang={language}").text
    assert re.findall(r'id="part-([a-z]+)"', html) == list(PARTS)
    assert all(f"<code>{name}</code>" in html for name in shapes().keys() - {LOGO})
    for state in ("button-main", "notice-error", "action-first", "label-new", "tag-care", "neighbour-next"):
        assert state in html


def test_what_the_page_says_it_shows_it_shows(editor_app: Flask) -> None:
    html = signed_in(editor_app, "editor").get("/editor/components?lang=fr").text
    drawn = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
    named = set(re.findall(r"\.([a-z-]+)", " ".join(PARTS.values())))
    assert named - drawn == set()


def test_only_editors_see_it(anonymous: FlaskClient, editor_app: Flask) -> None:
    assert anonymous.get("/editor/components").status_code == 303
    assert signed_in(editor_app, "agent").get("/editor/components").status_code == 403


@pytest.mark.parametrize("color", ["#0b6e99", "#ffff00", "#000000", "#ff0000", "#777777"])
@pytest.mark.parametrize("dark", [False, True])
def test_each_text_colour_can_be_read_on_each_ground_it_stands_on(color: str, dark: bool) -> None:
    told = {one.name: one.worst for one in swatches(color, dark) if one.worst}
    assert {"text", "muted", "accent", "on-accent"} <= told.keys()
    assert all(told[name] >= TEXT_CONTRAST - 0.1 for name in ("text", "muted", "accent", "on-accent"))
