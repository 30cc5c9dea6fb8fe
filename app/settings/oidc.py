"""Settings of OpenID Connect: the provider that people of the team may sign in at."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.errors import EnvironmentFault
from app.model.addresses import checked_base_url, is_loopback
from app.settings.checking import PREFIX, wrong

OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
"""Their names, without the prefix."""

LIBRARIES = ("authlib", "httpx", "joserfc")
MAX_CHARACTERS = 255
MAX_NAME_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Provider:
    """`issuer` exactly as its answers name it; `name` is what people call it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


def read_provider(given: Mapping[str, str], base_url: str | None, secret_key: str) -> Provider | None:
    """The provider that the settings name, None where there is none. Raises SettingError, EnvironmentFault."""
    issuer = given.get("OIDC_ISSUER")
    if not issuer:
        lost = next((name for name in OIDC if given.get(name)), None)
        if lost:
            raise wrong(lost, f"has no effect without {PREFIX}OIDC_ISSUER")
        return None
    host = _host(issuer)
    _check_way_back(base_url, host)
    secret = _word("OIDC_CLIENT_SECRET", given.get("OIDC_CLIENT_SECRET"))
    if secret == secret_key:
        raise wrong("OIDC_CLIENT_SECRET", f"must differ from {PREFIX}SECRET_KEY")
    found = Provider(issuer, _word("OIDC_CLIENT_ID", given.get("OIDC_CLIENT_ID")), secret, _name(given, host))
    if any(importlib.util.find_spec(library) is None for library in LIBRARIES):
        raise EnvironmentFault(
            f"{PREFIX}OIDC_ISSUER needs what is not installed: install the extra with pip install guichet[oidc]"
        )
    return found


def _host(issuer: str) -> str:
    """The provider's host; its address is https, or http on this machine."""
    try:
        checked_base_url(issuer)
    except ValueError as error:
        raise wrong("OIDC_ISSUER", str(error)) from None
    if not issuer.isascii() or len(issuer) > MAX_CHARACTERS:
        raise wrong("OIDC_ISSUER", f"must be ASCII, of at most {MAX_CHARACTERS} characters")
    if issuer.rstrip("/").endswith("/.well-known/openid-configuration"):
        raise wrong("OIDC_ISSUER", "must end before /.well-known/openid-configuration")
    return urlsplit(issuer).hostname or ""


def _check_way_back(base_url: str | None, host: str) -> None:
    """Providers send people back to an address that was registered there: it cannot be guessed from a request."""
    if base_url is None and not is_loopback(host):
        raise wrong("OIDC_ISSUER", f"needs {PREFIX}BASE_URL, the address to which the provider sends people back")
    if base_url and not base_url.startswith("https://") and not is_loopback(urlsplit(base_url).hostname or ""):
        raise wrong("BASE_URL", f"must be https with {PREFIX}OIDC_ISSUER: people come back with what lets them in")


def _word(name: str, given: str | None) -> str:
    if not given:
        raise wrong(name, f"must be set with {PREFIX}OIDC_ISSUER: the provider gives it to an application")
    if not given.isascii() or not given.isprintable() or " " in given or len(given) > MAX_CHARACTERS:
        raise wrong(name, f"must be ASCII without spaces, of at most {MAX_CHARACTERS} characters")
    return given


def _name(given: Mapping[str, str], host: str) -> str:
    name = given.get("OIDC_NAME") or host[:MAX_NAME_CHARACTERS]
    if not name.isprintable() or len(name) > MAX_NAME_CHARACTERS:
        raise wrong("OIDC_NAME", f"must be one line of at most {MAX_NAME_CHARACTERS} characters")
    return name
