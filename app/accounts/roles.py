"""Roles: what somebody may do, each one everything that those before it may."""

from __future__ import annotations

from enum import Enum
from typing import Literal

RoleName = Literal["reader", "agent", "editor", "admin"]


class Role(Enum):
    """The value is the name that commands, the database and addresses use."""

    READER = "reader"
    AGENT = "agent"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do what the other may."""
        order = tuple(Role)
        return order.index(self) >= order.index(other)
