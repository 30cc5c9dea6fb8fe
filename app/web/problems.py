"""Errors for programs: RFC 9457 problem details with a stable code, which say nothing about our insides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import Request, Response
from werkzeug.exceptions import HTTPException

API_PREFIX = "/api/"
CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = "5"
"""When to come back after what a moment may mend: nothing published yet, a search or a database that is away."""
STORE_RETRY_SECONDS = "30"
"""When to come back while nothing can be recorded: a full disk takes longer than a restart."""

_CODES: Mapping[int, str] = MappingProxyType(
    {
        400: "bad_request",
        401: "invalid_token",
        403: "forbidden",
        404: "not_found",
        405: "method_not_allowed",
        408: "timeout",
        413: "too_large",
        415: "unsupported_media_type",
        429: "rate_limited",
        500: "internal_error",
        503: "unavailable",
    }
)
_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "bad_request": "The request could not be understood.",
        "cross_site": "A request that changes something must come from this site itself.",
        "forbidden": "This is not allowed.",
        "invalid_token": "The Authorization header carries no valid token; leave it out to read what is public.",
        "method_not_allowed": "This address does not take this method; the Allow header lists those it takes.",
        "not_found": "There is nothing at this address; the addresses are listed in docs/api.md.",
        "rate_limited": "Too many requests of this kind from this address; wait as many seconds as Retry-After says.",
        "timeout": "The request did not arrive in time.",
        "too_large": "The request's body is too large.",
        "internal_error": "Something went wrong here; it has been written to the log.",
    }
)


class Problem(HTTPException):
    """An error of the API: `code` is the HTTP status, `problem` the stable code, `detail` one sentence."""

    def __init__(self, status: int, problem: str, detail: str, headers: Mapping[str, str] | None = None):
        super().__init__(detail)
        self.code = status
        self.problem = problem
        self.detail = detail
        self.extra = dict(headers or {})


def is_api(request: Request) -> bool:
    """Whether errors of this request are for programs."""
    return request.path.startswith(API_PREFIX)


def problem_response(error: HTTPException) -> Response:
    """What a program gets for any HTTP error; a 405 keeps its Allow header."""
    if isinstance(error, Problem):
        return _response(error.code or 500, error.problem, error.detail, error.extra)
    status = error.code or 500
    code = _CODES.get(status, "error")
    methods = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(methods))} if methods else {}
    return _response(status, code, _DETAILS.get(code, f"{HTTPStatus(status).phrase}."), headers)


def cross_site_problem() -> Problem:
    """403 for a write that another site caused."""
    return Problem(403, "cross_site", _DETAILS["cross_site"])


def invalid_token() -> Problem:
    """401 for an Authorization header that opens nothing."""
    challenge = {"WWW-Authenticate": 'Bearer realm="guichet", error="invalid_token"'}
    return Problem(401, "invalid_token", _DETAILS["invalid_token"], challenge)


def _response(status: int, code: str, detail: str, headers: Mapping[str, str]) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    response = Response(json.dumps(body) + "\n", status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers.update(headers)
    return response
