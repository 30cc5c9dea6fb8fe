"""Which Host headers are answered: those of this site, and nothing that only looks like one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?", re.ASCII | re.IGNORECASE)
_REFUSAL = b"Bad request: the Host header does not name this site.\n"


def site_hosts(trusted: Iterable[str], base_url: str | None) -> frozenset[str]:
    """The names that this site has been given, in lower case; empty when an operator gave none."""
    names = {_bracketed(name.lower()) for name in trusted}
    if base_url:
        names.add(host_of(base_url))
    return frozenset(names)


def host_of(url: str) -> str:
    """The host name of an address as a Host header writes it, without the port."""
    return _bracketed(urlsplit(url).hostname or "")


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


class HostCheck:
    """WSGI: 400 for a Host that is none of `hosts`, odd or missing; the answer does not repeat it.

    Without `hosts`, this machine's own names are answered, and the name in `bound()` (the address that `serve`
    was told to listen on).
    """

    def __init__(self, app: WSGIApplication, hosts: frozenset[str], bound: Callable[[], str | None]):
        self._app = app
        self._hosts = hosts
        self._bound = bound

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if self._known(host) and _same_target(environ.get("RAW_URI", ""), host):
            return self._app(environ, start_response)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(_REFUSAL))),
            ("Cache-Control", "no-store"),
        ]
        start_response("400 BAD REQUEST", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [_REFUSAL]

    def _known(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        if not match or (match[2] and not 0 < int(match[2]) < 65536):
            return False
        name = match[1].lower()
        if self._hosts:
            return name in self._hosts
        bound = self._bound()
        return name in LOOPBACK or bool(bound and name == host_of(bound))


def _same_target(target: str, host: str) -> bool:
    """Whether a request line in absolute form (`GET http://host/path`) names the same host as the Host header."""
    if target[:1] in ("", "/", "*"):
        return True
    rest = target.partition("://")[2]
    return re.split(r"[/?#]", rest, maxsplit=1)[0].lower() == host.lower()
