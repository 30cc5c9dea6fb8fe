"""What a provider's answer has to hold before it names somebody: its signature, and every claim."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from app.accounts import email_address
from app.settings import Provider

ALGORITHMS = ("RS256", "ES256")
LEEWAY = 60
"""Seconds by which clocks may differ."""
MIN_RSA_BITS = 2_048
MAX_KEYS = 50
MAX_TOKEN_CHARACTERS = 16_384
_SUBJECT = re.compile(r"[\x20-\x7e]{1,255}")


class Refused(Exception):
    """The answer lets nobody in; says why, for the log: nothing of it is the provider's own text."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody at a provider. `email` is an address that it vouches for; `says_email` whether it names any."""

    issuer: str
    subject: str
    email: str | None
    says_email: bool

    def with_claims(self, claims: Mapping[str, Any]) -> Named:
        """With the address of further claims, which have to be about the same person."""
        if claims and claims.get("sub") != self.subject:
            raise Refused("the userinfo is about somebody else")
        return replace(self, email=_email(claims), says_email="email" in claims)


def usable_keys(published: object) -> KeySet | None:
    """The keys that an ID token may be signed with: public RSA keys of 2,048 bits or more, and P-256."""
    items = published if isinstance(published, list) else []
    found = [key for item in items[:MAX_KEYS] if (key := _key(item))]
    return KeySet(found) if found else None


def _key(item: object) -> Key | None:
    """Nothing else than these two kinds: a symmetric key among them would let anybody sign who reads it."""
    if not isinstance(item, dict) or item.get("use", "sig") != "sig":
        return None
    try:
        if item.get("kty") == "RSA":
            if len(item["n"]) * 6 < MIN_RSA_BITS:  # of base64: the library warns of such a key, in the log
                return None
            rsa = RSAKey.import_key(item)
            return rsa if rsa.public_key.key_size >= MIN_RSA_BITS else None
        return ECKey.import_key(item) if item.get("kty") == "EC" and item.get("crv") == "P-256" else None
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def named(id_token: object, keys: KeySet, provider: Provider, nonce: str, now: int) -> Named:
    """Whom an ID token names, once all of it is right. Raises Refused, JoseError or ValueError."""
    if not isinstance(id_token, str) or len(id_token) > MAX_TOKEN_CHARACTERS:
        raise Refused("the answer holds no ID token")
    claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
    essential = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        sub={"essential": True},
        aud={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    essential.validate(claims)
    # For us alone: a token that others may use too might come from one of them.
    if claims["aud"] not in (provider.client_id, [provider.client_id]):
        raise Refused("the ID token is for another application")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise Refused("the ID token was made for another application")
    if not hmac.compare_digest(str(claims["nonce"]).encode("utf-8", "replace"), nonce.encode()):
        raise Refused("the ID token is of another sign-in")
    if not _SUBJECT.fullmatch(claims["sub"]):
        raise Refused("the subject is no text of 1 to 255 ASCII characters")
    return Named(provider.issuer, claims["sub"], _email(claims), "email" in claims)


def _email(claims: Mapping[str, Any]) -> str | None:
    """The address that the provider vouches for: what it merely does not deny does not count."""
    return email_address(claims.get("email")) if claims.get("email_verified") is True else None
