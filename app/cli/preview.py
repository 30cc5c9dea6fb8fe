"""`guichet preview`: the working folder in the browser, drafts too, with its problems, as it is saved."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask
from werkzeug.serving import make_server

from app.cli.preview_check import FullCheck
from app.cli.preview_site import PreviewSite
from app.cli.stopping import stopped_by_signals
from app.cli.supervisor import bind
from app.compiler.preview import Previewer
from app.errors import SettingError
from app.jobs.watch import Watch
from app.search import open_engine
from app.settings import Settings, environment, load_settings
from app.web.preview import Stage, create_preview
from app.web.urls import BOUND_URL

HOST = "127.0.0.1"
PORT = 8001
QUIET_SECONDS = 0.4
"""After a save, before what takes longer than the page: the search index and the full check."""
STEP_SECONDS = 0.2


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free one.")
@click.option("--open", "browse", is_flag=True, help="Open the browser at the list of articles.")
def preview(port: int, browse: bool) -> None:
    """Show articles/ on this machine as it is saved: drafts, future and internal articles too, with their problems.

    Nobody else can open it, nothing is counted, and nothing of it is published. Ctrl-C ends it.
    """
    settings = load_settings(environment())
    if not settings.articles.is_dir():
        raise SettingError(f"GUICHET_ARTICLES: there is no folder {settings.articles}; create it or name another one")
    listener = bind(HOST, port)
    stop = stopped_by_signals()
    with tempfile.TemporaryDirectory(prefix="guichet-preview-") as name:
        scratch, stage, engine = Path(name), Stage(), open_engine(settings.search)
        previewer = Previewer(settings.articles, engine, scratch)
        site = PreviewSite(previewer, stage, engine)
        watch = Watch(settings.articles, stop)
        watch.start()
        with FullCheck(scratch, _check_environment(settings)) as check:
            try:
                site.rebuild()
                app = create_preview(_apart(settings, scratch), stage)
                with _serving(app, listener) as url:
                    click.echo(f"Previewing {settings.articles} on {url}")
                    if browse:
                        webbrowser.open(url)
                    _follow(site, watch, check, stop)
            finally:
                previewer.close()


def _follow(site: PreviewSite, watch: Watch, check: FullCheck, stop: threading.Event) -> None:
    """Show each save at once; when it is quiet, make the search index and check everything."""
    waiting = True
    while not stop.is_set():
        if watch.wait(QUIET_SECONDS if waiting else STEP_SECONDS):
            check.cancel()
            site.rebuild()
            waiting = True
        elif waiting:
            site.reindex()
            check.start(site.digests)
            waiting = False
        elif found := check.result():
            site.checked(*found)


@contextmanager
def _serving(app: Flask, listener: socket.socket) -> Iterator[str]:
    """The application on a socket of this machine only, in threads; gives its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # one line a request would hide the address
    port = listener.getsockname()[1]
    url = f"http://{HOST}:{port}/"
    app.config[BOUND_URL] = url
    server = make_server(HOST, port, app, threaded=True, fd=listener.fileno())
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": STEP_SECONDS}, daemon=True)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        listener.close()


def _apart(settings: Settings, scratch: Path) -> Settings:
    """Settings with which nothing of the installation is written, and which only this machine's names open."""
    return replace(
        settings,
        index=scratch / "index",
        instance=scratch,
        store=f"sqlite:///{scratch / 'preview.db'}",
        base_url=None,
        trusted_hosts=(),
        trusted_proxies=(),
        rate_limits=False,
        rate_limits_url=None,
        notify_url=None,
        widget_origins=(),
        content=None,
        webhook=None,
    )


def _check_environment(settings: Settings) -> Mapping[str, str]:
    """The variables for a check of the folder, also where a repository is what is published."""
    return {**os.environ, "GUICHET_ARTICLES": str(settings.articles), "GUICHET_CONTENT_GIT": ""}
