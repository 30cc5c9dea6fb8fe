"""The rules of accounts: roles, names, passwords, secrets, guessing, sessions, tokens."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import UTC, datetime, timedelta

import argon2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts import (
    Counted,
    Guessing,
    Passwords,
    Role,
    Session,
    Token,
    account_name,
    digest,
    new_secret,
    new_token,
    secret_digest,
    token_digest,
    weakness,
)
from app.accounts.guessing import WINDOW

NOW = datetime(2026, 8, 1, tzinfo=UTC)
CHEAP = Passwords(memory_kib=8, rounds=1)
GOOD = "correct horse battery"


def test_a_role_includes_those_before_it() -> None:
    order = [Role.READER, Role.AGENT, Role.EDITOR, Role.ADMIN]
    for place, role in enumerate(order):
        assert [role.includes(other) for other in order] == [number <= place for number in range(4)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada@Example.com", "ada@example.com"),
        (" ada ", "ada"),
        ("ＡＤＡ", "ada"),
        ("", None),
        ("-rf", None),
        ("a b", None),
        ("é", None),
        ("a\0", None),
        ("a" * 65, None),
        ("\ufdfa" * 60, None),
        ("ada\u202e", None),
    ],
)
def test_a_name_has_one_form(typed: str, name: str | None) -> None:
    assert account_name(typed) == name


@given(st.text(max_size=300))
def test_x4_no_name_raises_and_the_form_is_stable(text: str) -> None:
    name = account_name(text)
    assert name is None or account_name(name) == name


def test_s11_argon2id_costs_at_least_what_is_promised() -> None:
    kept = Passwords().hash(GOOD)
    found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", kept)
    assert found
    memory, rounds, lanes = map(int, found.groups())
    assert memory >= 19 * 1_024
    assert rounds >= 2
    assert lanes == 1


def test_a_password_is_the_same_in_either_unicode_form() -> None:
    kept = CHEAP.hash(unicodedata.normalize("NFC", "mot de passé"))
    assert CHEAP.matches(kept, unicodedata.normalize("NFD", "mot de passé"))
    assert not CHEAP.matches(kept, "mot de passe")


@pytest.mark.parametrize("kept", [None, "", "plain", "$argon2id$v=19$broken", "$2b$12$x"])
def test_nothing_matches_what_is_no_hash_of_ours(kept: str | None) -> None:
    for password in ("", "plain", "\0", GOOD):
        assert not CHEAP.matches(kept, password)


@given(st.text(max_size=1_200))
@settings(max_examples=200)
def test_x4_no_password_raises(password: str) -> None:
    why = weakness(password, "ada")
    if why is None:
        assert CHEAP.matches(CHEAP.hash(password), password)
    assert not CHEAP.matches(None, password)


def test_x4_more_than_1024_bytes_are_refused_before_argon2() -> None:
    costly = Passwords(memory_kib=512 * 1_024, rounds=8)
    began = time.process_time()
    for password in ("x" * 1_025, "é" * 513, "x" * 60_000, "\ud800"):
        assert not costly.matches(None, password)
        assert weakness(password, "ada") == "too_long"
    assert time.process_time() - began < 0.2
    assert weakness("xyz" * 341 + "!?", "ada") == "too_long"
    assert weakness("xyzab" * 204 + "!?12", "ada") is None
    with pytest.raises(ValueError, match="1024"):
        CHEAP.hash("x" * 1_025)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        (GOOD, None),
        ("un mot de passé", None),
        ("x" * 12, "too_simple"),
        ("121212121212", "too_simple"),
        ("shortbutok", "too_short"),
        ("e\u0301" * 8, "too_short"),
        ("Ada.Lovelace", "like_name"),
        ("ada.lovelace2026!", "like_name"),
        ("ada.lovelace knows better", None),
    ],
)
def test_which_passwords_are_accepted(password: str, why: str | None) -> None:
    assert weakness(password, "ada.lovelace@example.com") == why


def test_a_hash_of_other_costs_is_made_anew() -> None:
    kept = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(GOOD)
    assert CHEAP.matches(kept, GOOD)
    assert CHEAP.outdated(kept)
    assert not CHEAP.outdated(CHEAP.hash(GOOD))


def test_s11_refusing_nobody_costs_as_much_as_refusing_somebody() -> None:
    passwords = Passwords()
    kept = passwords.hash(GOOD)
    costs: dict[str | None, list[float]] = {kept: [], None: []}
    for _ in range(9):
        for known, seen in costs.items():
            began = time.process_time()
            passwords.matches(known, "wrong wrong wrong")
            seen.append(time.process_time() - began)
    assert abs(sorted(costs[kept])[4] - sorted(costs[None])[4]) < 0.010


def test_x12_tokens_have_256_bits_and_a_prefix_and_only_whole_ones_are_looked_up() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    for token in tokens:
        assert re.fullmatch(r"gui_[A-Za-z0-9_-]{43}", token)
        assert token_digest(token) == digest(token)
        for other in ("", " ", token[:-1], token + "A", token[4:], "GUI_" + token[4:], f" {token}", f"{token}\n", "é"):
            assert token_digest(other) is None
    assert secret_digest(new_secret())
    assert secret_digest("A" * 42) is None
    assert secret_digest("A" * 43 + "\n") is None


@given(st.lists(st.integers(0, 3_000), max_size=30), st.integers(1, 20))
def test_x5_within_the_window_there_are_never_more_than_the_most(seconds: list[int], most: int) -> None:
    counted, failures = Counted(b"k", most), list[datetime]()
    for second in sorted(seconds):
        at = NOW + timedelta(seconds=second)
        if not counted.wait(failures, at):
            failures.append(at)
        assert sum(at - WINDOW < one <= at for one in failures) <= most
        wait = counted.wait(failures, at)
        assert 0 <= wait <= WINDOW.total_seconds()
        assert not counted.wait(failures, at + timedelta(seconds=wait))


def test_s12_keys_tell_installations_and_kinds_apart_and_not_who_it_is() -> None:
    keys = [Guessing("one").account("a"), Guessing("two").account("a"), Guessing("one").address("a")]
    assert len({each.key for each in keys}) == 3
    assert Guessing("one").account("a") == keys[0]
    assert Guessing("one").account("\ud800").key


def test_a_session_is_alive_between_its_beginning_and_its_two_ends() -> None:
    minute = timedelta(minutes=1)
    assert Session(b"k", NOW, NOW).alive(NOW + 29 * minute)
    assert not Session(b"k", NOW, NOW).alive(NOW + 30 * minute)
    assert Session(b"k", NOW, NOW + 479 * minute).alive(NOW + 479 * minute)
    assert not Session(b"k", NOW, NOW + 479 * minute).alive(NOW + 480 * minute)
    assert not Session(b"k", NOW, NOW).alive(NOW - minute)


def test_a_token_opens_nothing_after_its_end_or_its_revocation() -> None:
    token = Token("1", "t", Role.AGENT, ("read",), "abcd", NOW, NOW + timedelta(days=1))
    assert token.usable(NOW)
    assert not token.usable(NOW + timedelta(days=1))
    assert not Token("1", "t", Role.AGENT, ("read",), "abcd", NOW, NOW + timedelta(days=1), revoked=NOW).usable(NOW)
