"""The client of a provider: what it keeps of what that publishes, and what it takes for no answer."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from app.web.accounts.oidc_answer import Refused
from app.web.accounts.oidc_connections import Away
from app.web.accounts.oidc_provider import ProviderClient
from app.web.accounts.oidc_published import AGAIN, DISCOVERY, endpoint
from app.web.doorman import utc_now
from tests.support.provider import Claims, FakeProvider, Sign, providing


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with providing() as running:
        yield running


def a_client(provider: FakeProvider, seconds: list[float]) -> ProviderClient:
    """A client whose clock shows the last of `seconds`."""
    provider.reset()
    return ProviderClient(provider.settings, lambda: datetime.now(UTC), lambda: seconds[-1])


def address_of(client: ProviderClient) -> str:
    return client.address("http://127.0.0.1/back", "s" * 43, "n" * 43, "v" * 43, "fr")


def test_what_a_provider_publishes_is_kept_and_a_new_key_is_looked_for(provider: FakeProvider) -> None:
    seconds = [0.0]
    client, back = a_client(provider, seconds), "http://127.0.0.1/back"

    def who(sign: Sign) -> str:
        granted = provider.grant(address_of(client), sign)
        return client.who(granted["code"], None, back, "n" * 43, "v" * 43).subject

    assert who(FakeProvider.rs256) == who(FakeProvider.es256) == "248289761001"
    assert provider.asked.count(DISCOVERY) == provider.asked.count("/jwks") == 1
    new = ECKey.generate_key("P-256", {"kid": "new"})

    def renewed(_: FakeProvider, claims: Claims) -> str:
        return jwt.encode({"alg": "ES256", "kid": "new"}, claims, new)

    provider.documents["/jwks"] = {"keys": [new.as_dict(private=False)]}
    with pytest.raises(Refused, match="not published"):
        who(renewed)
    seconds.append(AGAIN)
    assert who(renewed) == "248289761001"
    assert provider.asked.count("/jwks") == 2


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        (DISCOVERY, 500, "answers 500"),
        (DISCOVERY, 302, "answers 302"),
        (DISCOVERY, b"<html>", "no JSON object"),
        (DISCOVERY, b"[" * 200_000, "no JSON object"),
        (DISCOVERY, [], "no JSON object"),
        (DISCOVERY, b" " * 1_000_001, "too long"),
        (DISCOVERY, gzip.compress(b" " * 10_000_000, mtime=0), "compressed"),
        (DISCOVERY, {}, "calls itself otherwise"),
        (DISCOVERY, {"issuer": "https://other.example"}, "calls itself otherwise"),
        ("/jwks", {"keys": []}, "no RSA or P-256 key"),
        ("/jwks", {"keys": "a"}, "no RSA or P-256 key"),
        ("/jwks", {"keys": [{"kty": "oct", "k": "AAAA", "kid": "rsa"}]}, "no RSA or P-256 key"),
    ],
    # Short, and the same in every process: the tests' workers compare their lists of names.
    ids=lambda value: str(value)[:40],
)
def test_a_provider_that_publishes_nonsense_is_away(
    provider: FakeProvider, path: str, answer: object, why: str
) -> None:
    seconds = [0.0]
    client = a_client(provider, seconds)
    usual = provider.documents[path]
    provider.documents[path] = answer
    with pytest.raises(Away, match=why):
        address_of(client)
    provider.documents[path] = usual
    with pytest.raises(Away, match="just now"):
        address_of(client)
    seconds.append(6.0)
    assert "/authorize" in address_of(client)


def test_what_a_code_is_exchanged_for_has_the_same_limits(provider: FakeProvider) -> None:
    client = a_client(provider, [0.0])
    code = provider.grant(address_of(client))["code"]
    provider.documents["/token"] = b" " * 1_000_001
    with pytest.raises(Away, match="too long"):
        client.who(code, None, "http://127.0.0.1/back", "n" * 43, "v" * 43)


def test_an_answer_that_drips_is_given_up(provider: FakeProvider) -> None:
    passing = count(0, 4)  # seconds: each look at the clock is four later
    client = ProviderClient(provider.settings, utc_now, lambda: float(next(passing)))
    provider.documents[DISCOVERY] = b" " * 900_000
    with pytest.raises(Away, match="too long"):
        address_of(client)


@pytest.mark.parametrize(
    "url", ["http://login.example.com/a", "javascript:alert(1)", "", None, 7, "https://", "https://[a"]
)
def test_what_an_https_provider_names_is_https(url: object) -> None:
    with pytest.raises(Away, match="its jwks_uri is no https address"):
        endpoint({"jwks_uri": url}, "jwks_uri", "https")
