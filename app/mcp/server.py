"""The tools as the Model Context Protocol knows them, over HTTP and over pipes; the only door to its SDK."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, Any, TypeVar

import anyio.to_thread
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.errors import GuichetError, StoreUnavailable
from app.mcp.desk import Desk
from app.mcp.patience import TimedProtocol
from app.mcp.visits import Visits

PATH = "/mcp"
MAX_BODY = 64 * 1024
MAX_CONNECTIONS = 100
STOP_SECONDS = 5

T = TypeVar("T")
Audiences = Mapping[bool, MCPServer[Any]]
"""Tool servers: the public's, and (True) that of whoever may read internal articles."""

_READING = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_TELLING = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Locale = Annotated[
    str, Field(description="Language of the articles, such as fr or en; empty: the site's first.", max_length=16)
]
ArticleId = Annotated[str, Field(description="The article's id, from a search.", min_length=1, max_length=96)]


def tool_server(desk: Desk, brand: str, note: str = "") -> MCPServer[Any]:
    """The tools over one desk; `report_gap` only where internal articles are read: the support's own assistants.

    `note` is for whoever runs the service, among the instructions.
    """
    server: MCPServer[Any] = MCPServer(
        "guichet",
        title=brand,
        instructions=(
            f"The help centre of {brand}. Search first, read the article that answers, and give its url in your "
            "answer. When `answered` is false nothing is clearly about the question: say so instead of guessing."
            + (f" {note}" if note else "")
        ),
        version=__version__,
        log_level="WARNING",
        subscriptions=False,
    )

    def search(
        query: Annotated[str, Field(description="What the customer wants, in their words.", max_length=200)],
        locale: Locale = "",
        limit: Annotated[int, Field(ge=1, le=20)] = 5,
    ) -> dict[str, Any]:
        """Search the help articles; returns ids, titles, summaries, extracts and links, the best first."""
        return _told(lambda: desk.search(query, locale, limit))

    def get_article(
        article_id: ArticleId,
        locale: Locale = "",
        section: Annotated[str, Field(description="Only this section, from a search.", max_length=100)] = "",
    ) -> str:
        """Read a help article as Markdown, whole or one section of it."""
        return _told(lambda: desk.article(article_id, locale, section))

    def list_workflows(locale: Locale = "") -> list[dict[str, Any]]:
        """List what customers can do in the portal by themselves, with the link that leads there."""
        return _told(lambda: desk.workflows(locale))

    def report_gap(
        question: Annotated[str, Field(description="What no article answers, in a few words.", max_length=200)],
        locale: Locale = "",
    ) -> str:
        """Tell the editors that no article answers a question."""
        return _told(lambda: desk.report_gap(question, locale))

    for tool in (search, get_article, list_workflows):
        server.add_tool(tool, annotations=_READING)
    if desk.audience == "agents":
        server.add_tool(report_gap, annotations=_TELLING)
    return server


def serve_pipes(server: MCPServer[Any]) -> None:
    """Answer on standard output what comes on standard input, until it ends."""
    server.run("stdio")


def serve_http(
    servers: Audiences,
    opens: Callable[[str], bool],
    listener: socket.socket,
    hosts: Iterable[str],
    origins: Iterable[str],
    proxies: Sequence[str] = (),
    visits: Visits | None = None,
) -> None:
    """Answer at PATH until SIGTERM; `opens` says whether an Authorization header opens internal articles.

    `hosts` are the values of Host that are answered (`name:*`: with any port), `origins` those of Origin. The peers
    `proxies` say for whom they ask; `visits` limits how often anybody does.
    """
    config = uvicorn.Config(
        application(servers, opens, hosts, origins, visits),
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        log_config=None,
        access_log=False,
        server_header=False,
        http=TimedProtocol,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    for number in (signal.SIGTERM, signal.SIGINT):
        # It takes signals over while it runs and raises them again at its end, which would be the end of the process.
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run(sockets=[listener])


def application(
    servers: Audiences,
    opens: Callable[[str], bool],
    hosts: Iterable[str],
    origins: Iterable[str],
    visits: Visits | None = None,
) -> Starlette:
    """The ASGI application: each request is of one audience, and every session ends with its request."""
    security = TransportSecuritySettings(allowed_hosts=list(hosts), allowed_origins=list(origins))
    apps: dict[bool, ASGIApp] = {
        internal: server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY,
            transport_security=security,
        )
        for internal, server in servers.items()
    }

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for server in servers.values():
                await stack.enter_async_context(server.session_manager.run())
            yield

    return Starlette(routes=[Route(PATH, _Door(apps, opens, visits))], lifespan=running)


class _Door:
    """Sends each request to its audience's tools; who shows a token that opens nothing is never taken for anybody."""

    def __init__(self, apps: Mapping[bool, ASGIApp], opens: Callable[[str], bool], visits: Visits | None):
        self._apps = apps
        self._opens = opens
        self._visits = visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        internal = False
        refusal: Response | None = None
        if self._visits and request.client and (seconds := self._visits.wait(request.client.host)):
            refusal = _refused(429, "rate_limited", {"Retry-After": str(seconds)})
        elif "token" in request.query_params:
            refusal = _refused(400, "token_in_url")
        elif (header := request.headers.get("Authorization")) is not None:
            try:
                internal = await anyio.to_thread.run_sync(self._opens, header)
                refusal = None if internal else _refused(401, "invalid_token", {"WWW-Authenticate": "Bearer"})
            except StoreUnavailable:
                refusal = _refused(503, "unavailable", {"Retry-After": "5"})
        await (refusal or self._apps[internal])(scope, receive, send)


def _refused(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"status": status, "code": code}, status, headers)


def _told(answer: Callable[[], T]) -> T:
    """The answer; what is wrong with a question is told to who asks."""
    try:
        return answer()
    except GuichetError as error:
        raise ToolError(str(error)) from None
