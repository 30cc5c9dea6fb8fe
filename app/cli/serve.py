"""`guichet serve`: builds if needed, then serves, and follows later builds without a restart."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable

import click

from app.cli.first_build import FirstBuild
from app.cli.serving import noted
from app.cli.stopping import stopped_by_signals
from app.cli.supervisor import TICK_SECONDS, Child, bind
from app.errors import EnvironmentFault, SettingError
from app.generations import Generations
from app.generations.freshness import Lookout
from app.model.addresses import is_loopback
from app.settings import Settings, configure_logging, environment, load_settings
from app.store import upgrade

READY_SECONDS = 90.0
SAY_SECONDS = 5.0
"""After which whoever started the service is told what it is doing."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes that answer (GUICHET_WORKERS).")
@click.option("--no-background", is_flag=True, help="Do not build here: 'guichet build' or another machine does.")
def serve(host: str, port: int, workers: int | None, no_background: bool) -> None:
    """Build if needed, then serve; later builds are followed without a restart. Stops on SIGTERM."""
    settings = load_settings(environment())
    configure_logging(settings.log_format)
    for warning in settings.warnings:
        click.echo(f"guichet: {warning}", err=True)
    check_hosts(host, settings)
    check_folders(settings)
    generations = Generations(settings.index, settings.secret_key)
    if not no_background and settings.content is None and not settings.articles.is_dir():
        raise SettingError(f"GUICHET_ARTICLES: there is no folder {settings.articles}; create it or name another one")
    if not no_background:
        generations.prepare()
    upgrade(settings.store)
    listener = bind(host, port)
    url = _url(host, listener.getsockname()[1])
    _Service(settings, listener, url, workers or settings.workers, background=not no_background).run(generations)


class _Service:
    """The two child processes and the loop that keeps them."""

    def __init__(self, settings: Settings, listener: socket.socket, url: str, workers: int, *, background: bool):
        self._url = url
        self._port = listener.getsockname()[1]
        self._host = listener.getsockname()[0]
        self._settings = settings
        self._listener = listener
        self._stop = stopped_by_signals()
        inherited = {**os.environ, "GUICHET_SECRET_KEY": settings.secret_key}
        self._background = Child(["-m", "app", "background", "--with-parent"], inherited) if background else None
        self._web = Child(
            ["-m", "gunicorn", "-c", "python:app.web.gunicorn_conf", "app.web.wsgi:application()"],
            {**inherited, "_GUICHET_FD": str(listener.fileno()), "_GUICHET_URL": url, "_GUICHET_WORKERS": str(workers)},
            (listener.fileno(),),
        )

    def run(self, generations: Generations) -> None:
        signal.signal(signal.SIGHUP, lambda *_: self._web.signal(signal.SIGHUP))
        try:
            if self._background:
                self._background.start()
                self._build_first(FirstBuild(self._settings, generations))
            if not self._stop.is_set():
                self._web.start()
                self._wait_for(self._answers)
                # Gunicorn has it now. A copy here would go on accepting what nobody answers once gunicorn stops.
                self._listener.close()
            with noted(self._settings, self._url):
                if not self._stop.is_set():
                    click.echo(f"Serving on {self._url}")
                self._watch()
        finally:
            self._web.stop()
            if self._background:
                self._background.stop()
            self._listener.close()

    def _watch(self) -> None:
        lookout = Lookout(self._settings.index, self._settings.instance, self._settings.content)
        while not self._stop.wait(TICK_SECONDS):
            lookout()
            if self._background:
                self._background.restart_if_ended()
            if (code := self._web.exit_code) is not None:
                raise EnvironmentFault(f"the web server ended with code {code}; its last messages are above")

    def _build_first(self, first: FirstBuild) -> None:
        """Wait until there is something to serve. Where there was and no build succeeds, /readyz has to say why."""
        said = time.monotonic() + SAY_SECONDS
        while not self._stop.is_set() and not first.ready():
            self._refuse_ended("the first build")
            if first.hopeless():
                if first.published():
                    return
                raise EnvironmentFault("nothing could be built to begin with; the log says why")
            if time.monotonic() > said:
                said = float("inf")
                click.echo("guichet: the articles are built first, then the service answers", err=True)
            self._stop.wait(TICK_SECONDS)

    def _wait_for(self, ready: Callable[[], bool]) -> None:
        """Wait until gunicorn is `ready`, unless the service is stopped or one of its processes gives up first."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._stop.is_set() and not ready():
            self._refuse_ended("the first answer")
            if time.monotonic() > deadline:
                raise EnvironmentFault(
                    f"the first answer took longer than {READY_SECONDS:.0f} seconds; the log says why"
                )
            self._stop.wait(TICK_SECONDS)

    def _refuse_ended(self, what: str) -> None:
        for child in (self._background, self._web):
            if child and child.exit_code not in (None, 0):
                raise EnvironmentFault(f"{what} failed; the messages above say why")

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104
        connection = http.client.HTTPConnection(host, self._port, timeout=2)
        try:
            connection.request(
                "GET", "/healthz", headers={"Host": _trusted(self._settings) or _authority(host, self._port)}
            )
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _trusted(settings: Settings) -> str | None:
    if settings.trusted_hosts:
        name = settings.trusted_hosts[0]
        return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name
    return settings.base_url.partition("://")[2] if settings.base_url else None


def check_hosts(host: str, settings: Settings) -> None:
    """An address that others can reach needs to know by which names it is called."""
    if settings.trusted_hosts or settings.base_url or is_loopback(host):
        return
    raise SettingError(f"--host {host} is open to others: set GUICHET_BASE_URL (or GUICHET_TRUSTED_HOSTS) first")


def check_folders(settings: Settings) -> None:
    """What the service writes would be content: each build a change, and so another build, for ever."""
    for name, folder in (("INDEX", settings.index), ("INSTANCE", settings.instance)):
        if settings.content is None and folder.is_relative_to(settings.articles):
            raise SettingError(
                f"GUICHET_{name} is {folder}, within the articles: choose a folder outside {settings.articles}"
            )


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _url(host: str, port: int) -> str:
    return f"http://{_authority(host, port)}"
