"""Arabic without a file of its own: words are cut and folded, in whichever spelling."""

from __future__ import annotations

import pytest

from app.search.analysis import analyzer


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("تَجْدِيد", "تجديد"),
        ("تجـــديد", "تجديد"),
        ("أسم", "اسم"),
        ("إعدادات", "اعدادات"),
        ("آخر", "اخر"),
        ("كلمة", "كلمه"),
        ("أخرى", "اخري"),
    ],
)
def test_alefs_vowel_marks_and_tatweel_make_no_other_word(written: str, term: str) -> None:
    assert analyzer("ar").terms(written) == [term]


def test_words_are_cut_at_arabic_punctuation() -> None:
    assert analyzer("ar").terms("ادفع، ثم انتظر؛ ns1.example.com؟")[:3] == ["ادفع", "ثم", "انتظر"]
