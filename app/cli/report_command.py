"""`guichet report`: what readers looked for and did not find, and how the articles do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import click

from app.cli.desk import open_desk, snapshot_of
from app.cli.report_table import text_table
from app.insights import (
    ArticleFigures,
    Desk,
    GapKind,
    Period,
    Scope,
    Sheet,
    action_sheet,
    after_tickets,
    article_sheet,
    beside_sheet,
    failing,
    gap_sheet,
    nearest,
    review_sheet,
    reviews,
    support_sheet,
    unread,
)
from app.library import Snapshot
from app.locales import LANGUAGES
from app.settings import environment, load_settings

_DAYS = re.compile(r"([1-9][0-9]{0,3})d", re.ASCII)


class Day(click.ParamType[date]):
    """A day of a report: a date, or `30d` for the first of the last 30 days with the present one (UTC)."""

    name = "DAYS|DATE"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if days := _DAYS.fullmatch(value):
            return datetime.now(UTC).date() - timedelta(days=int(days[1]) - 1)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is neither a number of days such as 30d nor a date such as 2026-01-31", param, ctx)


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from: the record, what is published (for readers, and for the team), what is asked."""

    desk: Desk
    snapshot: Snapshot
    internal: Snapshot
    scope: Scope
    limit: int

    def gaps(self, kind: GapKind) -> Sheet:
        return gap_sheet(self.desk.gaps(kind, self.scope)[: self.limit], self._nearest)

    def articles(self, choose: Callable[[tuple[ArticleFigures, ...]], tuple[ArticleFigures, ...]]) -> Sheet:
        every = self.desk.articles(self.scope, self.snapshot.published)
        return article_sheet(choose(every)[: self.limit], self._title)

    def actions(self) -> Sheet:
        return action_sheet(self.desk.actions(self.scope)[: self.limit])

    def reviews(self) -> Sheet:
        locales = [self.scope.locale] if self.scope.locale else self.internal.locales
        every = [article for locale in locales for article in self.internal.articles(locale)]
        return review_sheet(reviews(every, datetime.now(UTC).date())[: self.limit])

    def _nearest(self, query: str, locale: str) -> tuple[str, ...]:
        return nearest(lambda wanted: self.snapshot.search(wanted, {}), query, locale)

    def _title(self, locale: str, article_id: str) -> str:
        article = self.snapshot.article(article_id, locale)
        return article.title if article else ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report: its heading, its table, and the columns that fit a terminal."""

    heading: str
    sheet: Callable[[Source], Sheet]
    columns: tuple[str, ...]


_GAPS = ("searches", "searches_before", "last_day", "locale", "query", "nearest")
SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "gaps": Section("Searches without an answer", lambda source: source.gaps("unanswered"), _GAPS),
        "unopened": Section("Answers that nobody opened", lambda source: source.gaps("unopened"), _GAPS),
        "failing": Section(
            "Articles that do not help",
            lambda source: source.articles(failing),
            ("helpfulness", "helpful", "unhelpful", "reads", "locale", "article", "title"),
        ),
        "unread": Section(
            "Articles that nobody read",
            lambda source: source.articles(lambda every: unread(every, source.scope.period.since)),
            ("locale", "article", "title"),
        ),
        "tickets": Section(
            "Tickets after reading",
            lambda source: source.articles(after_tickets),
            ("tickets", "ticket_share", "reads", "locale", "article", "title"),
        ),
        "beside": Section(
            "Articles shown beside tickets (all languages)",
            lambda source: beside_sheet(source.desk.beside_tickets(source.scope.period)),
            ("shown", "opened", "opened_share", "solved", "sent"),
        ),
        "actions": Section("Portal actions", Source.actions, ("count", "locale", "workflow", "article")),
        "support": Section(
            "Sent by the support, and what it found no article for",
            lambda source: support_sheet(source.desk.support(source.scope)[: source.limit]),
            ("count", "locale", "article", "query"),
        ),
        "reviews": Section(
            "Reviews, the longest overdue first",
            Source.reviews,
            ("days_late", "review_by", "owner", "locale", "article", "title"),
        ),
        "articles": Section(
            "All articles",
            lambda source: source.articles(tuple),
            ("reads", "reads_before", "helpfulness", "tickets", "actions", "clicks", "locale", "article"),
        ),
    }
)
EVERY = tuple(name for name in SECTIONS if name not in ("support", "reviews", "articles"))
"""What a report without a choice holds."""


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)), metavar="[SECTION]...")
@click.option("--since", type=Day(), default="30d", show_default=True, help="First day: 30d, or 2026-01-31.")
@click.option("--until", type=Day(), default="1d", help="Last day.  [default: the present one]")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default=None, help="Readers of this language only.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Lines a section.")
@click.option("--format", "style", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def report(sections: tuple[str, ...], since: date, until: date, locale: str | None, limit: int, style: str) -> None:
    """List what readers looked for and did not find, and how the articles do.

    Sections: gaps, unopened, failing, unread, tickets, beside, actions (these without a choice), support, reviews,
    articles.
    """
    if until < since:
        raise click.BadParameter(f"{until} comes before {since}", param_hint="--until")
    chosen = dict.fromkeys(sections or EVERY)
    if style == "csv" and len(chosen) > 1:
        raise click.UsageError("csv holds one table: name one section, such as `guichet report gaps --format csv`")
    settings = load_settings(environment())
    scope = Scope(Period(since, until), locale)
    with open_desk(settings) as desk:
        internal = snapshot_of(settings, "agents") if "reviews" in chosen else Snapshot.of_nothing()
        source = Source(desk, snapshot_of(settings), internal, scope, limit)
        sheets = {name: SECTIONS[name].sheet(source) for name in chosen}
    _show(sheets, scope, style)


def _show(sheets: Mapping[str, Sheet], scope: Scope, style: str) -> None:
    period = scope.period
    if style == "csv":
        click.echo(next(iter(sheets.values())).csv(), nl=False)
    elif style == "json":
        head = {"since": period.since.isoformat(), "until": period.until.isoformat(), "locale": scope.locale}
        tables = {name: list(sheet.records()) for name, sheet in sheets.items()}
        click.echo(json.dumps(head | tables, ensure_ascii=False, indent=1))
    else:
        click.echo(f"From {period.since} to {period.until} (UTC)")
        for name, sheet in sheets.items():
            click.echo(f"\n{SECTIONS[name].heading}: {len(sheet.rows) or 'none'}")
            for line in text_table(sheet, SECTIONS[name].columns) if sheet.rows else ():
                click.echo(line)
