"""English words that are written by ear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis.english_sounds import SOUNDS
from app.search.analysis.sounds import sounding

sound = sounding(SOUNDS)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("domane", "domain"),
        ("webmale", "webmail"),
        ("renue", "renew"),
        ("recieve", "receive"),
        ("acheive", "achieve"),
        ("invoyce", "invoice"),
        ("registrer", "registrar"),
        ("adress", "address"),
        ("calender", "calendar"),
        ("fone", "phone"),
        ("releese", "release"),
        ("cansle", "cancel"),
        ("notis", "notice"),
        ("expyre", "expire"),
        ("akount", "account"),
        ("serviss", "service"),
        ("sertificate", "certificate"),
        ("fotos", "photos"),
        ("rong", "wrong"),
        ("expirasion", "expiration"),
        ("nite", "night"),
        ("authorise", "authorize"),
    ],
)
def test_a_word_written_by_ear_sounds_like_the_word(heard: str, written: str) -> None:
    assert sound(heard) == sound(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("domain", "demand"),
        ("payment", "pavement"),
        ("renew", "review"),
        ("hosting", "hoisting"),
        ("account", "amount"),
        ("contact", "contract"),
        ("transfer", "transform"),
        ("change", "charge"),
    ],
)
def test_words_that_are_heard_apart_have_keys_of_their_own(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_word_has_a_key_that_is_not_longer_than_the_word_and_its_x(word: str) -> None:
    assert len(sound(word)) <= len(word) + word.count("x")
