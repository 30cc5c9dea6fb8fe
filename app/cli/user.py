"""`guichet user`: the accounts of people."""

from __future__ import annotations

from uuid import uuid4

import click

from app.accounts import MAX_NAME_CHARACTERS, Guessing, Role, User, account_name, email_address
from app.cli.office import Office, minute, office, show
from app.errors import GuichetError

ROLE = click.Choice([role.value for role in Role])
MAX_SUBJECT_CHARACTERS = 255


@click.group()
def user() -> None:
    """Look after the accounts of agents, editors and administrators."""


@user.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help="What they may do; each role may what those before it may.")
@click.option(
    "--oidc", is_flag=True, help="They have no password here, and sign in at the provider; NAME is their e-mail."
)
def add(name: str, role: str, oidc: bool) -> None:
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
        if oidc and (not here.issuer() or email_address(known) is None):
            raise click.BadParameter(
                f"with --oidc it must be an e-mail address, and '{known}' is none", param_hint="NAME"
            )
        if not here.store.add(User(uuid4().hex, known, Role(role), here.now)):
            raise GuichetError(f"somebody is called '{known}' already; `guichet user link {known}` makes another link")
        here.expect(here.person(known), known) if oidc else here.hand_out(here.person(known))


@user.command()
@click.argument("name")
@click.option("--email", help="The address for which the provider vouches; without it, NAME.")
@click.option(
    "--subject", help="Who they are at the provider, where it vouches for no address (the `sub` of its answers)."
)
@click.option("--forget", is_flag=True, help="They sign in at no provider any more; their sessions end at once.")
def oidc(name: str, email: str | None, subject: str | None, forget: bool) -> None:
    """Let somebody sign in at the provider (OpenID Connect), or no longer."""
    if sum((email is not None, subject is not None, forget)) > 1:
        raise click.UsageError("give one of --email, --subject and --forget")
    with office() as here:
        found = here.person(name)
        if forget:
            here.store.forget_identities(found, here.now)
            click.echo(f"{found.name} signs in at no provider any more; their sessions have ended")
        elif subject is not None:
            _identify(here, found, subject)
        else:
            here.expect(found, email or found.name)


def _identify(here: Office, found: User, subject: str) -> None:
    issuer = here.issuer()
    if not (subject.isascii() and subject.isprintable() and 0 < len(subject) <= MAX_SUBJECT_CHARACTERS):
        raise click.BadParameter(f"must be 1 to {MAX_SUBJECT_CHARACTERS} ASCII characters", param_hint="--subject")
    if not here.store.identify(found, issuer, subject, here.now):
        raise GuichetError(f"somebody else is '{subject}' at {issuer}")
    click.echo(f"{found.name} signs in as '{subject}' of {issuer}")


@user.command(name="list")
def list_() -> None:
    """Everybody: role, state, last sign-in (UTC)."""
    with office() as here:
        ways = {
            each.account: each.expected for each in sorted(here.store.identities(), key=lambda way: not way.expected)
        }
        rows = [
            (one.name, one.role.value, _state(here, one, ways.get(one.id)), minute(one.signed_in))
            for one in here.store.people()
        ]
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


def _state(here: Office, one: User, expected: bool | None) -> str:
    """`expected`: whether they are still to come from a provider; None for whom no provider knows."""
    if one.disabled:
        return "disabled"
    if here.locked(one):
        return "locked"
    if one.password or expected is False:
        return "active"
    return "expected from the provider" if expected else "no password yet"
