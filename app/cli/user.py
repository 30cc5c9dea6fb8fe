"""`guichet user`: the accounts of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import click

from app.accounts import LINK_LIFE, MAX_NAME_CHARACTERS, Guessing, Role, User, account_name, digest, new_secret
from app.cli.report_table import text_table
from app.errors import GuichetError
from app.insights import Sheet
from app.ports import AccountStore
from app.settings import Settings, environment, load_settings
from app.store import open_store

ROLE = click.Choice([role.value for role in Role])
DEFAULT_ADDRESS = "http://127.0.0.1:8000"


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
        base = self.settings.base_url or DEFAULT_ADDRESS
        click.echo(f"{base.rstrip('/')}/login/{secret}")
        until = self.now + LINK_LIFE
        click.echo(f"Send it to {user.name} alone: it is good once, until {until:%H:%M} UTC.", err=True)
        if not self.settings.base_url:
            click.echo("GUICHET_BASE_URL is not set: put your site's address before /login.", err=True)


@contextmanager
def office() -> Iterator[Office]:
    """The accounts, in a database that is brought up to date first."""
    settings = load_settings(environment())
    with closing(open_store(settings.store)) as store:
        yield Office(store.accounts, settings, datetime.now(UTC))


@click.group()
def user() -> None:
    """Look after the accounts of agents, editors and administrators."""


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help="What they may do; each role may what those before it may.")
def add(name: str, role: str) -> None:
    """Add somebody, and show the link by which they choose their password.

    NAME is what they sign in with: an e-mail address, or lower-case letters, digits and . _ + -
    """
    known = account_name(name)
    if known is None:
        raise click.BadParameter(
            f"'{name}' cannot be one: use at most {MAX_NAME_CHARACTERS} letters without accents, digits and . _ + @ -",
            param_hint="NAME",
        )
    with office() as here:
        if not here.store.add(User(uuid4().hex, known, Role(role), here.now)):
            raise GuichetError(f"somebody is called '{known}' already; `guichet user link {known}` makes another link")
        here.hand_out(here.person(known))


@user.command(name="list")
def list_() -> None:
    """Everybody: role, state, last sign-in (UTC)."""
    with office() as here:
        rows = [(one.name, one.role.value, _state(here, one), minute(one.signed_in)) for one in here.store.people()]
    if not rows:
        click.echo("there is nobody yet: `guichet user add NAME --role editor`")
        return
    show(("name", "role", "state", "last sign-in"), rows)


@user.command()
@click.argument("name")
@click.argument("role", type=ROLE)
def role(name: str, role: str) -> None:
    """Change somebody's role; their sessions end at once."""
    with office() as here:
        here.store.set_role(here.person(name), Role(role), here.now)
    click.echo(f"{name} has the role {role}; their sessions have ended")


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Keep somebody out; their sessions and links end at once."""
    with office() as here:
        here.store.set_disabled(here.person(name), True, here.now)
    click.echo(f"{name} is disabled; their sessions have ended")


@user.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody in again, with the password they had."""
    with office() as here:
        here.store.set_disabled(here.person(name), False, here.now)
    click.echo(f"{name} may sign in again")


@user.command()
@click.argument("name")
def link(name: str) -> None:
    """Show a link by which somebody chooses a new password; an earlier one is good no longer."""
    with office() as here:
        found = here.person(name)
        if found.disabled:
            raise GuichetError(f"{found.name} is disabled: run `guichet user enable {found.name}` first")
        here.hand_out(found)


@user.command()
@click.argument("name")
def unlock(name: str) -> None:
    """Let somebody try again at once who failed to sign in too often."""
    with office() as here:
        found = here.person(name)
        here.store.forgive_all(Guessing(here.settings.secret_key).account(found.name), found, here.now)
    click.echo(f"{name} may try again")


@user.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def log(limit: int) -> None:
    """What happened to accounts and tokens, the latest first (UTC)."""
    with office() as here:
        lines = here.store.log(limit)
    rows = [(f"{line.at:%Y-%m-%d %H:%M:%S}", line.what.replace("_", " "), line.name, line.detail) for line in lines]
    show(("time", "what", "who", "detail"), rows)


def _state(here: Office, one: User) -> str:
    if one.disabled:
        return "disabled"
    if here.locked(one):
        return "locked"
    return "active" if one.password else "no password yet"


def minute(at: datetime | None) -> str:
    """A time for a table."""
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"


def show(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table."""
    for line in text_table(Sheet(names, tuple(rows)), names):
        click.echo(line)
