"""Settings: environment variables with the prefix GUICHET_, checked once at start, then frozen."""

from __future__ import annotations

import difflib
import importlib.util
import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from app.errors import EnvironmentFault, SettingError
from app.model.addresses import FORBIDDEN, checked_base_url
from app.model.retention import EVENT_DAYS, SHORTEST_SUM_MONTHS, SUM_MONTHS, Retention
from app.settings.oidc import OIDC, Provider, read_provider
from app.settings.repository import (
    REPOSITORY,
    Repository,
    Webhook,
    read_repository,
    read_webhook,
    repository_warnings,
)

PREFIX = "GUICHET_"
MIN_SECRET_CHARACTERS = 32
KNOWN = {
    "ARTICLES",
    "INDEX",
    "INSTANCE",
    "STORE",
    "SEARCH",
    "SECRET_KEY",
    "BASE_URL",
    "TRUSTED_PROXIES",
    "TRUSTED_HOSTS",
    "WORKERS",
    "LOG_FORMAT",
    "PORTAL_URL",
    "RATE_LIMITS",
    "RATE_LIMITS_URL",
    "RETENTION_DAYS",
    "RETENTION_MONTHS",
    "NOTIFY_URL",
    "NOTIFY_SECRET",
    "WIDGET_ORIGINS",
    *REPOSITORY,
    *OIDC,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can choose. Paths are absolute; `trusted_hosts` holds names without a port."""

    articles: Path
    index: Path
    store: str
    secret_key: str
    instance: Path
    search: str = "whoosh:"
    base_url: str | None = None
    portal_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    workers: int = 2
    log_format: str = "text"
    rate_limits: bool = True
    rate_limits_url: str | None = None
    notify_url: str | None = None
    notify_secret: str | None = None
    widget_origins: tuple[str, ...] = ()
    retention: Retention = field(default_factory=Retention)
    content: Repository | None = None
    webhook: Webhook | None = None
    oidc: Provider | None = None
    warnings: tuple[str, ...] = ()

    @property
    def https(self) -> bool:
        return bool(self.base_url and self.base_url.startswith("https://"))


def instance_folder() -> Path:
    """Where the database and the secret live: beside the package in a checkout, else below the prefix."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "instance"
    return Path(sys.prefix) / "var" / "guichet-instance"


def environment() -> dict[str, str]:
    """The process environment over the `.env` file of the working folder."""
    values = {key: value for key, value in dotenv_values(".env").items() if value is not None}
    return {**values, **os.environ}


def load_settings(env: Mapping[str, str], instance: Path | None = None) -> Settings:
    """Check every GUICHET_ variable of `env`. Raises SettingError, naming the first that is wrong."""
    given = {key.removeprefix(PREFIX): value.strip() for key, value in env.items() if key.startswith(PREFIX)}
    for name in given:
        _known(name)
    instance = instance or (Path(given["INSTANCE"]).resolve() if given.get("INSTANCE") else instance_folder())
    secret_key = _secret(given.get("SECRET_KEY"), instance)
    repository, webhook = read_repository(given), _webhook(given, secret_key)
    base_url = _origin("BASE_URL", given.get("BASE_URL"))
    return Settings(
        articles=Path(given.get("ARTICLES") or "articles").resolve(),
        index=Path(given.get("INDEX") or "index").resolve(),
        store=_store(given.get("STORE") or f"sqlite:///{instance / 'guichet.db'}"),
        secret_key=secret_key,
        instance=instance,
        search=_search(given.get("SEARCH") or "whoosh:"),
        base_url=base_url,
        portal_url=_portal(given.get("PORTAL_URL")),
        trusted_proxies=_networks(given.get("TRUSTED_PROXIES", "")),
        trusted_hosts=_hosts(given.get("TRUSTED_HOSTS", "")),
        workers=_number("WORKERS", given.get("WORKERS") or "2", 1, 64),
        log_format=_choice("LOG_FORMAT", given.get("LOG_FORMAT") or "text", ("text", "json")),
        rate_limits=_choice("RATE_LIMITS", given.get("RATE_LIMITS") or "on", ("on", "off")) == "on",
        rate_limits_url=_limits_url(given.get("RATE_LIMITS_URL")),
        notify_url=_notify_url(given.get("NOTIFY_URL")),
        widget_origins=_origins("WIDGET_ORIGINS", given.get("WIDGET_ORIGINS", "")),
        notify_secret=_token("NOTIFY_SECRET", given.get("NOTIFY_SECRET"), secret_key),
        retention=_retention(given.get("RETENTION_DAYS"), given.get("RETENTION_MONTHS")),
        content=repository,
        webhook=webhook,
        oidc=read_provider(given, base_url, secret_key),
        warnings=tuple(repository_warnings(given)),
    )


def _known(name: str) -> None:
    if name in KNOWN:
        return
    near = difflib.get_close_matches(name, sorted(KNOWN), n=1)
    hint = f", did you mean {PREFIX}{near[0]}?" if near else "; the settings are listed in docs/operating.md"
    raise SettingError(f"unknown setting {PREFIX}{name}{hint}")


def _fail(name: str, sentence: str) -> SettingError:
    return SettingError(f"{PREFIX}{name} {sentence}")


def _store(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise _fail("STORE", "must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _search(url: str) -> str:
    if url != "whoosh:":
        raise _fail("SEARCH", "must be whoosh: (the only engine of this version)")
    return url


def _origin(name: str, url: str | None) -> str | None:
    """An address of the form scheme://host[:port], without a path."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        valid, parts = False, urlsplit("")
    if not valid or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise _fail(name, "must look like https://help.example.com, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _origins(name: str, text: str) -> tuple[str, ...]:
    """Addresses as browsers write them in `Origin`: lower case, without the port that goes without saying."""
    found = [(_origin(name, item) or "").lower() for item in _items(text)]
    return tuple(item.removesuffix(":443" if item.startswith("https:") else ":80") for item in found)


def _portal(url: str | None) -> str | None:
    """The portal's base address, ending in `/`."""
    if not url:
        return None
    try:
        return checked_base_url(url)
    except ValueError as error:
        raise _fail("PORTAL_URL", str(error)) from None


def _limits_url(url: str | None) -> str | None:
    """The server that counts requests for several machines. It may hold a password, so it is never repeated."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("redis", "rediss", "valkey", "valkeys") and parts.hostname and parts.port != 0
        valid = valid and re.fullmatch(r"/?([0-9]{1,4})?", parts.path, re.ASCII) and not (parts.query or parts.fragment)
    except ValueError:
        valid = False
    if not valid:
        raise _fail("RATE_LIMITS_URL", "must look like redis://cache.example.com:6379/0 (or rediss://, valkey://)")
    if importlib.util.find_spec("redis") is None:
        raise EnvironmentFault(
            "GUICHET_RATE_LIMITS_URL needs a client: install the extra with pip install guichet[redis]"
        )
    return url


def _networks(text: str) -> tuple[str, ...]:
    items = _items(text)
    for item in items:
        try:
            ip_network(item, strict=False)
        except ValueError:
            raise _fail("TRUSTED_PROXIES", f"must list addresses or networks; '{item}' is neither") from None
    return items


def _hosts(text: str) -> tuple[str, ...]:
    items = _items(text)
    for item in items:
        if "*" in item or "/" in item or "@" in item:
            raise _fail("TRUSTED_HOSTS", f"must list host names without wildcards or paths; '{item}' is not one")
    return tuple(item.lower() for item in items)


def _items(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.replace(",", " ").split() if item)


def _number(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise _fail(name, f"must be a whole number from {low} to {high}")
    return int(text)


def _retention(days: str | None, months: str | None) -> Retention:
    return Retention(
        _number("RETENTION_DAYS", days or str(EVENT_DAYS), 1, EVENT_DAYS),
        _number("RETENTION_MONTHS", months or str(SUM_MONTHS), SHORTEST_SUM_MONTHS, SUM_MONTHS),
    )


def _choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise _fail(name, f"must be {' or '.join(choices)}")
    return text


def _webhook(given: Mapping[str, str], secret_key: str) -> Webhook | None:
    secret = _token("WEBHOOK_SECRET", given.get("WEBHOOK_SECRET"), secret_key)
    old = _token("WEBHOOK_SECRET_OLD", given.get("WEBHOOK_SECRET_OLD"), secret_key)
    return read_webhook(secret, old, given.get("WEBHOOK_SECRET_OLD_UNTIL"))


def _notify_url(url: str | None) -> str | None:
    """Where notices are sent; unlike a base address it may have a query, which often says whose they are."""
    if not url:
        return None
    try:
        checked_base_url(url.partition("?")[0])
    except ValueError as error:
        raise _fail("NOTIFY_URL", str(error)) from None
    if not url.isascii() or FORBIDDEN.search(url) or "#" in url:
        raise _fail("NOTIFY_URL", "must be written in ASCII, without spaces, quotes and '#'")
    return url


def _secret(given: str | None, instance: Path) -> str:
    return _kept_secret(instance) if given is None else _strong("SECRET_KEY", given)


def _strong(name: str, given: str) -> str:
    if len(given) < MIN_SECRET_CHARACTERS or len(set(given)) < 8:
        raise _fail(name, f"must be at least {MIN_SECRET_CHARACTERS} characters long and hard to guess")
    return given


def _token(name: str, given: str | None, secret_key: str) -> str | None:
    """A secret that others are told, so it must not be the key; printable ASCII, since it is sent in a header."""
    if given is None:
        return None
    if _strong(name, given) == secret_key:
        raise _fail(name, "must differ from GUICHET_SECRET_KEY")
    if not given.isascii() or not given.isprintable() or " " in given:
        raise _fail(name, "must be ASCII without spaces")
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
