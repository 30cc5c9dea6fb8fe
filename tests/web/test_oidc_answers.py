"""What a provider's answers must hold: every wrong one lets nobody in."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from app.settings import Provider, Settings
from app.web.accounts.oidc_answer import Refused, named, usable_keys
from tests.support.accounts import a_person, doorman_of
from tests.support.provider import EMAIL, Claims, FakeProvider, Sign, compact, providing
from tests.web.conftest import close
from tests.web.signing_in import expect, sign_in, team

OTHER = RSAKey.generate_key(2048, {"kid": "rsa"})
TIMES = ("exp", "iat", "nbf")
CONFIGURED = Provider("https://login.example.com", "guichet", "a-secret", "Exemple")


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with providing() as server:
        yield server


@pytest.fixture(scope="module")
def app(small_settings: Settings, provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A help centre that knows Ada by her subject, and expects Bob by his address."""
    app = team(small_settings, provider, tmp_path_factory.mktemp("answers"))
    doorman = doorman_of(app)
    ada, bob = a_person(app, "agent", name="ada"), a_person(app, "agent", name="bob")
    assert doorman.store.identify(ada, provider.issuer, "248289761001", doorman.clock())
    assert doorman.store.expect(bob, provider.issuer, "bob@example.com", doorman.clock())
    yield app
    close(app)


def public_pem(provider: FakeProvider) -> bytes:
    return provider.rsa.as_pem(private=False)


def public_json(provider: FakeProvider) -> bytes:
    return json.dumps(provider.rsa.as_dict(private=False)).encode()


def modulus(provider: FakeProvider) -> bytes:
    n = str(provider.rsa.as_dict(private=False)["n"])
    return base64.urlsafe_b64decode(n + "=" * (-len(n) % 4))


def other_key(header: dict[str, object]) -> Sign:
    return lambda _, claims: jwt.encode({"alg": "RS256", **header}, claims, OTHER)


FORGED: dict[str, Sign] = {
    "alg none": lambda _, claims: compact({"alg": "none"}, claims),
    "alg None": lambda _, claims: compact({"alg": "None", "kid": "rsa"}, claims),
    "no alg": lambda _, claims: compact({"kid": "rsa"}, claims),
    "signature left out": lambda p, claims: p.rs256(claims).rpartition(".")[0] + ".",
    "HS256 with the public key": lambda p, c: compact({"alg": "HS256", "kid": "rsa"}, c, public_pem(p)),
    "HS256 with the published JSON": lambda p, c: compact({"alg": "HS256", "kid": "rsa"}, c, public_json(p)),
    "HS256 with the modulus": lambda p, c: compact({"alg": "HS256", "kid": "rsa"}, c, modulus(p)),
    "HS256 with nothing": lambda _, claims: compact({"alg": "HS256", "kid": "rsa"}, claims, b""),
    "key in the header": other_key({"jwk": OTHER.as_dict(private=False)}),
    "key in the header, known name": other_key({"kid": "rsa", "jwk": OTHER.as_dict(private=False)}),
    "another's key, known name": other_key({"kid": "rsa"}),
    "unknown key": other_key({"kid": "nobody"}),
    "address of keys in the header": other_key({"jku": "https://evil.example/jwks", "kid": "evil"}),
    "RS512": lambda p, claims: jwt.encode({"alg": "RS512", "kid": "rsa"}, claims, p.rsa, algorithms=["RS512"]),
    "claims exchanged": lambda p, c: ".".join(
        own if place != 1 else other
        for place, (own, other) in enumerate(
            zip(p.rs256({**c, "sub": "x"}).split("."), p.rs256(c).split("."), strict=True)
        )
    ),
    "nothing": lambda _, __: None,
    "a list": lambda _, __: ["a"],
    "no token": lambda _, __: "é.é.é",
    "too long": lambda p, claims: p.rs256({**claims, "x": "y" * 20_000}),
}


@pytest.mark.parametrize("name", FORGED)
def test_x6_a_forged_token_opens_nothing(app: Flask, provider: FakeProvider, name: str, address: str) -> None:
    response = sign_in(app, provider, FORGED[name], address)
    assert response.status_code == 400
    assert "sign_in_failed" in response.text
    assert not any(cookie.startswith("guichet=") for cookie in response.headers.getlist("Set-Cookie"))


WRONG: list[Claims] = [
    {"aud": "another"},
    {"aud": ["guichet-tests", "another"]},
    {"aud": []},
    {"aud": None},
    {"azp": "another"},
    {"iss": "https://evil.example"},
    {"iss": None},
    {"iss": ["a"]},
    {"nonce": "A" * 43},
    {"nonce": ""},
    {"nonce": None},
    {"nonce": ["a"]},
    {"exp": -90},
    {"exp": None},
    {"exp": "tomorrow"},
    {"iat": 3_600},
    {"iat": None},
    {"nbf": 3_600},
    {"sub": None},
    {"sub": ""},
    {"sub": 248289761001},
    {"sub": "248289761001\n"},
    {"sub": "x" * 256},
    {"sub": "bob", "email": "bob@example.com", "email_verified": False},
    {"sub": "bob", "email": "bob@example.com", "email_verified": "true"},
    {"sub": "bob", "email": "bob@example.com", "email_verified": 1},
    {"sub": "bob", "email": "bob@example.com", "email_verified": None},
    {"sub": "bob", "email": "ｂob@example.com"},
    {"sub": "bob", "email": ["bob@example.com"]},
    {"sub": "bob", "email": "bob@example.com "},
]


def moved(claims: Claims) -> Claims:
    """With the times, which are given as seconds from now."""
    now = int(time.time())
    return {name: now + it if name in TIMES and isinstance(it, int) else it for name, it in claims.items()}


_NETWORKS = count(1)


@pytest.fixture
def address() -> str:
    """An address of the test's own: twenty failures of one make it wait."""
    return f"2001:db8:{next(_NETWORKS):x}:1::1"


@pytest.mark.parametrize("claims", WRONG, ids=str)
def test_x6_a_token_with_a_wrong_claim_opens_nothing(
    app: Flask, provider: FakeProvider, claims: Claims, address: str
) -> None:
    assert sign_in(app, provider, address=address, **moved(claims)).status_code == 400


@pytest.mark.parametrize("claims", [{}, {"exp": -20}, {"iat": 30}, {"aud": ["guichet-tests"]}], ids=str)
def test_a_clock_that_is_less_than_a_minute_off_keeps_nobody_out(
    app: Flask, provider: FakeProvider, claims: Claims, address: str
) -> None:
    assert sign_in(app, provider, address=address, **moved(claims)).status_code == 303


def test_x6_the_same_subject_of_another_provider_is_somebody_else(
    small_settings: Settings, app: Flask, provider: FakeProvider, tmp_path: Path
) -> None:
    with providing() as second:
        elsewhere = team(small_settings, second, tmp_path)
        doorman = doorman_of(elsewhere)
        eve = a_person(elsewhere, "agent", name="eve")
        assert doorman.store.identify(eve, provider.issuer, "248289761001", doorman.clock())
        assert doorman.store.expect(eve, provider.issuer, EMAIL, doorman.clock())
        assert sign_in(elsewhere, second).status_code == 400
        assert sign_in(elsewhere, second, iss=provider.issuer).status_code == 400
        expect(elsewhere, second, "eve")
        assert sign_in(elsewhere, second, email=EMAIL.upper()).status_code == 303
        close(elsewhere)


def test_an_address_is_asked_for_where_the_token_holds_none_and_is_about_the_same_person(
    app: Flask, provider: FakeProvider, address: str
) -> None:
    said = {"sub": "somebody else", "email": "bob@example.com", "email_verified": True}
    provider.documents["/userinfo"] = said
    assert sign_in(app, provider, sub="b", email=None, address=address).status_code == 400
    provider.documents["/userinfo"] = {**said, "sub": "b", "email_verified": False}
    assert sign_in(app, provider, sub="b", email=None, address=address).status_code == 400
    provider.documents["/userinfo"] = {**said, "sub": "b"}
    assert sign_in(app, provider, sub="b", email=None, address=address).status_code == 303
    provider.reset()


def test_only_public_rsa_keys_of_2048_bits_and_p_256_are_usable() -> None:
    short = {**OTHER.as_dict(private=False), "n": "AQAB" * 40}
    others = [
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("Ed25519").as_dict(private=False),
        {**OTHER.as_dict(private=False), "use": "enc"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "RSA"},
        {"kty": "RSA", "n": 7, "e": []},
        {"kty": ["RSA"]},
        short,
        None,
    ]
    assert usable_keys(others) is None
    found = usable_keys([*others, OTHER.as_dict(private=False)])
    assert found is not None
    assert len(found.keys) == 1


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.lists(st.text(alphabet="ABCabc_-09"), min_size=2, max_size=5).map(".".join), st.none()))
def test_x6_whatever_is_no_token_is_refused(text: str | None) -> None:
    keys = usable_keys([OTHER.as_dict(private=False)])
    assert keys is not None
    with pytest.raises((Refused, JoseError, ValueError)):
        named(text, keys, CONFIGURED, "n" * 43, 1_700_000_000)
