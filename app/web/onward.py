"""Where somebody goes on to after signing in: a path that we made and signed, or nothing."""

from __future__ import annotations

from urllib.parse import quote

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.web.services import services

SECONDS = 60 * 60
MAX_CHARACTERS = 2_500
"""Of a signed path: the address of the sign-in page has to stay below a server's limit of 4,094 bytes."""


def signed_here() -> str | None:
    """The address of this request, signed; without its query where it is too long, None where it still is."""
    if request.method != "GET":  # a form that was sent too late cannot be sent again by following a link
        return None
    path = quote(request.path)
    query = request.query_string.decode("ascii", "ignore")
    every = (_signer().dumps(each) for each in (f"{path}?{query}" if query else path, path))
    return next((signed for signed in every if len(signed) <= MAX_CHARACTERS), None)


def path_of(signed: str) -> str | None:
    """The path in something signed here within the last hour; None for anything else."""
    if len(signed) > MAX_CHARACTERS:
        return None
    try:
        path = _signer().loads(signed, max_age=SECONDS)
    except BadSignature:
        return None
    return path if isinstance(path, str) else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services().settings.secret_key, salt="guichet.onward")
