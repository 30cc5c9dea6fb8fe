"""The front door: what somebody may do, and the rules for passwords, tokens, sessions and guessing."""

from app.accounts.guessing import Counted, Guessing
from app.accounts.passwords import MAX_BYTES, MIN_CHARACTERS, Passwords, weakness
from app.accounts.roles import Role, RoleName
from app.accounts.secrets import digest, new_secret, new_token, secret_digest, token_digest
from app.accounts.values import (
    LINK_LIFE,
    MAX_NAME_CHARACTERS,
    RENEWED,
    SCOPES,
    Happening,
    Identity,
    Scope,
    Session,
    Token,
    User,
    What,
    account_name,
    email_address,
)

__all__ = [
    "LINK_LIFE",
    "MAX_BYTES",
    "MAX_NAME_CHARACTERS",
    "MIN_CHARACTERS",
    "RENEWED",
    "SCOPES",
    "Counted",
    "Guessing",
    "Happening",
    "Identity",
    "Passwords",
    "Role",
    "RoleName",
    "Scope",
    "Session",
    "Token",
    "User",
    "What",
    "account_name",
    "digest",
    "email_address",
    "new_secret",
    "new_token",
    "secret_digest",
    "token_digest",
    "weakness",
]
