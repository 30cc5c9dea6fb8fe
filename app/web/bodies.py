"""The body of a request, whole or refused."""

from __future__ import annotations

from flask import request


def whole_body() -> bytes:
    """The body, up to the application's limit. Aborts with 413 for a longer one, whether or not it says its length.

    Werkzeug cuts a body without a length off at the limit, and refuses it only where somebody reads on.
    """
    body = request.get_data(cache=False)
    if len(body) >= (request.max_content_length or 0):
        request.stream.read(1)
    return body
