"""Settings that name addresses: of the site, the portal, other servers, proxies and hosts."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_network
from urllib.parse import urlsplit

from app.errors import EnvironmentFault
from app.model.addresses import FORBIDDEN, checked_base_url
from app.settings.checking import PREFIX, items, wrong

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", re.ASCII | re.IGNORECASE)


def origin(name: str, url: str | None) -> str | None:
    """An address of the form scheme://host[:port], without a path."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        valid, parts = False, urlsplit("")
    if not valid and not url.isascii():
        raise wrong(name, "must be written in ASCII: a name with accents begins with xn-- there")
    if not valid or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment or url.endswith(":"):
        raise wrong(name, "must look like https://help.example.com, without a path")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def origins(name: str, text: str) -> tuple[str, ...]:
    """Addresses as browsers write them in `Origin`: lower case, without the port that goes without saying."""
    found = [origin(name, item) or "" for item in items(text)]
    return tuple(item.removesuffix(":443" if item.startswith("https:") else ":80") for item in found)


def portal(url: str | None) -> str | None:
    """The portal's base address, ending in `/`."""
    if not url:
        return None
    try:
        return checked_base_url(url)
    except ValueError as error:
        raise wrong("PORTAL_URL", str(error)) from None


def limits_url(url: str | None) -> str | None:
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
        raise wrong("RATE_LIMITS_URL", "must look like redis://cache.example.com:6379/0 (or rediss://, valkey://)")
    if importlib.util.find_spec("redis") is None:
        raise EnvironmentFault(
            f"{PREFIX}RATE_LIMITS_URL needs a client: install the extra with pip install guichet[redis]"
        )
    return url


def notify_url(url: str | None) -> str | None:
    """Where notices are sent; unlike a base address it may have a query, which often says whose they are."""
    if not url:
        return None
    try:
        checked_base_url(url.partition("?")[0])
    except ValueError as error:
        raise wrong("NOTIFY_URL", str(error)) from None
    if not url.isascii() or FORBIDDEN.search(url) or "#" in url:
        raise wrong("NOTIFY_URL", "must be written in ASCII, without spaces, quotes and '#'")
    return url


def networks(text: str) -> tuple[str, ...]:
    """Addresses and networks of the proxies in front."""
    found = items(text)
    for item in found:
        try:
            ip_network(item, strict=False)
        except ValueError:
            raise wrong("TRUSTED_PROXIES", f"must list addresses or networks; '{item}' is neither") from None
    return found


def everybody_is_trusted(proxies: tuple[str, ...]) -> Iterator[str]:
    """What to tell an operator who trusts whoever connects: a container's network has an address of its own."""
    for item in proxies:
        if ip_network(item, strict=False).prefixlen == 0:
            yield f"{PREFIX}TRUSTED_PROXIES holds {item}: whoever reaches the port may claim to be anybody"


def hosts(text: str) -> tuple[str, ...]:
    """Host names in lower case, without a port."""
    found = items(text)
    for item in found:
        if not _is_host(item):
            sentence = f"must list host names without ports, wildcards or paths; '{item}' is not one"
            raise wrong("TRUSTED_HOSTS", sentence)
    return tuple(item.lower() for item in found)


def _is_host(name: str) -> bool:
    """Whether a name may stand in a Host header, without a port; IPv6 with or without brackets."""
    if _NAME.fullmatch(name):
        return True
    try:
        return bool(IPv6Address(name.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False
