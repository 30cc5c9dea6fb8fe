"""What every account store does, whichever database is behind it."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.accounts import Counted, Guessing, Identity, Role, Token, User
from app.accounts.guessing import WINDOW
from app.accounts.values import ABSOLUTE, IDLE, LINK_LIFE
from app.ports import AccountStore
from app.store import open_store

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = b"k" * 32
OTHER = b"o" * 32
GUESSES = Guessing("a secret for tests")
GUESSES_OF_ONE = """
import secrets, sys
from datetime import datetime
from app.accounts import Guessing
from app.store import open_store
store, address = open_store(sys.argv[1], migrate=False), Guessing("a secret for tests").address("192.0.2.7")
at = datetime.fromisoformat(sys.argv[2])
waits = [store.accounts.attempt(secrets.token_bytes(16), (address,), at) for _ in range(200)]
store.close()
print(waits.count(0))
"""


@pytest.fixture
def accounts(store_url: str) -> Iterator[AccountStore]:
    opened = open_store(store_url)
    yield opened.accounts
    opened.close()


def someone(accounts: AccountStore, name: str = "ada", role: Role = Role.AGENT) -> User:
    """A person with a password, as they are kept."""
    assert accounts.add(User(uuid4().hex, name, role, NOW, password="kept"))
    found = accounts.person(name)
    assert found is not None
    return found


def a_token(name: str = "desk") -> Token:
    return Token(secrets.token_hex(4), name, Role.AGENT, ("read",), "abcd", NOW, NOW + timedelta(days=90))


def test_people_are_kept_as_they_are_and_a_name_is_one_persons(accounts: AccountStore) -> None:
    ada, bob = someone(accounts, "bob"), someone(accounts, "ada", Role.EDITOR)
    assert accounts.people() == [bob, ada]
    assert bob.role is Role.EDITOR
    assert bob.created == NOW
    assert not accounts.add(User(uuid4().hex, "ada", Role.ADMIN, NOW))
    assert accounts.person("nobody") is None


def test_a_session_is_whose_it_is(accounts: AccountStore) -> None:
    ada = someone(accounts)
    assert accounts.begin_session(ada, KEY, NOW)
    found = accounts.session(KEY, NOW + SECOND)
    assert found is not None
    session, user = found
    assert (session.began, session.seen, session.over) == (NOW, NOW, False)
    assert (user.name, user.signed_in) == ("ada", NOW)
    assert accounts.session(OTHER, NOW) is None


def test_s11_a_session_ends_after_half_an_hour_of_silence_and_after_eight_hours(accounts: AccountStore) -> None:
    ada = someone(accounts)
    accounts.begin_session(ada, KEY, NOW)
    assert accounts.session(KEY, NOW + IDLE - SECOND)
    assert accounts.session(KEY, NOW + IDLE) is None
    at = NOW
    while at < NOW + ABSOLUTE - IDLE:
        at += IDLE - SECOND
        accounts.renew(KEY, at)
    assert accounts.session(KEY, NOW + ABSOLUTE - SECOND)
    assert accounts.session(KEY, NOW + ABSOLUTE) is None


def test_r11_a_clock_that_is_put_back_ends_a_session_and_never_lengthens_it(accounts: AccountStore) -> None:
    accounts.begin_session(someone(accounts), KEY, NOW)
    assert accounts.session(KEY, NOW - SECOND) is None


@pytest.mark.parametrize("change", ["disabled", "password"])
def test_s11_disabling_somebody_or_changing_their_password_ends_their_sessions_and_links(
    accounts: AccountStore, change: str
) -> None:
    ada, bob = someone(accounts), someone(accounts, "bob")
    accounts.begin_session(ada, KEY, NOW)
    accounts.begin_session(bob, OTHER, NOW)
    accounts.make_link(ada, KEY, NOW)
    if change == "disabled":
        accounts.set_disabled(ada, True, NOW)
        accounts.set_disabled(ada, False, NOW)
    else:
        accounts.set_password(ada, "another", NOW)
    assert accounts.session(KEY, NOW) is None
    assert accounts.who_has_link(KEY, NOW) is None
    assert accounts.session(OTHER, NOW)


def test_x8_a_changed_role_ends_sessions_which_stay_recognisable(accounts: AccountStore) -> None:
    ada = someone(accounts)
    accounts.begin_session(ada, KEY, NOW)
    accounts.set_role(ada, Role.READER, NOW)
    accounts.set_role(ada, ada.role, NOW)
    found = accounts.session(KEY, NOW)
    assert found is not None
    assert found[0].over
    assert accounts.sessions(ada, NOW) == []


@pytest.mark.parametrize("change", ["disabled", "password", "role"])
def test_a_session_does_not_begin_for_somebody_who_changed_meanwhile(accounts: AccountStore, change: str) -> None:
    ada = someone(accounts)
    if change == "disabled":
        accounts.set_disabled(ada, True, NOW)
    elif change == "password":
        accounts.set_password(ada, "another", NOW)
    else:
        accounts.set_role(ada, Role.READER, NOW)
    assert not accounts.begin_session(ada, KEY, NOW)


def test_other_sessions_end_and_this_one_stays(accounts: AccountStore) -> None:
    ada = someone(accounts)
    for number in range(3):
        accounts.begin_session(ada, bytes([number]) * 32, NOW + number * SECOND)
    assert [session.key[0] for session in accounts.sessions(ada, NOW + 3 * SECOND)] == [2, 1, 0]
    accounts.end_sessions(ada, but=b"\1" * 32)
    assert [session.key[0] for session in accounts.sessions(ada, NOW + 3 * SECOND)] == [1]
    accounts.end_session(b"\1" * 32)
    assert accounts.sessions(ada, NOW + 3 * SECOND) == []


def test_x10_a_link_is_good_once_and_for_an_hour(accounts: AccountStore) -> None:
    ada = someone(accounts)
    accounts.make_link(ada, KEY, NOW)
    assert accounts.who_has_link(KEY, NOW + LINK_LIFE - SECOND) == ada
    assert accounts.who_has_link(KEY, NOW + LINK_LIFE) is None
    assert accounts.redeem(KEY, "new", NOW + LINK_LIFE) is None
    assert accounts.redeem(KEY, "new", NOW) == replace(ada, password="new")
    assert accounts.redeem(KEY, "newer", NOW) is None


def test_a_new_link_replaces_the_one_before(accounts: AccountStore) -> None:
    ada = someone(accounts)
    accounts.make_link(ada, KEY, NOW)
    accounts.make_link(ada, OTHER, NOW)
    assert accounts.who_has_link(KEY, NOW) is None
    assert accounts.who_has_link(OTHER, NOW) == ada


def test_rehashing_keeps_sessions_and_never_undoes_a_change(accounts: AccountStore) -> None:
    ada = someone(accounts)
    accounts.begin_session(ada, KEY, NOW)
    accounts.rehash(ada, "costlier")
    assert accounts.session(KEY, NOW)
    accounts.set_password(ada, "another", NOW)
    accounts.rehash(ada, "late")
    assert accounts.people()[0].password == "another"


def tries(accounts: AccountStore, *counted: Counted, at: datetime = NOW) -> int:
    return accounts.attempt(secrets.token_bytes(16), counted, at)


def test_x5_the_sixth_failure_of_an_account_waits_and_the_twenty_first_of_an_address(accounts: AccountStore) -> None:
    ada, address = GUESSES.account("ada"), GUESSES.address("192.0.2.1")
    assert [tries(accounts, ada) for _ in range(6)] == [0] * 5 + [900]
    assert tries(accounts, ada, at=NOW + WINDOW - SECOND) == 1
    assert tries(accounts, ada, at=NOW + WINDOW) == 0
    for number in range(20):
        assert tries(accounts, GUESSES.account(f"u{number}"), address) == 0
    assert tries(accounts, GUESSES.account("bob"), address) == 900
    assert tries(accounts, GUESSES.account("bob"), GUESSES.address("192.0.2.2")) == 0


def test_x5_success_forgives_the_account_and_only_itself_of_the_address(accounts: AccountStore) -> None:
    ada, address = GUESSES.account("ada"), GUESSES.address("192.0.2.1")
    for _ in range(4):
        tries(accounts, ada, address)
    assert accounts.attempt(b"right", (ada, address), NOW) == 0
    accounts.forgive(b"right", ada)
    assert accounts.failures(ada) == []
    for number in range(16):
        assert tries(accounts, GUESSES.account(f"u{number}"), address) == 0
    assert tries(accounts, GUESSES.account("bob"), address) > 0


def test_x5_an_operator_unlocks_an_account(accounts: AccountStore) -> None:
    user, ada = someone(accounts), GUESSES.account("ada")
    while not tries(accounts, ada):
        pass
    accounts.forgive_all(ada, user, NOW)
    assert tries(accounts, ada) == 0
    assert "unlocked" in [line.what for line in accounts.log()]


def test_r11_nobody_waits_longer_than_a_window_after_the_clock_jumped(accounts: AccountStore) -> None:
    ada = GUESSES.account("ada")
    for _ in range(5):
        tries(accounts, ada, at=NOW + timedelta(days=1))
    assert tries(accounts, ada) == 0


def test_x5_at_once_from_everywhere_no_more_than_five_get_through(accounts: AccountStore, store_url: str) -> None:
    ada, others = GUESSES.account("ada"), [open_store(store_url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda number: tries(others[number % 4].accounts, ada), range(40)))
    for other in others:
        other.close()
    assert waits.count(0) == 5


def test_x5_four_processes_together_get_twenty_of_eight_hundred_through(accounts: AccountStore, store_url: str) -> None:
    del accounts  # the schema is there
    command = [sys.executable, "-c", GUESSES_OF_ONE, store_url, NOW.isoformat()]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert sum(int(worker.communicate(timeout=120)[0]) for worker in workers) == 20


def test_x12_a_token_is_found_by_its_digest_until_it_is_revoked(accounts: AccountStore) -> None:
    token = a_token()
    accounts.add_token(token, KEY)
    assert accounts.token(KEY) == token
    assert accounts.token(OTHER) is None
    accounts.use(token, NOW + SECOND)
    accounts.revoke(token, NOW + 2 * SECOND)
    kept = accounts.tokens()
    assert kept == [replace(token, used=NOW + SECOND, revoked=NOW + 2 * SECOND)]
    assert not kept[0].usable(NOW)


def test_x6_an_identity_is_one_persons_at_one_provider(accounts: AccountStore) -> None:
    ada, bob = someone(accounts), someone(accounts, "bob")
    assert accounts.identify(ada, "https://one.example", "7", NOW)
    assert accounts.identify(ada, "https://one.example", "7", NOW)
    assert not accounts.identify(bob, "https://one.example", "7", NOW)
    assert accounts.identify(bob, "https://two.example", "7", NOW)
    assert accounts.who_is("https://one.example", "7") == ada
    assert accounts.who_is("https://two.example", "7") == bob
    assert accounts.who_is("https://three.example", "7") is None


def test_the_log_says_what_happened_and_is_kept_as_long_as_events(accounts: AccountStore, store_url: str) -> None:
    ada = someone(accounts)
    accounts.set_role(ada, Role.EDITOR, NOW + SECOND)
    accounts.set_disabled(ada, True, NOW + timedelta(days=1))
    assert [(line.what, line.name, line.detail) for line in accounts.log()] == [
        ("disabled", "ada", ""),
        ("role_changed", "ada", "editor"),
        ("added", "ada", "agent"),
    ]
    store = open_store(store_url)
    store.purge((NOW + timedelta(days=1)).date(), NOW.date())
    store.close()
    assert [line.what for line in accounts.log()] == ["disabled"]


def test_x6_who_is_expected_with_an_address_is_let_in_by_it_once(accounts: AccountStore) -> None:
    ada, bob, issuer = someone(accounts), someone(accounts, "bob"), "https://one.example"
    assert accounts.expect(ada, issuer, "ada@example.com", NOW)
    assert accounts.expect(ada, issuer, "ada@example.com", NOW)
    assert not accounts.expect(bob, issuer, "ada@example.com", NOW)
    assert accounts.who_is("expected from https://one.example", "other") is None
    assert accounts.recognise("https://two.example", "7", "ada@example.com", NOW) is None
    assert accounts.recognise(issuer, "7", "bob@example.com", NOW) is None
    accounts.set_disabled(ada, True, NOW)
    assert accounts.recognise(issuer, "7", "ada@example.com", NOW) == replace(ada, disabled=True)
    assert accounts.who_is(issuer, "7") is None
    accounts.set_disabled(ada, False, NOW)
    assert accounts.recognise(issuer, "7", "ada@example.com", NOW) == ada
    assert accounts.recognise(issuer, "8", "ada@example.com", NOW) is None
    assert accounts.identities() == [Identity(ada.id, issuer, "7")]
    assert accounts.begin_session(ada, KEY, NOW)
    accounts.forget_identities(ada, NOW + SECOND)
    assert accounts.who_is(issuer, "7") is None
    assert accounts.session(KEY, NOW) is None
    assert accounts.log(1)[0].what == "provider_forgotten"
