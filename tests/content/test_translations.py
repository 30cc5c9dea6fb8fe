"""Sections of a translation beside those of its source: what is owed, how it reads, what readers must know."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.checks.history import NOT_COMMITTED
from app.content.translations import Part, Version, difference, last_changed, owed, parts_of, reasons, significant
from app.model import Line, SectionDebt

FRENCH = """---
title: Retirer un domaine
summary: En deux étapes
owner: support
workflows: [domains.list]
---
Vous avez 5 jours.

## Les étapes {#steps}

1. Ouvrez la page.
2. Cliquez.

## Le prix {#price}

Cela coûte 1 000,50 DH par an.
"""
ENGLISH = """---
title: Withdraw a domain
workflows: [domains.list]
---
You have 5 days.

## Steps {#steps}

1. Open the page.
2. Click.

## The price {#price}

It costs 1,000.50 MAD a year.
"""


def version(day: int, text: str) -> Version:
    return Version(datetime(2026, 1, day, tzinfo=UTC), parts_of(text.encode()))


def debts(old: str, new: str, english: str = ENGLISH) -> list[SectionDebt]:
    return list(owed([version(3, new), version(1, old)], [version(2, english)]))


def drawn(line: Line) -> str:
    marks = {"same": "{}", "removed": "[{}]", "added": "<{}>", "gap": "…"}
    return "".join(marks[piece.kind].format(piece.text) for piece in line)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5 jours.", "5  jours ."),
        ("1 000,50 DH", "1\u202f000,50\u00a0DH"),
        ("Cliquez.", "**Cliquez**."),
        ("2. Cliquez.", "2) Cliquez.\n\n"),
        ("Vous avez", "\n\nVous avez"),
        ("En deux étapes", "« En deux étapes »"),
        ("owner: support", "owner: amina\nkeywords: [x, y]"),
        ("## Le prix", "### Le prix"),
        ("\n", "\r\n"),
    ],
)
def test_spaces_typography_and_keys_that_nobody_sees_are_no_debt(old: str, new: str) -> None:
    assert old in FRENCH
    assert debts(FRENCH, FRENCH.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "anchor", "why"),
    [
        ("5 jours", "7 jours", "", ("delay",)),
        ("5 jours", "sept jours", "", ("delay",)),
        ("1 000,50 DH", "1 200 DH", "price", ("price",)),
        ("1 000,50 DH par an", "1 000,50 DH, soit 3 fois moins", "price", ("number",)),
        ("2. Cliquez.", "2. Attendez.\n3. Cliquez.", "steps", ("steps",)),
        ("Ouvrez la page", "Ouvrez [la page](portal:domains.epp-code)", "steps", ("workflow",)),
        ("[domains.list]", "[domains.list, domains.lock]", "", ("workflow",)),
        ("Ouvrez la page", "Affichez la page", "steps", ()),
        ("Ouvrez la page", "Ouvrez [la page](https://example.com/12)", "steps", ()),
        ("Retirer un domaine", "Supprimer un domaine", "", ()),
        ("En deux étapes", "Vite fait", "", ()),
    ],
)
def test_the_section_that_changed_is_owed_and_says_whether_readers_must_know(
    old: str, new: str, anchor: str, why: tuple[str, ...]
) -> None:
    assert old in FRENCH
    (debt,) = debts(FRENCH, FRENCH.replace(old, new))
    assert (debt.anchor, debt.change, debt.reasons) == (anchor, "changed", why)
    assert debt.since == datetime(2026, 1, 3, tzinfo=UTC)


def test_a_fact_that_the_translation_gives_already_is_no_news_there() -> None:
    (debt,) = debts(FRENCH, FRENCH.replace("5 jours", "7 jours"), ENGLISH.replace("5 days", "7 days"))
    assert debt.reasons == ()


def test_only_a_counterpart_that_was_changed_since_settles_a_section() -> None:
    news = FRENCH.replace("5 jours", "7 jours").replace("DH par an", "DH par mois")
    english = [version(4, ENGLISH.replace("5 days", "7 days")), version(2, ENGLISH)]
    (debt,) = owed([version(3, news), version(1, FRENCH)], english)
    assert debt.anchor == "price"
    assert last_changed(english) == datetime(2026, 1, 4, tzinfo=UTC)


def test_a_change_that_was_taken_back_is_no_debt() -> None:
    news = FRENCH.replace("5 jours", "7 jours")
    assert list(owed([version(4, FRENCH), version(3, news), version(1, FRENCH)], [version(2, ENGLISH)])) == []


def test_sections_that_came_and_went_are_owed_as_a_whole() -> None:
    news = FRENCH.replace("## Le prix {#price}\n\nCela coûte 1 000,50 DH par an.", "## Après {#next}\n\nAttendez.")
    came, went = debts(FRENCH, news)
    assert (came.anchor, came.change, [drawn(line) for line in came.lines]) == (
        "next",
        "added",
        ["<Après>", "<Attendez.>"],
    )
    assert (went.anchor, went.change, went.reasons) == ("price", "removed", ("price",))
    assert [drawn(line) for line in went.lines][-1] == "[Cela coûte 1 000,50 DH par an.]"


def test_what_is_not_committed_is_owed_and_a_translation_being_written_owes_nothing() -> None:
    news = Version(NOT_COMMITTED, parts_of(FRENCH.replace("5 jours", "7 jours").encode()))
    source = [news, version(1, FRENCH)]
    assert [debt.since for debt in owed(source, [version(2, ENGLISH)])] == [None]
    assert list(owed(source, [Version(NOT_COMMITTED, parts_of(ENGLISH.encode()))])) == []


def test_a_source_younger_than_its_translation_counts_as_what_that_was_made_from() -> None:
    assert list(owed([version(9, FRENCH)], [version(2, ENGLISH)])) == []


def test_anchors_in_code_and_in_running_text_divide_nothing() -> None:
    text = "A {#no}\n\n```\n## B {#code}\n```\n\nC {#under}\n---\n\n## D {#d} ##\nE\n"
    assert {anchor: part.lines[-1] for anchor, part in parts_of(text.encode()).items() if part.lines} == {
        "": "```",
        "d": "E",
    }
    assert list(parts_of(text.encode())) == ["", "under", "d"]


def test_a_difference_shows_words_and_leaves_out_what_stayed() -> None:
    old = ["un", "deux", "trois", "Vous avez cinq jours.", "quatre", "cinq", "six"]
    new = ["un", "deux", "trois", "Vous avez sept jours.", "quatre", "cinq", "six"]
    lines, cut = difference(old, new)
    assert [drawn(line) for line in lines] == ["…", "trois", "Vous avez [cinq]<sept> jours.", "quatre", "…"]
    assert not cut


def test_a_difference_that_is_too_long_is_cut() -> None:
    lines, cut = difference([], [f"ligne {n}" for n in range(5_000)])
    assert cut
    assert len(lines) <= 60


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_every_difference_holds_what_went_and_what_came(old: list[str], new: list[str]) -> None:
    lines, _ = difference(old, new)
    known = "\n".join([*old, *new])
    for line in lines:
        for piece in line:
            assert piece.kind == "gap" or piece.text in known


@given(st.binary(max_size=400))
def test_any_bytes_have_sections(data: bytes) -> None:
    parts = parts_of(data)
    assert "" in parts
    assert list(owed([Version(NOT_COMMITTED, parts)], [Version(NOT_COMMITTED, parts)])) == []


@given(st.text(max_size=60))
def test_what_is_significant_of_a_line_stays_so(text: str) -> None:
    part = Part("", (text,))
    assert reasons(part, part, None) == ()
    assert significant(text) == significant(f"  {text}  ")
