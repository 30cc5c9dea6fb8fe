"""Mistakes of YAML are told in words for somebody who writes articles, at the line that mends them."""

from __future__ import annotations

import pytest

from app.content.yaml_strict import load
from app.errors import ContentError


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("id: x\ntitle: EPP: get it\n", 2, "a text with `: ` in it: put the whole text in quotes"),
        ("title:x\nid: y\n", 1, "no space after the colon"),
        ("id: x\n  owner: y\n", 2, "does not stand where the others do"),
        ("id: x\n\towner: y\n", 2, "a tab: write spaces"),
        ('title: "Get\nid: y\nowner: z\n', 1, "does not end with one"),
        ("related: [a, b\nowner: z\n", 1, "does not end with ]"),
        ("id: x\nrelated: [a, b]]\n", 2, "one ] more than ["),
        ("id: x\nand on\nowner: y\n", 2, "no `key: value`"),
        ('title: "C:\\dir"\n', 1, "use single quotes"),
        ("id: x\ntitle: @home\n", 2, "begins with @: put it in quotes"),
        ("title: 'it's here'\n", 1, "goes on after its closing quote"),
        ("title: - one\n", 1, "begins with `- `: put it in quotes"),
        ("title: > one\n", 1, "begins with | or >: put it in quotes"),
        ("title: *one* and two\n", 1, "begins with & or *: put it in quotes"),
        ('title: "One\nid: x\nowner: "you"\n', 3, "or a quote above is not closed"),
        ("title: &one two\n", 1, "begins with & or * in quotes"),
        ("questions:\n  - a\n - b\n", 3, "begin it in the same column"),
        ("id: x\nid: y\n", 2, "key 'id' given twice: keep one"),
    ],
)
def test_a_mistake_is_told_at_the_line_that_mends_it_and_how(text: str, line: int, message: str) -> None:
    with pytest.raises(ContentError) as error:
        load(text, path="fr/a.md", first_line=1)
    assert (error.value.line, error.value.code) == (line, "yaml")
    assert message in error.value.message


def test_a_line_of_blanks_without_end_is_told_without_trying_every_one_of_them() -> None:
    with pytest.raises(ContentError, match="does not stand where the others do"):
        load("id: x\n" + " " * 250_000 + "owner: y\n", path="fr/a.md", first_line=1)
