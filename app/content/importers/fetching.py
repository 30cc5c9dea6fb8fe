"""Pictures over the network, when an operator asks for them: the export's own host only, and nothing else of it."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from app.content.importers.folder import MAX_PICTURE

TIMEOUT = 15.0
MAX_FETCHED = 2_000
_AGENT = "guichet-import"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(slots=True)
class Fetcher:
    """Fetches from `hosts` (`host[:port]`) only; `failures` says why what was not fetched was not.

    No redirect is followed, no cookie or credential is sent. A host that is not on the public network is refused unless
    `private` is true: an export could name a machine of the operator's own.
    """

    hosts: Collection[str]
    private: bool = False
    failures: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def __call__(self, url: str) -> bytes | None:
        """The bytes at an address, None where they were not fetched."""
        if url in self.failures:
            return None
        try:
            return self._fetched(url)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.failures[url] = str(error) or type(error).__name__
            return None

    def _fetched(self, url: str) -> bytes:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc not in self.hosts or not parts.hostname:
            raise ValueError("not an address of the help centre's own host")
        self._count += 1
        if self._count > MAX_FETCHED:
            raise ValueError(f"more than {MAX_FETCHED:,} pictures: not fetched")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = self._connection(parts.scheme, parts.hostname, port)
        try:
            target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
                f"?{quote(parts.query, safe='=&%+-._~')}" if parts.query else ""
            )
            connection.request("GET", target, headers={"User-Agent": _AGENT, "Accept": "image/*"})
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise ValueError(f"the host answered {response.status}")
            data = response.read(MAX_PICTURE + 1)
        finally:
            connection.close()
        if len(data) > MAX_PICTURE:
            raise ValueError("larger than 5 MiB")
        return data

    def _connection(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        """A connection to an address that was looked at: a name is not looked up a second time."""
        address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
        if not self.private and not is_public(address):
            raise ValueError(f"{host} is not on the public network")
        raw = socket.create_connection((address, port), timeout=TIMEOUT)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = (
            ssl.create_default_context().wrap_socket(raw, server_hostname=host) if scheme == "https" else raw
        )
        return connection


def is_public(text: str) -> bool:
    """Whether an IP address is on the public network, and each one inside of it that a gateway would go on to."""
    address = ipaddress.ip_address(text.partition("%")[0])
    inside: list[ipaddress.IPv4Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        inside += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if address in _NAT64 else []
    return all(each.is_global and not each.is_multicast for each in (address, *inside) if each is not None)
