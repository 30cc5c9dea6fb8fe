"""`guichet mcp`: the tools for assistants, as a process of their own beside the web process."""

from __future__ import annotations

from importlib import import_module

import click

from app.cli.published import open_library, origin_of
from app.cli.serve import check_hosts
from app.cli.supervisor import bind
from app.errors import EnvironmentFault
from app.library import Board, Follower
from app.settings import Settings, configure_logging, environment, load_settings
from app.store import EventWriter, open_store, upgrade

LIBRARY_SECONDS = 1.0
BOARD_SECONDS = 60.0


@click.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output instead of HTTP.")
@click.option("--internal", is_flag=True, help="With --stdio: internal articles too, and reporting gaps.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any free one.")
def mcp(stdio: bool, internal: bool, host: str, port: int) -> None:
    """Let assistants search and read the help centre (Model Context Protocol) at /mcp. Stops on SIGTERM."""
    _require_sdk()
    if internal and not stdio:
        raise click.UsageError("--internal goes with --stdio; over HTTP a token opens internal articles")
    settings = load_settings(environment())
    configure_logging(settings.log_format)
    if not stdio:
        check_hosts(host, settings)
    upgrade(settings.store)
    _run(settings, stdio, internal, host, port)


def _require_sdk() -> None:
    try:
        import_module("app.mcp.server")
    except ModuleNotFoundError as error:
        missing = (error.name or "mcp").partition(".")[0]
        sentence = f"'guichet mcp' needs {missing}, which is not installed: pip install 'guichet[mcp]'"
        raise EnvironmentFault(sentence) from None


def _run(settings: Settings, stdio: bool, internal: bool, host: str, port: int) -> None:
    # Not above: the SDK is an extra, and takes a second to import.
    from app.mcp.desk import Desk
    from app.mcp.server import PATH, serve_http, serve_pipes, tool_server
    from app.mcp.tokens import Tokens
    from app.mcp.visits import Visits

    library = open_library(settings)
    store = open_store(settings.store, migrate=False)
    board, writer = Board(store), EventWriter(store)

    def place() -> None:
        if current := library.current:
            board.refresh(current)

    place()
    origin, note = origin_of(settings)
    told = f"Note for the operator: {note}." if note else ""
    brand = library.current.site.brand_name if library.current else "Guichet"
    desks = {
        wanted: Desk(library, board, writer.offer, store.replies.report, origin, "agents" if wanted else "public")
        for wanted in (False, True)
    }
    servers = {wanted: tool_server(desk, brand, told) for wanted, desk in desks.items()}
    followers = [Follower(library.refresh, LIBRARY_SECONDS, "library"), Follower(place, BOARD_SECONDS, "board")]
    writer.start()
    for follower in followers:
        follower.start()
    try:
        if stdio:
            serve_pipes(servers[internal])
        else:
            listener = bind(host, port)
            click.echo(f"Serving assistants on http://{host}:{listener.getsockname()[1]}{PATH}")
            opens = Tokens(store.accounts).open_internal
            visits = Visits() if settings.rate_limits else None
            serve_http(servers, opens, listener, *_names(settings), settings.trusted_proxies, visits)
    finally:
        writer.stop()
        store.close()


def _names(settings: Settings) -> tuple[list[str], list[str]]:
    """(values of Host, values of Origin) that are answered: the site's, or without one this machine's own."""
    names = [*settings.trusted_hosts, *([settings.base_url.partition("://")[2]] if settings.base_url else [])]
    names = names or ["127.0.0.1", "localhost", "[::1]"]
    origins = [settings.base_url] if settings.base_url else [f"http://{name}:*" for name in names]
    return [form for name in names for form in (name, f"{name}:*")], origins
