"""What every request and response goes through: headers, hosts, proxies, cross-site writes, rate limits."""

from __future__ import annotations

from flask import Flask

from app.settings import Settings
from app.web.security.headers import SecurityHeaders, security_headers
from app.web.security.hosts import HostCheck, site_hosts
from app.web.security.proxies import TrustedProxies
from app.web.security.rates import limit_searches
from app.web.security.requests import refuse_cross_site, refuse_empty_parts
from app.web.urls import BOUND_URL

__all__ = ["install", "security_headers"]


def install(app: Flask, settings: Settings) -> None:
    """Put the checks around the application; call before routes are registered."""
    # `//` would otherwise be answered by a redirect to an address made from the Host header.
    app.url_map.merge_slashes = False
    hosts = site_hosts(settings.trusted_hosts, settings.base_url)
    checked = HostCheck(app.wsgi_app, hosts, lambda: app.config.get(BOUND_URL))
    app.wsgi_app = SecurityHeaders(  # type: ignore[method-assign]
        TrustedProxies(checked, settings.trusted_proxies), settings.https
    )
    app.before_request(refuse_empty_parts)
    app.before_request(refuse_cross_site)
    limit_searches(app, settings)
