"""Secrets that we hand out once and keep only as a hash: tokens, one-time links, sessions."""

from __future__ import annotations

import hashlib
import re
import secrets

BYTES = 32
TOKEN_PREFIX = "gui_"  # noqa: S105 a mark by which a token is recognised, also by scanners of leaked secrets
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 random bits as 43 characters that an address and a cookie can carry."""
    return secrets.token_urlsafe(BYTES)


def new_token() -> str:
    """A new API token."""
    return TOKEN_PREFIX + new_secret()


def digest(secret: str) -> bytes:
    """What is kept of a secret: no more is needed, since 256 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).digest()


def secret_digest(text: str) -> bytes | None:
    """What was kept of a secret that somebody shows; None for what we never handed out."""
    return digest(text) if _SECRET.fullmatch(text) else None


def token_digest(text: str) -> bytes | None:
    """What was kept of a token that somebody shows; None for what we never handed out."""
    return digest(text) if text.startswith(TOKEN_PREFIX) and _SECRET.fullmatch(text, len(TOKEN_PREFIX)) else None
