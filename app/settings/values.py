"""Settings: environment variables with the prefix GUICHET_, checked once at start, then frozen."""

from __future__ import annotations

import difflib
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from app.errors import EnvironmentFault, SettingError
from app.model.retention import EVENT_DAYS, SHORTEST_SUM_MONTHS, SUM_MONTHS, Retention
from app.settings.addresses import (
    everybody_is_trusted,
    hosts,
    limits_url,
    networks,
    notify_url,
    origin,
    origins,
    portal,
)
from app.settings.checking import PREFIX, choice, number, wrong
from app.settings.oidc import OIDC, Provider, read_provider
from app.settings.repository import (
    REPOSITORY,
    Repository,
    Webhook,
    read_repository,
    read_webhook,
    repository_warnings,
)
from app.settings.secret import secret_key, token

DEFAULT_URL = "http://127.0.0.1:8000"
"""Where `guichet serve` answers unless it is told otherwise: links begin with it until GUICHET_BASE_URL is set."""
KNOWN = frozenset(
    {
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
)


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


def instance_folder(env: Mapping[str, str]) -> Path:
    """Where the database, the secret and a defect's details live: as GUICHET_INSTANCE says, else beside the package in
    a checkout, else below the prefix."""
    if given := env.get(f"{PREFIX}INSTANCE", "").strip():
        return Path(given).resolve()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "instance"
    return Path(sys.prefix) / "var" / "guichet-instance"


def environment() -> dict[str, str]:
    """The process environment over the `.env` file of the working folder. Raises SettingError, EnvironmentFault."""
    return {**_of_file(Path(".env").absolute()), **os.environ}


def _of_file(path: Path) -> dict[str, str]:
    """The settings of a file, if it is there: a line that cannot be read would be a setting that has no effect."""
    try:
        text = path.read_text("utf-8-sig") if path.is_file() else ""
    except OSError as error:
        raise EnvironmentFault(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SettingError(f"{path} is not UTF-8 at byte {error.start}") from None
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            raise SettingError(f"{path} cannot be read from line {line.original.line} on: write NAME=value")
    return {key: value for key, value in dotenv_values(stream=io.StringIO(text)).items() if value is not None}


def load_settings(env: Mapping[str, str], instance: Path | None = None) -> Settings:
    """Check every GUICHET_ variable of `env`. Raises SettingError, naming the first that is wrong."""
    given = {key.removeprefix(PREFIX): value.strip() for key, value in env.items() if key.startswith(PREFIX)}
    for name in given:
        _known(name)
    instance = instance or instance_folder(env)
    key = secret_key(given.get("SECRET_KEY"), instance)
    repository, webhook = read_repository(given), _webhook(given, key)
    base_url = origin("BASE_URL", given.get("BASE_URL"))
    proxies = networks(given.get("TRUSTED_PROXIES", ""))
    return Settings(
        articles=Path(given.get("ARTICLES") or "articles").resolve(),
        index=Path(given.get("INDEX") or "index").resolve(),
        store=_store(given.get("STORE") or f"sqlite:///{instance / 'guichet.db'}"),
        secret_key=key,
        instance=instance,
        search=_search(given.get("SEARCH") or "whoosh:"),
        base_url=base_url,
        portal_url=portal(given.get("PORTAL_URL")),
        trusted_proxies=proxies,
        trusted_hosts=hosts(given.get("TRUSTED_HOSTS", "")),
        workers=number("WORKERS", given.get("WORKERS") or "2", 1, 64),
        log_format=choice("LOG_FORMAT", given.get("LOG_FORMAT") or "text", ("text", "json")),
        rate_limits=choice("RATE_LIMITS", given.get("RATE_LIMITS") or "on", ("on", "off")) == "on",
        rate_limits_url=limits_url(given.get("RATE_LIMITS_URL")),
        notify_url=notify_url(given.get("NOTIFY_URL")),
        widget_origins=origins("WIDGET_ORIGINS", given.get("WIDGET_ORIGINS", "")),
        notify_secret=token("NOTIFY_SECRET", given.get("NOTIFY_SECRET"), key),
        retention=_retention(given.get("RETENTION_DAYS"), given.get("RETENTION_MONTHS")),
        content=repository,
        webhook=webhook,
        oidc=read_provider(given, base_url, key),
        warnings=(*repository_warnings(given), *everybody_is_trusted(proxies)),
    )


def _known(name: str) -> None:
    if name in KNOWN:
        return
    near = difflib.get_close_matches(name, sorted(KNOWN), n=1)
    hint = f", did you mean {PREFIX}{near[0]}?" if near else "; the settings are listed in docs/operating.md"
    raise SettingError(f"unknown setting {PREFIX}{name}{hint}")


def _store(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise wrong("STORE", "must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _search(url: str) -> str:
    if url != "whoosh:":
        raise wrong("SEARCH", "must be whoosh: (the only engine of this version)")
    return url


def _retention(days: str | None, months: str | None) -> Retention:
    return Retention(
        number("RETENTION_DAYS", days or str(EVENT_DAYS), 1, EVENT_DAYS),
        number("RETENTION_MONTHS", months or str(SUM_MONTHS), SHORTEST_SUM_MONTHS, SUM_MONTHS),
    )


def _webhook(given: Mapping[str, str], key: str) -> Webhook | None:
    secret = token("WEBHOOK_SECRET", given.get("WEBHOOK_SECRET"), key)
    old = token("WEBHOOK_SECRET_OLD", given.get("WEBHOOK_SECRET_OLD"), key)
    return read_webhook(secret, old, given.get("WEBHOOK_SECRET_OLD_UNTIL"))
