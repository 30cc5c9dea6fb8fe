"""What gunicorn's workers answer by themselves, before the application sees a request."""

from __future__ import annotations

import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from app.web.gunicorn_requests import REQUEST_SECONDS, TimedBody, TimedConnection, answer, status_of
from app.web.overload import Leaving, Queue, begin_of, has_spoken, send_away
from app.web.pages.cache import HTML
from app.web.pages.refusals import BUSY, Refusals, page_for, refusals
from app.web.services import KEY

ACCEPTED_AT_ONCE = 64
"""While all threads are busy: the loop waits for the interpreter at each turn, then 5 ms or more."""
PAUSE_SECONDS = 0.01
"""Of the loop while requests are refused: it takes the interpreter from the threads less often, and they have work."""
RETRY_SECONDS = "5"
_TELL_SECONDS = 10.0
_PROBES = (b"GET /healthz ", b"HEAD /healthz ")
LONGEST_PROBE = 14


class _Client(TConn):  # type: ignore[misc]
    """A connection that does not hold up the loop while it closes, as gunicorn's own do for two seconds."""

    leaving: Leaving | None = None

    def close(self, graceful: bool = False) -> None:
        if graceful and self.leaving:
            self.leaving.add(self.sock)
        else:
            super().close(graceful)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Threads that refuse what is no request with our headers, and answer everybody who was let in before they stop.

    A thread is given to whoever has begun to say something. Where too many wait for one, the others are refused at
    once, before anything of their request is looked at.
    """

    def init_process(self) -> None:
        """Prepare the loop and run it to its end."""
        self.queue = Queue(self.cfg.threads)
        self.refusals = 0
        self.next_word = 0.0
        self.pages: Refusals = {}
        self.made: tuple[int, dict[bytes | None, bytes]] = 0, {}
        super().init_process()

    def learn(self) -> None:
        """Make the pages for whoever is refused, as the service is now; for then there will be no time."""
        self.pages = refusals(self.wsgi)

    def run(self) -> None:
        """Answer until the worker is told to stop."""
        https = self.wsgi.extensions[KEY].settings.https
        self.leaving = Leaving(self.poller)
        self.healthy = partial(answer, HTTPStatus.OK, https, b'{"status":"ok"}\n', "application/json")
        self.busy = partial(answer, HTTPStatus.SERVICE_UNAVAILABLE, https, more=(("Retry-After", RETRY_SECONDS),))
        super().run()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Serve what is ready; while requests are refused, many at a time."""
        if self.alive and self.queue.is_full():
            time.sleep(PAUSE_SECONDS)
        super().wait_for_and_dispatch_events(timeout)

    def accept(self, listener: Any) -> None:
        """Take connections in or refuse them: one where threads are free, so that other workers get theirs."""
        for _ in range(ACCEPTED_AT_ONCE if self.queue.is_busy() else 1):
            try:
                connection, address = listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            if self.alive and self.queue.is_full() and send_away(connection, self._refusal, self.leaving):
                continue  # 50 us in all: three refusals for each answer must not take a fifth of the time
            self.nr_conns += 1
            self.enqueue_req(_Client(self.cfg, connection, address, listener.getsockname()))

    def enqueue_req(self, conn: Any) -> None:
        """Let a connection wait for a thread, once it has said something, or refuse it."""
        if not self.alive:
            self._let_in(conn)
        elif self._refuses(conn.sock) and send_away(conn.sock, self._refusal, self.leaving):
            self.nr_conns -= 1
        elif conn.initialized or has_spoken(conn.sock):
            conn.data_ready = True
            self._let_in(conn)
        else:
            conn.timeout = time.monotonic() + self.cfg.keepalive
            self.pending_conns.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _refuses(self, connection: socket.socket) -> bool:
        """Whether a connection gets its answer here: where too many wait; where all threads do, a probe does not."""
        return self.queue.is_full() or (
            self.queue.is_busy() and begin_of(connection, LONGEST_PROBE).startswith(_PROBES)
        )

    def _let_in(self, conn: Any) -> None:
        self.queue.enter()
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep or close the connection of a request that was answered."""
        conn.leaving = self.leaving if self.alive else None
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Close connections that said nothing in time, and those whose client does not."""
        super().murder_pending()
        self.leaving.expire()
        if self.refusals and time.monotonic() >= self.next_word:
            self.log.warning("more requests came than can be answered: %d were refused (503)", self.refusals)
            self.next_word, self.refusals = time.monotonic() + _TELL_SECONDS, 0

    def _busy(self, head: bytes) -> bytes:
        """The refusal, made anew each second for its date; for browsers, which say so, a page."""
        now = int(time.time())
        if self.made[0] != now:
            self.made = now, {}
        page = page_for(self.pages, BUSY, head) if b"text/html" in head else None
        answers = self.made[1]
        if page not in answers:
            answers[page] = self.busy(page, HTML) if page else self.busy()
        return answers[page]

    def _refusal(self, head: bytes) -> bytes:
        """The answer to a request that begins like that; probes are told that the process answers, which it does."""
        probe = head.startswith(_PROBES)
        refusal = self.healthy() if probe else self._busy(head)
        if not probe:
            self.refusals += 1
            self.tally.add("refused")
        return refusal.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head.startswith(b"HEAD ") else refusal

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
        try:
            if not isinstance(conn.sock, TimedConnection):
                conn.sock = TimedConnection(fileno=conn.sock.detach())
            conn.sock.end, conn.sock.begun = time.monotonic() + REQUEST_SECONDS, b""
            return super().handle(conn)
        finally:
            self.queue.leave()

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; a body that breaks off or is no HTTP is the client's fault, not a defect."""
        req.body = TimedBody(req)
        return super().handle_request(req, conn)

    def handle_error(self, _req: Any, client: Any, _addr: Any, exc: BaseException) -> None:
        """Answer a request that failed outside the application; neither its text nor its address is logged."""
        if isinstance(exc, HTTPException):  # of a body that nobody asked for: its request was answered already
            return
        status = status_of(exc)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("a request failed outside the application", exc_info=exc)
        else:
            self.log.info("a request was refused: %s", type(exc).__name__)
        https = self.wsgi.extensions[KEY].settings.https
        page = page_for(self.pages, status, getattr(client, "begun", b""))
        with suppress(OSError):
            util.write_nonblock(client, answer(status, https, page, HTML) if page else answer(status, https))
