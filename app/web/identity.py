"""Who is asking: the one answer to it, and the one way to ask for a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from flask import Response, g, request
from werkzeug.exceptions import Forbidden, HTTPException

from app.accounts import Role
from app.accounts.roles import RoleName
from app.web.problems import Problem, invalid_token, is_api, problem_response

Audience = Literal["public", "agents"]
AREAS = ("/agent", "/editor")
"""Where somebody who has signed in works: nothing of it is kept in caches, and their session counts there."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person with a session, a program with a token, or (`role` None) anybody.

    `user` is a person's id, None for a program; `name` is what either is called.
    """

    role: Role | None = None
    name: str | None = None
    user: str | None = None
    via: Literal["session", "token"] | None = None

    def has(self, role: Role) -> bool:
        """Whether the caller may do what that role may."""
        return self.role is not None and self.role.includes(role)


ANYBODY = Caller()


def caller() -> Caller:
    """Who makes this request, found out once. Aborts with 401 for an Authorization header that opens nothing."""
    if "caller" not in g:
        g.caller = _found()
    return cast(Caller, g.caller)


def audience() -> Audience:
    """Whose articles this request may see: `agents` for roles agent, editor and admin.

    A session counts below AREAS only: a reader's page is the same for everybody, and may be kept in caches.
    """
    asking = caller()
    private = asking.via == "token" or in_area()
    return "agents" if private and asking.has(Role.AGENT) else "public"


def require(name: RoleName) -> Caller:
    """The caller, who has that role or one that includes it.

    Aborts otherwise: 401 or 403 for programs, 303 to the sign-in page or 403 for people.
    """
    asking = caller()
    if not asking.has(Role(name)):
        raise _to_sign_in() if asking.role is None else _refusal(name)
    return asking


def in_area() -> bool:
    """Whether the request is for one of the AREAS."""
    return f"{request.path}/".startswith(tuple(f"{area}/" for area in AREAS))


def _found() -> Caller:
    if "Authorization" in request.headers:
        raise _answered(problem_response(invalid_token()))
    return ANYBODY


def _for_programs() -> bool:
    return is_api(request) or "Authorization" in request.headers


def _to_sign_in() -> HTTPException:
    if _for_programs():
        return _answered(problem_response(invalid_token()))
    return _answered(Response(status=303, headers={"Location": "/login", "Cache-Control": "no-store"}))


def _refusal(name: str) -> HTTPException:
    if _for_programs():
        return _answered(problem_response(Problem(403, "forbidden", f"This takes the role {name}.")))
    return Forbidden()


def _answered(response: Response) -> HTTPException:
    return HTTPException(response=response)
