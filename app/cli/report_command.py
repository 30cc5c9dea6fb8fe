"""`guichet report`: what readers looked for and did not find."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

import click

from app.errors import InvalidQuery, SearchUnavailable
from app.generations import Generations
from app.library import Library, Snapshot
from app.locales import LANGUAGES
from app.model import MissCount, Query
from app.popularity import words_of
from app.search import open_engine
from app.settings import environment, load_settings
from app.store import open_store

NEAREST = 3
_QUERY_COLUMN = 60
_PERIOD = re.compile(r"([1-9][0-9]{0,3})d", re.ASCII)


class Since(click.ParamType[date]):
    """The first day of a report: `30d` for the last 30 days with the present one (UTC), or a date."""

    name = "DAYS|DATE"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if period := _PERIOD.fullmatch(value):
            return datetime.now(UTC).date() - timedelta(days=int(period[1]) - 1)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is neither a number of days such as 30d nor a date such as 2026-01-31", param, ctx)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that readers looked for in a locale without an answer; `nearest` are ids of articles, closest first.

    `results` is how many articles the latest search of `last_day` showed all the same.
    """

    query: str
    locale: str
    searches: int
    last_day: date
    results: int
    nearest: tuple[str, ...]


@click.command()
@click.option("--since", type=Since(), default="30d", show_default=True, help="First day: 30d, or 2026-01-31.")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default=None, help="Searches in this language only.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Lines at most.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def report(since: date, locale: str | None, limit: int, style: str) -> None:
    """List what readers looked for and did not find, and the articles that come nearest to it."""
    settings = load_settings(environment())
    store = open_store(settings.store)
    try:
        counted = store.misses(since)
    finally:
        store.close()
    wanted = merged(miss for miss in counted if locale in (None, miss.locale))
    library = Library(Generations(settings.index, settings.secret_key), open_engine(settings.search))
    library.refresh()
    gaps = [_gap(searches, latest, library.current) for searches, latest in wanted[:limit]]
    if style == "json":
        entries = [{**asdict(gap), "last_day": gap.last_day.isoformat()} for gap in gaps]
        payload = {"since": since.isoformat(), "total": len(wanted), "misses": entries}
        click.echo(json.dumps(payload, ensure_ascii=False, indent=1))
    else:
        _show(gaps, len(wanted), since)


def merged(misses: Iterable[MissCount]) -> list[tuple[int, MissCount]]:
    """Searches of all days by query and locale, each with its latest day; most searched first, then latest."""
    sums: dict[tuple[str, str], int] = {}
    latest: dict[tuple[str, str], MissCount] = {}
    for miss in sorted(misses, key=lambda one: one.day):
        key = (miss.locale, miss.query)
        sums[key] = sums.get(key, 0) + miss.searches
        latest[key] = miss
    order = sorted(sums, key=lambda key: (-sums[key], -latest[key].day.toordinal(), key))
    return [(sums[key], latest[key]) for key in order]


def _gap(searches: int, latest: MissCount, snapshot: Snapshot | None) -> Gap:
    nearest = _nearest(snapshot, latest) if snapshot else ()
    return Gap(latest.query, latest.locale, searches, latest.day, latest.results, nearest)


def _nearest(snapshot: Snapshot, miss: MissCount) -> tuple[str, ...]:
    """Ids of the articles that the search finds now; none for a locale that the site no longer has."""
    try:
        answer = snapshot.search(Query(words_of(miss.query), miss.locale, limit=NEAREST), {})
    except (InvalidQuery, SearchUnavailable):
        return ()
    return tuple(hit.id for hit in answer.hits)


def _show(gaps: Sequence[Gap], total: int, since: date) -> None:
    if not gaps:
        click.echo(f"No search without an answer since {since}.")
        return
    width = min(_QUERY_COLUMN, max(len(gap.query) for gap in gaps))
    click.echo(f"{'searches':>8}  {'last day':10}  {'lang':4}  {'query':{width}}  nearest articles")
    for gap in gaps:
        found = ", ".join(gap.nearest) or "-"
        click.echo(f"{gap.searches:8}  {gap.last_day}  {gap.locale:4}  {gap.query:{width}}  {found}")
    click.echo(f"{len(gaps)} of {total} queries without an answer since {since}")
