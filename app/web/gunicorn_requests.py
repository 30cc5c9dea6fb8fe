"""Requests as gunicorn reads them, in their time, and answers to those that never reach the application."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import errors  # type: ignore[import-untyped]
from werkzeug.exceptions import BadRequest, RequestTimeout

from app.web.pages.refusals import LOOKED_AT
from app.web.security import security_headers

REQUEST_SECONDS = 15.0
"""For the whole of a request to arrive. Gunicorn itself waits for ever: four clients that are gone stop a worker."""
SLOWEST = 20_000
"""Bytes a second that a client takes at least; what stays in the kernel's buffers, some megabytes, holds nobody up."""
_FAULTS_OF_OURS = (errors.ConfigurationProblem, errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
_STATUSES = (
    (errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (errors.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (errors.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (errors.ForbiddenProxyRequest, HTTPStatus.FORBIDDEN),
    (errors.ParseException, HTTPStatus.BAD_REQUEST),
)


class _TooSlow(errors.NoMoreData):  # type: ignore[misc]
    """A request did not arrive in time; while its head is read, the connection is closed without a word."""


class TimedConnection(socket.socket):
    """A connection from which a request is read until `end` (monotonic seconds), however slowly it drips.

    What is sent must be taken in the same time, and a second more for each SLOWEST bytes.
    """

    end = 0.0
    begun = b""
    """The first bytes of the request: whoever is refused before it is understood gets a page in their language."""

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.gettimeout() is not None:  # somebody else looks after the time
            return super().recv(size, flags)
        left = self.end - time.monotonic()
        if left <= 0:
            raise _TooSlow
        self.settimeout(left)
        try:
            data = super().recv(size, flags)
            self.begun = self.begun or data[:LOOKED_AT]
            return data
        except TimeoutError:
            raise _TooSlow from None
        finally:
            self.settimeout(None)

    def sendall(self, data: Any, flags: int = 0) -> None:
        before = self.gettimeout()
        self.settimeout(REQUEST_SECONDS + len(data) / SLOWEST)
        try:
            super().sendall(data, flags)
        except TimeoutError as error:  # as one who has left: nobody is told, nothing is logged
            raise BrokenPipeError(errno.EPIPE, "the client does not read") from error
        finally:
            self.settimeout(before)


class TimedBody:
    """A request's body; one that cannot be read, or not in time, is the client's fault, and closes the connection."""

    def __init__(self, req: Any):
        self._req = req
        self._body = req.body

    def read(self, size: int | None = None) -> bytes:
        return self._whole(self._body.read, size)

    def readline(self, size: int | None = None) -> bytes:
        return self._whole(self._body.readline, size)

    def _whole(self, read: Callable[[int | None], bytes], size: int | None) -> bytes:
        try:
            return read(size)
        except (errors.ParseException, OSError) as error:
            self._req.force_close()  # nobody knows where the next request begins
            raise (RequestTimeout if isinstance(error, _TooSlow) else BadRequest) from error


def status_of(exc: BaseException) -> HTTPStatus:
    """What a request is answered that failed in gunicorn's hands: whether it was the client's fault, and which."""
    if isinstance(exc, _FAULTS_OF_OURS):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    found = (status for kind, status in _STATUSES if isinstance(exc, kind))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def answer(
    status: HTTPStatus,
    https: bool,
    body: bytes = b"",
    content_type: str = "text/plain; charset=utf-8",
    more: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A whole answer with the headers that every answer has, the last one of its connection."""
    body = body or f"{status.phrase}\n".encode()
    headers = (
        ("Date", util.http_date()),
        ("Connection", "close"),
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *more,
        *security_headers(https),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n".encode("latin-1") + body
