"""Where a letter goes on to something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import MAX_TICKET_CHARACTERS
from app.search.tickets.manners import manners
from app.search.tickets.matters import LONGEST, MATTERS, matters, quoted
from app.search.tickets.prose import letter


def parts(text: str, locale: str = "fr") -> list[str]:
    return [quoted(part, len) for part in matters(letter(text, manners(locale)), manners(locale))]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Où est A ? Et où est B ?", "fr", ["Où est A ?", "Et où est B ?"]),
        ("Où est A ? Je cherche. Merci d'avance.", "fr", ["Où est A ? Je cherche. Merci d'avance."]),
        ("1) A\n2) B ; 3) C", "fr", ["A", "B", "C"]),
        ("- A\n- B", "fr", ["A", "B"]),
        ("A ne va pas. Je voudrais également B.", "fr", ["A ne va pas.", "Je voudrais également B."]),
        ("A ne va pas. Je voudrais EGALEMENT B.", "fr", ["A ne va pas.", "Je voudrais EGALEMENT B."]),
        ("je veux A et aussi B", "fr", ["je veux A", "et aussi B"]),
        ("je veux A et d’autre part B", "fr", ["je veux A et", "d’autre part B"]),
        ("A fails. I also want B.", "en", ["A fails.", "I also want B."]),
        ("A fails, one more question: B", "en", ["A fails", "one more question: B"]),
        ("Un seul mot", "fr", ["Un seul mot"]),
        ("A. B. C.", "es", ["A. B. C."]),
        ("", "fr", []),
    ],
)
def test_another_matter_begins_with_an_item_a_question_or_words_that_say_so(
    text: str, locale: str, expected: list[str]
) -> None:
    assert parts(text, locale) == expected


def test_there_are_only_so_many_and_nothing_is_lost() -> None:
    text = letter("\n".join(f"- Où est {chr(97 + i % 26)} ?" for i in range(60)), manners("fr"))
    found = matters(text, manners("fr"))
    assert len(found) == MATTERS
    assert "".join(found).split() == text.split()


def test_what_is_repeated_of_a_part_is_short() -> None:
    assert len(quoted("mot " * 200, len)) <= LONGEST + 1
    assert quoted(f"{'mot ' * 60}. Où est A ?", lambda sentence: float("A" in sentence)) == "Où est A ?"


@pytest.mark.parametrize("sign", ["?", "? ", "- ", "\n- ", "1) ", "aussi. ", "et aussi ", "a? b\n"])
def test_hostile_letters_are_taken_apart_too(sign: str) -> None:
    text = letter(sign * MAX_TICKET_CHARACTERS, manners("fr"))
    assert len(matters(text, manners("fr"))) <= MATTERS


@given(st.text(alphabet="a?.-\n 1)é", max_size=120))
@settings(deadline=None)
def test_any_letter_is_its_parts(text: str) -> None:
    assert "".join(matters(text, manners("fr"))).split() == text.split()
