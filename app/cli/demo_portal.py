"""`guichet demo-portal`: an imitation of a client area, so that one sees the whole way from a question to its end."""

from __future__ import annotations

import logging
import signal

import click
from werkzeug.serving import make_server

from app.cli.demo import create_area
from app.cli.supervisor import bind
from app.compiler.reading import preset_portal, read_portal
from app.model.addresses import checked_base_url
from app.portal import PRESETS
from app.settings import environment, load_settings

HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0: any free one.")
@click.option("--preset", type=click.Choice(PRESETS), help="Addresses of this preset instead of portal.yaml's.")
@click.option("--help-centre", metavar="URL", help="The help centre to link, with its contextual help on each screen.")
def demo_portal(port: int, preset: str | None, help_centre: str | None) -> None:
    """Serve a small imitation of a client area on this machine, at the addresses that the help centre leads to.

    Everything in it is made up and nothing is saved. It is for trying out and for tests, never for customers.
    """
    portal = preset_portal(preset) if preset else read_portal(load_settings(environment()).articles)[0]
    area = create_area(portal, _help_centre(help_centre))
    # One line a request would hide the address.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    listener = bind(HOST, port)
    server = make_server(HOST, port, area, threaded=True, fd=listener.fileno())
    url = f"http://{HOST}:{listener.getsockname()[1]}/"
    click.echo(f"Demonstration portal on {url}")
    click.echo(f"The help centre leads here when it is started with GUICHET_PORTAL_URL={url}")
    signal.signal(signal.SIGTERM, lambda *_: _interrupt())
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    finally:
        listener.close()


def _interrupt() -> None:
    raise KeyboardInterrupt


def _help_centre(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return checked_base_url(url).rstrip("/")
    except ValueError as error:
        raise click.BadParameter(f"the address {error}", param_hint="--help-centre") from None
