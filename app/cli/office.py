"""The accounts of an installation as commands see them, and what they print of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from app.accounts import LINK_LIFE, Guessing, User, account_name, digest, email_address, new_secret
from app.cli.report_table import text_table
from app.cli.serving import address_here
from app.errors import GuichetError
from app.insights import Sheet
from app.ports import AccountStore
from app.settings import DEFAULT_URL, Settings, environment, load_settings
from app.store import open_store


@dataclass(frozen=True, slots=True)
class Office:
    """The accounts of an installation, for one command; `now` is its time."""

    store: AccountStore
    settings: Settings
    now: datetime

    def person(self, name: str) -> User:
        """Somebody by name. GuichetError when there is nobody of that name."""
        user = self.store.person(account_name(name) or "")
        if user is None:
            raise GuichetError(f"nobody is called '{name}'; `guichet user list` shows who there is")
        return user

    def locked(self, user: User) -> bool:
        """Whether failed attempts keep them out at the moment."""
        account = Guessing(self.settings.secret_key).account(user.name)
        return account.wait(self.store.failures(account), self.now) > 0

    def hand_out(self, user: User) -> None:
        """Make a one-time link and show it, once."""
        secret = new_secret()
        self.store.make_link(user, digest(secret), self.now)
        here = address_here(self.settings)
        click.echo(f"{self.settings.base_url or here or DEFAULT_URL}/login/{secret}")
        until = self.now + LINK_LIFE
        click.echo(f"Send it to {user.name} alone: it is good once, until {until:%H:%M} UTC.", err=True)
        if not self.settings.base_url:
            leads = "the link leads to the service on this machine" if here else "no service runs here to link to"
            what = "set it to your site's address, or put that before /login"
            click.echo(f"GUICHET_BASE_URL is not set, and {leads}: {what}.", err=True)

    def issuer(self) -> str:
        """The provider of the settings. GuichetError when they name none."""
        if self.settings.oidc is None:
            raise GuichetError("no provider is configured: set GUICHET_OIDC_ISSUER first (see docs/accounts.md)")
        return self.settings.oidc.issuer

    def expect(self, user: User, email: str) -> None:
        """Let somebody in who comes from the provider with that address, and say so."""
        issuer, address = self.issuer(), email_address(email)
        if address is None:
            raise GuichetError(f"'{email}' is no e-mail address; give the one they have at {issuer}")
        if not self.store.expect(user, issuer, address, self.now):
            raise GuichetError(f"somebody else is expected from {issuer} with the address {address}")
        base = self.settings.base_url or address_here(self.settings) or DEFAULT_URL
        click.echo(f"{user.name} signs in at {base}/login/oidc, the first time as {address}")


@contextmanager
def office() -> Iterator[Office]:
    """The accounts, in a database that is brought up to date first."""
    settings = load_settings(environment())
    with closing(open_store(settings.store)) as store:
        yield Office(store.accounts, settings, datetime.now(UTC))


def minute(at: datetime | None) -> str:
    """A time for a table."""
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"


def show(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table."""
    for line in text_table(Sheet(names, tuple(rows)), names):
        click.echo(line)
