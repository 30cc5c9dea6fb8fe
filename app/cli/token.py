"""`guichet token`: tokens of programs that use the API for agents or editors."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime, time, timedelta

import click

from app.accounts import SCOPES, Role, Scope, Token, digest, new_token
from app.cli.office import minute, office, show
from app.cli.user import ROLE
from app.errors import GuichetError

LONGEST_DAYS = 366
_DAYS = re.compile(r"([1-9][0-9]{0,2})d", re.ASCII)


class Expiry(click.ParamType[datetime]):
    """When a token ends: `90d`, or the end of a date (UTC); 366 days at most."""

    name = "DAYS|DATE"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        now = datetime.now(UTC)
        try:
            days = _DAYS.fullmatch(value)
            end = now + timedelta(int(days[1])) if days else datetime.combine(date.fromisoformat(value), time.max, UTC)
        except ValueError:
            self.fail(f"'{value}' is neither a number of days such as 90d nor a date such as 2027-01-31", param, ctx)
        if end <= now or end.date() > now.date() + timedelta(LONGEST_DAYS):
            self.fail(f"'{value}' is not within the next {LONGEST_DAYS} days", param, ctx)
        return end


@click.group()
def token() -> None:
    """Look after tokens, by which programs use the API and the editors' downloads."""


@token.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True, help="What it may do; agent also shows internal articles.")
@click.option("--expires", type=Expiry(), default="90d", show_default=True, help="When it ends: 90d, or 2027-01-31.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("read",),
    show_default=True,
    help="Whether it reads, writes, or (given twice) both.",
)
def create(name: str, role: str, expires: datetime, scopes: tuple[Scope, ...]) -> None:
    """Make a token and show it, once. NAME says what it is for, such as helpdesk."""
    if not 0 < len(name) <= 64 or not name.isprintable():
        raise click.BadParameter("give 1 to 64 printable characters", param_hint="NAME")
    text = new_token()
    with office() as here:
        if any(each.name == name and each.usable(here.now) for each in here.store.tokens()):
            raise GuichetError(f"a token called '{name}' is in use; revoke it first, or choose another name")
        kept = tuple(scope for scope in SCOPES if scope in scopes)
        made = Token(secrets.token_hex(4), name, Role(role), kept, text[-4:], here.now, expires)
        here.store.add_token(made, digest(text))
    click.echo(text)
    click.echo(f"It is shown this once, and good until {minute(expires)} UTC. Its id is {made.id}.", err=True)


@token.command(name="list")
def list_() -> None:
    """Every token: id, name, role, scopes, last four characters, state, end and last day of use (UTC)."""
    with office() as here:
        rows = [
            (
                each.id,
                each.name,
                each.role.value,
                "+".join(each.scopes),
                f"…{each.ending}",
                "revoked" if each.revoked else "active" if each.usable(here.now) else "expired",
                minute(each.expires),
                f"{each.used:%Y-%m-%d}" if each.used else "never",
            )
            for each in here.store.tokens()
        ]
    if not rows:
        click.echo("there is no token: `guichet token create NAME --role agent`")
        return
    show(("id", "name", "role", "scopes", "token", "state", "expires", "used"), rows)


@token.command()
@click.argument("which", metavar="ID|NAME")
def revoke(which: str) -> None:
    """Make a token open nothing any more, at once."""
    with office() as here:
        usable = [each for each in here.store.tokens() if each.usable(here.now)]
        found = next((each for each in usable if which in (each.id, each.name)), None)
        if found is None:
            raise GuichetError(f"no token in use has the id or name '{which}'; `guichet token list` shows all")
        here.store.revoke(found, here.now)
    click.echo(f"{found.name} ({found.id}) opens nothing any more")
