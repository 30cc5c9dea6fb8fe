"""Words of somebody else inside a sentence of ours."""

from __future__ import annotations

from app.locales import isolated


def test_text_that_runs_like_its_sentence_stays_as_it_is() -> None:
    for text in ("", "code epp", "n° 3 : « déjà payée »", "日本語", "12.5 %"):
        assert isolated(text, "ltr") == text


def test_text_that_runs_the_other_way_is_set_apart() -> None:
    assert isolated("نطاق example.ma", "ltr") == "\u2068نطاق example.ma\u2069"
    assert isolated("code!", "rtl") == "\u2068code!\u2069"


def test_signs_that_turn_what_follows_round_are_left_out() -> None:
    assert isolated("\u202efacture", "ltr") == "facture"
    assert isolated("\u2069 ש \u2067", "ltr") == "\u2068 ש \u2069"
