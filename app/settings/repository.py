"""Settings of the content repository: where it is, how often it is fetched, and who may announce a push."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from app.model.addresses import is_loopback
from app.settings.checking import PREFIX, number, wrong

REPOSITORY = (
    *("CONTENT_GIT", "CONTENT_BRANCH", "CONTENT_SECONDS"),
    *("WEBHOOK_SECRET", "WEBHOOK_SECRET_OLD", "WEBHOOK_SECRET_OLD_UNTIL"),
)
"""Their names, without the prefix."""

SECONDS = 60
SHORTEST_SECONDS, LONGEST_SECONDS = 5, 3_600
_SSH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!/?-)[^\s:][^\s]*", re.ASCII)
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+-]{0,199}", re.ASCII)
_WRONG_IN_BRANCH = re.compile(r"\.\.|//|/\.|\.lock(/|$)|[/.]$")


@dataclass(frozen=True, slots=True)
class Repository:
    """`url` is an address or an absolute path; it is fetched every `seconds` seconds, and at a push."""

    url: str
    branch: str = "main"
    seconds: int = SECONDS


@dataclass(frozen=True, slots=True)
class Webhook:
    """What deliveries are signed with; the `old` secret counts beside the new one before `until`."""

    secret: str
    old: str | None = None
    until: datetime | None = None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """The secrets that count at a moment."""
        return (self.secret, self.old) if self.old and self.until and now < self.until else (self.secret,)


def read_repository(given: Mapping[str, str]) -> Repository | None:
    """The repository that the settings name, None where the content is a folder. Raises SettingError."""
    url = given.get("CONTENT_GIT")
    if not url:
        return None
    branch = given.get("CONTENT_BRANCH") or "main"
    if not _BRANCH.fullmatch(branch) or _WRONG_IN_BRANCH.search(branch):
        raise wrong("CONTENT_BRANCH", "must be the name of a branch, such as main")
    return Repository(
        _url(url),
        branch,
        number("CONTENT_SECONDS", given.get("CONTENT_SECONDS") or str(SECONDS), SHORTEST_SECONDS, LONGEST_SECONDS),
    )


def read_webhook(secret: str | None, old: str | None, until: str | None) -> Webhook | None:
    """Who may announce pushes; the secrets were found strong enough. Raises SettingError."""
    if (old is None) != (not until):
        raise wrong("WEBHOOK_SECRET_OLD", "and GUICHET_WEBHOOK_SECRET_OLD_UNTIL are set together")
    if old is not None and secret is None:
        raise wrong("WEBHOOK_SECRET_OLD", "needs GUICHET_WEBHOOK_SECRET, the one that takes its place")
    return None if secret is None else Webhook(secret, old, _moment(until) if until else None)


def repository_warnings(given: Mapping[str, str]) -> Iterator[str]:
    """What an operator probably did not mean."""
    if not given.get("CONTENT_GIT"):
        lost = [name for name in REPOSITORY if name != "CONTENT_GIT" and given.get(name)]
        for name in lost:
            yield f"{PREFIX}{name} has no effect without {PREFIX}CONTENT_GIT"
    else:
        if not given.get("WEBHOOK_SECRET"):
            yield f"{PREFIX}WEBHOOK_SECRET is not set: a push is seen at the next fetch, not at once"
        if given.get("ARTICLES"):
            yield f"{PREFIX}ARTICLES is not read while {PREFIX}CONTENT_GIT is set"


def _url(url: str) -> str:
    """An address over https or ssh, or an absolute path."""
    form = "must be an https or ssh address (http on this machine only), user@host:path, or a path"
    if not url.isprintable() or url.startswith("-") or "::" in url or '"' in url:
        raise wrong("CONTENT_GIT", form)
    if "://" not in url:
        return url if _SSH.fullmatch(url) else _path(url)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise wrong("CONTENT_GIT", form) from None
    if parts.scheme == "file" and not parts.netloc:
        return _path(parts.path)
    allowed = parts.scheme in ("https", "ssh") or (parts.scheme == "http" and is_loopback(host))
    if not allowed or not host or host.startswith("-") or " " in url or parts.query or parts.fragment:
        raise wrong("CONTENT_GIT", form)
    return url


def _path(text: str) -> str:
    return str(Path(text).resolve())


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong("WEBHOOK_SECRET_OLD_UNTIL", "must be a date such as 2026-07-01, or a date and time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
