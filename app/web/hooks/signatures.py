"""Whether a delivery was signed by the forge: GitHub, Gitea, Forgejo and GitLab, the old way and the new one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

HEADERS = ("X-Hub-Signature-256", "X-Forgejo-Signature", "X-Gitea-Signature", "webhook-signature", "X-Gitlab-Token")
"""The first of them that a delivery has must be right: another one does not make up for it."""
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"
_MAX_SIGNATURES = 8
_PART = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)

Find = Callable[[str], str | None]
"""The value of a request's header, None where it has no such header."""


def is_signed(find: Find, body: bytes, secrets: Sequence[str], now: float) -> bool:
    """Whether one of the secrets signed the body. `now` in seconds since 1970.

    The same is computed whatever is sent, and nothing is compared in a way whose time tells something.
    """
    name = next((header for header in HEADERS if find(header) is not None), "")
    given = (find(name) or "").encode("latin-1", "backslashreplace") if name else b""
    expected = [_EXPECTED.get(name, _hex)(secret, find, body) for secret in secrets]
    candidates = given.split(b" ")[:_MAX_SIGNATURES] if name == "webhook-signature" else [given]
    matches = [_same(one, other) for one in candidates for other in expected]
    fresh = name != "webhook-signature" or _is_fresh(find, now)
    return any(matches) and fresh and bool(name)


def _same(given: bytes, expected: bytes) -> bool:
    """Compare by digest: not even the length of a secret shows in the time."""
    return hmac.compare_digest(hashlib.sha256(given).digest(), hashlib.sha256(expected).digest())


def _hex(secret: str, _find: Find, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, "sha256").hexdigest().encode()


def _github(secret: str, find: Find, body: bytes) -> bytes:
    return b"sha256=" + _hex(secret, find, body)


def _token(secret: str, find: Find, body: bytes) -> bytes:
    _hex(secret, find, body)  # takes as long as a signature
    return secret.encode()


def _standard(secret: str, find: Find, body: bytes) -> bytes:
    """Standard Webhooks, version 1, as GitLab's signing tokens do it."""
    signed = b".".join(((find("webhook-id") or "").encode(), (find("webhook-timestamp") or "").encode(), body))
    return b"v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256"))


def _key(secret: str) -> bytes:
    """The key of a secret: what stands after `whsec_` is base64, anything else is text."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()


def _is_fresh(find: Find, now: float) -> bool:
    """A signature that covers its time is good for five minutes; one without an id or a time is none."""
    stamp, name = find("webhook-timestamp") or "", find("webhook-id") or ""
    if not (_PART.fullmatch(name) and stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    return abs(now - int(stamp)) <= TOLERANCE_SECONDS


_EXPECTED: Mapping[str, Callable[[str, Find, bytes], bytes]] = MappingProxyType(
    {"X-Hub-Signature-256": _github, "webhook-signature": _standard, "X-Gitlab-Token": _token}
)
