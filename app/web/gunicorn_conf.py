"""How gunicorn serves the application; with gunicorn_worker and gunicorn_requests the only door to gunicorn."""

from __future__ import annotations

import os
from typing import Any

from app.library import Follower
from app.web.ops.tally import Tally, use
from app.web.services import KEY, Services

LIBRARY_SECONDS = 0.05
"""How often a worker looks whether CURRENT names another generation: one small read."""

BOARD_SECONDS = 30.0

bind = f"fd://{os.environ['_GUICHET_FD']}"
workers = int(os.environ["_GUICHET_WORKERS"])
worker_class = "app.web.gunicorn_worker.Worker"
threads = 4
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
timeout = 30
graceful_timeout = 8
keepalive = 5
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
# Who is asking and by which scheme is decided by app.web.security, from GUICHET_TRUSTED_PROXIES only.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"
accesslog = None
loglevel = "warning"
# Signals are the way to stop and renew; a socket in the user's home would be a second one, shared by two services.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Make the memory in which workers count together: they must be forked from it."""
    server.tally = Tally()


def post_fork(server: Any, worker: Any) -> None:
    """Give a worker a row of that memory."""
    worker.tally = server.tally
    worker.tally.take_row(worker.age)


def post_worker_init(worker: Any) -> None:
    """Start what follows builds and popularity, in the worker itself: threads do not survive a fork."""
    use(worker.wsgi, worker.tally)
    parts: Services = worker.wsgi.extensions[KEY]

    def tell() -> None:
        if parts.library.current:
            parts.board.refresh(parts.library.current)
            worker.learn()

    def follow() -> None:
        if parts.library.refresh():
            tell()

    worker.learn()
    parts.writer.start()
    Follower(follow, LIBRARY_SECONDS, "library").start()
    Follower(tell, BOARD_SECONDS, "board").start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Record the reads and searches that were not recorded yet."""
    if getattr(worker, "wsgi", None) is not None:
        worker.wsgi.extensions[KEY].writer.stop()
