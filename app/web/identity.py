"""Who is asking: the one answer to it, and the one way to ask for a role.

Addresses below AREAS are guarded as a whole (app.web.accounts.gate): what registers there need not ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from flask import Response, g, request
from werkzeug.exceptions import Forbidden, HTTPException

from app.accounts import Role, RoleName, Scope, User
from app.errors import StoreUnavailable
from app.model import Audience
from app.web.onward import signed_here
from app.web.problems import Problem, invalid_token, is_api, problem_response
from app.web.services import services
from app.web.sessions import sent_secret

AREAS: Mapping[str, RoleName] = MappingProxyType({"/agent": "agent", "/editor": "editor", "/account": "reader"})
"""Where somebody who has signed in works, and the role that it takes: nothing of it is kept in caches."""
BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person with a session, a program with a token, or (`role` None) anybody.

    `user` is a person's id, None for a program; `name` is what either is called. `scopes` are a token's.
    """

    role: Role | None = None
    name: str | None = None
    user: str | None = None
    via: Literal["session", "token"] | None = None
    scopes: tuple[Scope, ...] = ()

    def has(self, role: Role) -> bool:
        """Whether the caller may do what that role may."""
        return self.role is not None and self.role.includes(role)


ANYBODY = Caller()


class WrongRole(Forbidden):
    """A person whose role is not enough, or (`over`) whose role was changed since they signed in."""

    def __init__(self, needed: Role, *, over: bool = False):
        super().__init__()
        self.needed = needed
        self.over = over


def caller() -> Caller:
    """Who makes this request, found out once.

    A session counts everywhere but in the API, which knows tokens only. Aborts with 401 for an Authorization header
    that opens nothing. While the database is away nobody is known on readers' pages; elsewhere StoreUnavailable.
    """
    if "caller" not in g:
        g.caller = _with_token() if "Authorization" in request.headers else _with_session()
    return cast(Caller, g.caller)


def audience() -> Audience:
    """Whose articles this request may see: `agents` for roles agent, editor and admin.

    A session counts below AREAS only: a reader's page is the same for everybody, and may be kept in caches.
    """
    asking = caller()
    private = asking.via == "token" or area() is not None
    return "agents" if private and asking.has(Role.AGENT) else "public"


def require(name: RoleName) -> Caller:
    """The caller, who has that role or one that includes it.

    Aborts otherwise: 401 or 403 for programs, 303 to the sign-in page or 403 for people.
    """
    asking, needed = caller(), Role(name)
    if asking.has(needed):
        return asking
    if is_api(request) or "Authorization" in request.headers:
        problem = Problem(403, "forbidden", f"This takes the role {name}.")
        raise _answered(invalid_token() if asking.role is None else problem)
    if asking.role is None and not g.get("session_over"):
        raise HTTPException(response=_to_sign_in())
    raise WrongRole(needed, over=asking.role is None)


def require_scope(scope: Scope) -> None:
    """Abort with 403 for a token that was not made for this; people may do what their role may."""
    asking = caller()
    if asking.via == "token" and scope not in asking.scopes:
        raise _answered(Problem(403, "insufficient_scope", f"This takes a token with the scope {scope}."))


def area() -> str | None:
    """Which of the AREAS the address of this request is in."""
    return next((each for each in AREAS if f"{request.path}/".startswith(f"{each}/")), None)


def signed_in() -> User | None:
    """The person whose session this is, as they are kept; None for programs and anybody."""
    return cast("User | None", g.get("signed_in")) if caller().via == "session" else None


def _with_token() -> Caller:
    header = request.headers["Authorization"]
    token = services().doorman.token(header.removeprefix(BEARER)) if header.startswith(BEARER) else None
    if token is None:
        raise _answered(invalid_token())
    return Caller(token.role, token.name, via="token", scopes=token.scopes)


def _with_session() -> Caller:
    secret = None if is_api(request) else sent_secret()
    if secret is None:
        return ANYBODY
    try:
        found = services().doorman.session(secret)
    except StoreUnavailable:
        if area():
            raise
        return ANYBODY
    if found is None or found[0].over:
        g.session_over = found is not None
        return ANYBODY
    g.signed_in = user = found[1]
    return Caller(user.role, user.name, user.id, "session")


def _to_sign_in() -> Response:
    signed = signed_here()
    location = f"/login?next={signed}" if signed else "/login"
    return Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})


def _answered(problem: Problem) -> HTTPException:
    return HTTPException(response=problem_response(problem))
