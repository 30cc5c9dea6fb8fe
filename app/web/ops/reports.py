"""`POST /csp-report`: counts what browsers say a page was kept from doing, and logs what it was, never for whom."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from app.web.bodies import whole_body
from app.web.ops.health import uncached
from app.web.ops.tally import tally_of
from app.web.problems import Problem, problem_response
from app.web.security.windows import ProcessWindows

log = logging.getLogger(__name__)

MAX_BODY = 8 * 1024
MAX_REPORTS = 10
"""Of one body."""
LINES, LINES_SECONDS = 30, 60
"""Lines in the log of a worker in as many seconds: anybody can send anything here."""
_OLD, _NEW = "application/csp-report", "application/reports+json"
_KEYWORD = re.compile(r"[a-z][a-z-]{2,30}", re.ASCII)
"""A directive, a scheme, or what stands for one in a report (`inline`)."""
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[a-z0-9.\[\]:-]{1,80}", re.ASCII)


class PolicyReports:
    """Takes reports in the form of CSP 2 (`report-uri`) and in that of the Reporting API (`report-to`)."""

    def __init__(self) -> None:
        self._windows = ProcessWindows()

    def answer(self) -> Response:
        """204; 400, 413 and 415 as problem details for what is no report."""
        try:
            for body in _reports()[:MAX_REPORTS]:
                self._note(body)
        except HTTPException as error:
            return problem_response(error)
        return uncached(Response(status=204))

    def _note(self, body: dict[str, Any]) -> None:
        tally_of(current_app).add("csp")
        if self._windows.incr("lines", LINES_SECONDS) <= LINES:
            directive, blocked = told(body)
            log.warning("a browser reports that the content policy kept a page from %s of %s", directive, blocked)


def told(body: dict[str, Any]) -> tuple[str, str]:
    """The directive and the blocked origin of a report, `other` for what is neither: no path, no query, no page."""
    directive = _text(body, "effectiveDirective", "effective-directive", "violated-directive").partition(" ")[0]
    blocked = _text(body, "blockedURL", "blocked-uri")
    return directive if _KEYWORD.fullmatch(directive) else "other", _origin(blocked)


def _text(body: dict[str, Any], *names: str) -> str:
    found = next((body[name] for name in names if body.get(name)), "")
    return found[:2000].lower() if isinstance(found, str) else ""


def _origin(blocked: str) -> str:
    """`inline`, `eval` and such, a scheme, or scheme and host without who signed in there."""
    if _KEYWORD.fullmatch(blocked):
        return blocked
    try:
        parts = urlsplit(blocked)
    except ValueError:
        return "other"
    if not parts.netloc:
        return parts.scheme if _KEYWORD.fullmatch(parts.scheme) else "other"
    found = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return found if _ORIGIN.fullmatch(found) else "other"


def _reports() -> list[dict[str, Any]]:
    if request.mimetype not in (_OLD, _NEW):
        raise Problem(415, "unsupported_media_type", f"Reports are sent as {_OLD} or {_NEW}.")
    request.max_content_length = MAX_BODY
    try:
        value = json.loads(whole_body().decode())
    except (ValueError, RecursionError):
        value = None
    if request.mimetype == _OLD:
        return [_object(_object(value).get("csp-report"))]
    if not isinstance(value, list):
        raise _no_report()
    found = map(_object, value)
    return [_object(each.get("body")) for each in found if each.get("type") == "csp-violation"]


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _no_report()
    return value


def _no_report() -> Problem:
    return Problem(400, "invalid_body", "The body is no report of a browser.")
