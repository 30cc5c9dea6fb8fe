"""The short way through front matter: never another answer than the YAML parser's."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content.yaml_simple import simple
from app.content.yaml_strict import Document, load, parse
from app.errors import ContentError

WORDS = st.text("ab0é _.,;:!?'\"«»()[]{}/%+=&*@#<>|~`\\-\u00a0’\t", max_size=12)
PLAIN = st.from_regex(r"[a-zé0-9](?:[a-z é:'\"/,.-]{0,10})", fullmatch=True)
VALUES = st.one_of(
    WORDS,
    PLAIN,
    st.builds('"{}"'.format, WORDS),
    st.builds("'{}'".format, WORDS),
    st.builds("[{}]".format, st.lists(st.one_of(PLAIN, WORDS), max_size=3).map(", ".join)),
    st.sampled_from(
        ["", "null", "true", "yes", "1e3", "0x1F", "2026-01-01", "12:30", "~", "&a b", "*a", "!!str x", "|", ">"]
    ),
)
KEYS = st.sampled_from(
    ["a", "title", "ms.date", "ms:x", "exl-id", "a", "b c", "<<", "'q'", "?", "-", "é", "---", "..."]
)
LINES = st.one_of(
    st.builds("{}:{}{}".format, KEYS, st.sampled_from([" ", "", "  ", "\t"]), VALUES),
    st.builds("{}-{}{}".format, st.sampled_from(["", "  ", "    ", " "]), st.sampled_from([" ", "  ", ""]), VALUES),
    st.builds("{}- {}: {}".format, st.sampled_from(["", "  "]), KEYS, VALUES),
    st.builds("  {}".format, VALUES),
    st.sampled_from(["", " ", "# note", "---", "...", "%YAML 1.1", "key:", "list:", "list: "]),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=7).map("\n".join), st.integers(1, 3))
@example("list:\n- a\n- b\nother: x", 2)
@example("list:\n  - id: a\n    name: b", 1)
@example("list:\n  - a\n - b", 1)
@example("a: b\n  c", 1)
@example("a: b #c", 1)
@example("a: [b, c]\nd: 'it is'\ne: \"no # comment: here\"", 1)
def test_what_is_read_the_short_way_is_what_the_yaml_parser_reads(text: str, first_line: int) -> None:
    if simple(text) is not None:
        assert load(text, path="fr/a.md", first_line=first_line) == parse(text, "fr/a.md", first_line)


def test_front_matter_as_people_write_it_goes_the_short_way() -> None:
    text = (
        "title: L’« EPP », c'est quoi ?\nid: epp-code\nsummary: \"Où le trouver : ici # là\"\nowner: 'Support'\n"
        "questions:\n  - code epp perdu\n  - où est mon code ?\nkeywords: [auth code, EPP]\nrelated: []\n\nstatus:\n"
        "contributors:\n- id: someone\nupdated: 2026-05-04\nsource: https://example.org/a"
    )
    found = simple(text)
    assert found is not None
    assert found.values == {
        "title": "L’« EPP », c'est quoi ?",
        "id": "epp-code",
        "summary": "Où le trouver : ici # là",
        "owner": "Support",
        "questions": ["code epp perdu", "où est mon code ?"],
        "keywords": ["auth code", "EPP"],
        "related": [],
        "status": "",
        "contributors": [{"id": "someone"}],
        "updated": "2026-05-04",
        "source": "https://example.org/a",
    }
    assert load(text, path="fr/a.md", first_line=2) == parse(text, "fr/a.md", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: &x 1",
        "a: *x",
        "a: !!python/object x",
        "a: 1\na: 2",
        "<<: {a: b}",
        "a: b # c",
        "a: >\n  b",
        "a: {b: c}",
        "a: b: c",
        "a:\n  b: c",
        "? a",
        "- a",
        "a: 'it''s'",
        'a: "\\u0041"',
        "a: b\n  c",
        "a:\tb",
        "%TAG ! x",
        "a: b\n---\nc: d",
        "a: b\u2028c",
    ],
)
def test_f1_to_f9_everything_else_is_left_to_the_yaml_parser(text: str) -> None:
    assert simple(text) is None


def test_f10_text_that_is_too_large_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(ContentError, match="larger than"):
        load("a: " + "b" * 10_000, path="fr/a.md", max_bytes=8 * 1024)


def test_lines_are_those_of_the_file() -> None:
    document = load("a: x\nb:\n- y\n- z", path="fr/a.md", first_line=5)
    assert document == Document({"a": "x", "b": ["y", "z"]}, {("a",): 5, ("b",): 6, ("b", "0"): 7, ("b", "1"): 8})


@pytest.mark.parametrize("line", ["a: b", "a: [b", "a: 'b", "- a", "a:", "a: [b,"])
def test_f10_a_long_line_takes_time_in_proportion(line: str) -> None:
    """Ten times as long takes a minute where it takes the square of its length."""
    assert simple(f"a:\n{line}{' ' * 250_000}\t") is None
