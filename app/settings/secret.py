"""Settings that are secrets: strong enough, no two the same, and the key that an installation makes itself."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.errors import EnvironmentFault
from app.settings.checking import wrong

MIN_SECRET_CHARACTERS = 32


def secret_key(given: str | None, instance: Path) -> str:
    """The key that sessions are signed with: as given, else the one this installation made."""
    return _kept_secret(instance) if given is None else _strong("SECRET_KEY", given)


def _strong(name: str, given: str) -> str:
    """A secret that nobody guesses."""
    if len(given) < MIN_SECRET_CHARACTERS or len(set(given)) < 8:
        raise wrong(name, f"must be at least {MIN_SECRET_CHARACTERS} characters long and hard to guess")
    return given


def token(name: str, given: str | None, key: str) -> str | None:
    """A secret that others are told, so it must not be the key; printable ASCII, since it is sent in a header."""
    if given is None:
        return None
    if _strong(name, given) == key:
        raise wrong(name, "must differ from GUICHET_SECRET_KEY")
    if not given.isascii() or not given.isprintable() or " " in given:
        raise wrong(name, "must be ASCII without spaces")
    return given


def _kept_secret(instance: Path) -> str:
    """The generated secret of this installation, made on first use; only its owner can read it."""
    path = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o750)
        fresh = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
        if not path.exists():
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            try:
                # A link never replaces: of two processes that start at once, one wins and both read its secret.
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        text = path.read_text("ascii").strip()
    except OSError as error:
        raise EnvironmentFault(f"the instance folder {instance} cannot be used: {error.strerror}") from None
    if len(text) < MIN_SECRET_CHARACTERS:
        raise EnvironmentFault(f"{path} holds no usable secret; delete it to have a new one made")
    return text
