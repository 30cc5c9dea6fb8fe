"""JSON answers: weak ETags, how long they are kept, readable from any origin without credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from flask import Response, request

SHARED = "public, max-age=0, must-revalidate"
"""A new generation is seen at once; asking again costs a 304."""

PERSONAL = "private, max-age=0, must-revalidate"
"""The same for what somebody typed, which is not left in caches on the way."""

BRIEF = "public, max-age=60"
"""For the beginnings of words, which say little of who types them and which everybody types."""


def json_response(
    payload: Mapping[str, object], volatile: Mapping[str, object] | None = None, cache_control: str = SHARED
) -> Response:
    """An answer, or a 304 when the client has it. `volatile` goes into the body but not into its ETag."""
    etag = blake2b(_encode(payload), digest_size=12).hexdigest()
    response = Response(_encode({**payload, **(volatile or {})}) + b"\n", content_type="application/json")
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = cache_control
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response


def _encode(payload: Mapping[str, object]) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
