"""What gunicorn's workers answer by themselves, before the application sees a request."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.http import errors  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]
from werkzeug.exceptions import BadRequest, RequestTimeout

from app.web.security import security_headers
from app.web.services import KEY

REQUEST_SECONDS = 15.0
"""For the whole of a request to arrive. Gunicorn itself waits for ever: four clients that are gone stop a worker."""
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


class _Connection(socket.socket):
    """A connection from which a request is read until `end` (monotonic seconds), however slowly it drips."""

    end = 0.0

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.gettimeout() is not None:  # somebody else looks after the time
            return super().recv(size, flags)
        left = self.end - time.monotonic()
        if left <= 0:
            raise _TooSlow
        self.settimeout(left)
        try:
            return super().recv(size, flags)
        except TimeoutError:
            raise _TooSlow from None
        finally:
            self.settimeout(None)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Threads that refuse what is no request with our headers, and answer everybody who was let in before they stop."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """When the worker stops: take every connection that the kernel has accepted already, then let no more in.

        Gunicorn leaves those in the queue to be reset; and its socket stays open until the last answer, so more come.
        """
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            listener.setblocking(False)
            before = -1
            while before != self.nr_conns:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def handle(self, conn: Any) -> Any:
        """Read and answer one request of a connection."""
        if not isinstance(conn.sock, _Connection):
            conn.sock = _Connection(fileno=conn.sock.detach())
        conn.sock.end = time.monotonic() + REQUEST_SECONDS
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; a body that breaks off or is no HTTP is the client's fault, not a defect."""
        req.body = _Body(req)
        return super().handle_request(req, conn)

    def handle_error(self, _req: Any, client: Any, _addr: Any, exc: BaseException) -> None:
        """Answer a request that failed outside the application; neither its text nor its address is logged."""
        status = _status(exc)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("a request failed outside the application", exc_info=exc)
        else:
            self.log.info("a request was refused: %s", type(exc).__name__)
        with suppress(OSError):
            util.write_nonblock(client, _answer(status, self.wsgi.extensions[KEY].settings.https))


class _Body:
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


def _status(exc: BaseException) -> HTTPStatus:
    if isinstance(exc, _FAULTS_OF_OURS):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    found = (status for kind, status in _STATUSES if isinstance(exc, kind))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(status: HTTPStatus, https: bool) -> bytes:
    body = f"{status.phrase}\n"
    headers = (
        ("Date", util.http_date()),
        ("Connection", "close"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *security_headers(https),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n{body}".encode("latin-1")
