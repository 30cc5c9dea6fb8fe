"""Whether a member of staff made this request: what they read and search is nobody's reading."""

from __future__ import annotations

from typing import cast

from flask import g

from app.accounts import Role
from app.errors import StoreUnavailable
from app.web.services import services
from app.web.sessions import sent_secret


def is_staff() -> bool:
    """Whether the session that came with the request, if any, is that of an agent, an editor or an administrator.

    It holds on readers' pages and for their beacons too, where it opens nothing. Nobody is staff while the database
    is away.
    """
    if "staff" not in g:
        g.staff = _has_staff_session()
    return cast(bool, g.staff)


def _has_staff_session() -> bool:
    if (secret := sent_secret()) is None:
        return False
    try:
        found = services().doorman.session(secret)
    except StoreUnavailable:
        return False
    return found is not None and not found[0].over and found[1].role.includes(Role.AGENT)
