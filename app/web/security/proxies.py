"""Whom X-Forwarded headers are believed from: the proxies that the operator named, nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from app.model.clients import parse_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
)


class TrustedProxies:
    """WSGI: takes client, scheme and host from X-Forwarded headers of a trusted peer, and drops them from any other.

    Where the chain of addresses holds several trusted proxies, the client is the first one before them.
    """

    def __init__(self, app: WSGIApplication, networks: Iterable[str]):
        self._app = app
        self._networks = tuple(ip_network(network, strict=False) for network in networks)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._networks and self._trusts(environ.get("REMOTE_ADDR", "")):
            hops = self._hops(environ.get("HTTP_X_FORWARDED_FOR", ""))
            return ProxyFix(self._app, x_for=hops, x_proto=1, x_host=1)(environ, start_response)
        for name in FORWARDED:
            environ.pop(name, None)
        return self._app(environ, start_response)

    def _trusts(self, text: str) -> bool:
        address = parse_address(text)
        return address is not None and any(address in network for network in self._networks)

    def _hops(self, forwarded: str) -> int:
        addresses = [item.strip() for item in forwarded.split(",")]
        hops = 1
        while hops < len(addresses) and self._trusts(addresses[-hops]):
            hops += 1
        return hops
