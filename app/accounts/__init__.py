"""The front door: what somebody may do, and the rules for passwords, tokens, sessions and guessing."""

from app.accounts.roles import Role

__all__ = ["Role"]
