"""The security headers that every response carries, whatever made it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REPORTS = "/csp-report"
"""Where browsers tell what a page was kept from doing."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    f"require-trusted-types-for 'script'; trusted-types 'none'; report-uri {REPORTS}"
)
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
)


def security_headers(https: bool) -> tuple[tuple[str, str], ...]:
    """Names and values; `https` adds what would make a site unreachable that is only served over http.

    Browsers that know `report-to` ignore `report-uri` beside it, and send nothing to an endpoint without TLS.
    """
    if not https:
        return (("Content-Security-Policy", _POLICY), *_ALWAYS)
    return (
        ("Content-Security-Policy", f"{_POLICY}; report-to csp; upgrade-insecure-requests"),
        ("Reporting-Endpoints", f'csp="{REPORTS}"'),
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        *_ALWAYS,
    )


def framable_policy(https: bool, origins: Iterable[str]) -> str:
    """The Content-Security-Policy of a page that only these sites may frame, nobody where there are none."""
    ancestors = " ".join(origins) or "'none'"
    policy = dict(security_headers(https))["Content-Security-Policy"]
    return policy.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")


class SecurityHeaders:
    """WSGI: adds each header that the response does not have; outermost, so that no error escapes it."""

    def __init__(self, app: WSGIApplication, https: bool):
        self._app = app
        self._headers = tuple((name.lower(), name, value) for name, value in security_headers(https))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            present = {name.lower() for name, _ in headers}
            missing = [(name, value) for lower, name, value in self._headers if lower not in present]
            return start_response(status, headers + missing, *rest)  # type: ignore[arg-type]

        return self._app(environ, start)  # type: ignore[arg-type]
