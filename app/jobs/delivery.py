"""One HTTP request to the address that an operator chose; nothing it answers is followed or kept."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0
"""For connecting, sending and each wait for the answer."""


class DeliveryFailed(Exception):
    """The message did not arrive; says why, without the address, which may hold a secret."""


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float = TIMEOUT_SECONDS) -> None:
    """Send JSON. Any answer but 2xx is a failure, also a redirect: it would lead where the operator did not say.

    No proxy of the environment is used. Raises DeliveryFailed.
    """
    parts = urlsplit(url)
    host, path = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, parts.port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=timeout)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "Guichet", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryFailed(type(error).__name__) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise DeliveryFailed(f"status {status}")
