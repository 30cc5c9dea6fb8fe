"""Front matter changed as text: what is not changed stays to the byte, and a change is done right or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.fields import KEYS
from app.content.frontmatter import split
from app.content.rewriting import set_list, set_value
from app.content.rewriting_links import relink
from app.errors import GuichetError

NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
LINES = st.sampled_from(
    ["# a comment", "", "summary: >\n  two\n  lines", "keywords: [a, b]  # few", "owner: 'l''équipe'", "weight: 3"]
)


def _fields(data: bytes) -> dict[str, object]:
    return dict(split(data.decode(), "x.md", KEYS).fields)


@given(
    lines=st.lists(LINES, unique=True), slug=NAMES, aliases=st.lists(NAMES, unique=True, max_size=4), crlf=st.booleans()
)
def test_a_change_changes_one_key_and_no_other_byte_outside_its_lines(
    lines: list[str], slug: str, aliases: list[str], crlf: bool
) -> None:
    text = "\n".join(["---", "title: T", *lines, "slug: old # why", "---", "", "Body", ""])
    data = (text.replace("\n", "\r\n") if crlf else text).encode()
    changed = set_list(set_value(data, "x.md", "slug", slug), "x.md", "aliases", aliases)
    plain = changed.decode().replace("\r\n", "\n")
    assert split(plain, "x.md", KEYS).fields["slug"] == slug
    assert split(plain, "x.md", KEYS).fields["aliases"] == aliases
    rest = "\n".join(line for line in plain.split("\n") if not line.startswith(("slug:", "aliases:")))
    assert rest == text.replace("slug: old # why\n", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: [a] # why", "aliases: [a, b] # why"),
        ("aliases:", "aliases: [a, b]"),
        ("aliases:\n- a", "aliases:\n- a\n- b"),
        ("aliases: [\n  a,\n]", "aliases: [a, b]"),
        ('aliases: ["a"]', "aliases: [a, b]"),
    ],
)
def test_a_list_keeps_its_layout(before: str, after: str) -> None:
    data = f"---\ntitle: T\n{before}\nweight: 1\n---\n\nx\n".encode()
    assert set_list(data, "x.md", "aliases", ["a", "b"]) == data.replace(before.encode(), after.encode())


def test_a_file_without_front_matter_gets_some() -> None:
    assert set_value(b"# Titre\n\nx\n", "x.md", "id", "a") == b"---\nid: a\n---\n# Titre\n\nx\n"


def test_front_matter_that_cannot_be_read_is_not_touched() -> None:
    with pytest.raises(GuichetError, match="mend that first"):
        set_value(b"---\ntitle: a: b\n---\n", "x.md", "slug", "a")


@pytest.mark.parametrize("value", ["yes", "a: b", "# no", "null", "é tude", '"', "- x", "2026-01-01", "{a}"])
def test_a_text_is_written_so_that_it_is_read_again(value: str) -> None:
    data = set_value(b"---\ntitle: T\n---\n", "x.md", "owner", value)
    assert _fields(data)["owner"] == value


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("[a](b.md)", "[a](../d/b.md)"),
        ("[a](b.md#x 'T')", "[a](../d/b.md#x 'T')"),
        ("![a](<../i/a b.png>)", "![a](<../i/a b.png>)"),
        ("![a](i%20j.png)", "![a](../d/i%20j.png)"),
        ("`[a](b.md)` [a](https://x.example/b.md)", "`[a](b.md)` [a](https://x.example/b.md)"),
        ("[a](article:b) [b](#x) [c](/fr/x) [d](../../../etc/passwd)", None),
        ("[a]: b.md 'T'", "[a]: ../d/b.md 'T'"),
    ],
)
def test_links_of_a_file_that_moves_lead_where_they_led(written: str, mended: str | None) -> None:
    moved = {"fr/d/me.md": "fr/e/me.md"}
    assert relink(written, "fr/d/me.md", moved) == (mended or written)
