"""JSON answers: weak ETags, how long they are kept, readable from any origin without credentials."""

from __future__ import annotations

from hashlib import blake2b

import msgspec
from flask import Response, request

SHARED = "public, max-age=0, must-revalidate"
"""A new generation is seen at once; asking again costs a 304."""

PERSONAL = "private, max-age=0, must-revalidate"
"""The same for what somebody typed, which is not left in caches on the way."""

BRIEF = "public, max-age=60"
"""For the beginnings of words, which say little of who types them and which everybody types."""

EXPOSED = "ETag, Retry-After, X-Guichet-Generation"
"""Headers that pages of other sites may read besides those that every browser shows them."""


def json_response(
    answer: msgspec.Struct | dict[str, object],
    *,
    lasting: msgspec.Struct | None = None,
    cache_control: str = SHARED,
) -> Response:
    """An answer, or a 304 when the client has it. `lasting` is what its ETag is made from where that is not all."""
    body = msgspec.json.encode(answer)
    etag = blake2b(msgspec.json.encode(lasting) if lasting else body, digest_size=12).hexdigest()
    response = Response(body + b"\n", content_type="application/json")
    response.set_etag(etag, weak=True)
    response.vary.add("Authorization")
    response.headers["Cache-Control"] = cache_control
    if "Authorization" not in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.make_conditional(request)
    return response
