"""Measures what the record answers over ten million events: each sum of 30 and of 365 days, on SQLite."""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from app.model import EVENT_DAYS
from app.ports import Store
from app.store import open_store
from app.store.days import number_of

ARTICLES, QUERIES, LONELY = 1_000, 20_000, 0.03
"""Of each locale; and the share of searches that nobody else made."""
KINDS = {"search": 0.55, "click": 0.33, "action": 0.06, "open": 0.02, "solved": 0.01, "ticket": 0.03}
YEAR = 365
_ROWS = 50_000
_LIMIT_MS = 150

Row = tuple[object, ...]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench record", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--database", type=Path, help="used again if it exists, else made and kept there")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    path: Path = options.database or Path("instance") / "bench-record.db"
    today = datetime.now(UTC).date()
    if not path.exists():
        fill(path, options.events, today)
    with closing(open_store(f"sqlite:///{path.absolute()}")) as store:
        slow = measure(store, today, options.rounds)
    if options.database is None:
        path.unlink()
    return slow


def measure(store: Store, today: date, rounds: int) -> int:
    """Print the least of the rounds of each question; return 1 if one takes longer than it may."""
    print(f"{'':24}{'30 days':>12}{'365 days':>12}   ms, least of {rounds}; CPU in brackets")
    slow = False
    for name, ask in QUESTIONS.items():
        cells = []
        for days in (30, YEAR):
            since = today - timedelta(days=days - 1)
            wall, cpu = min(_timed(partial(ask, store, since, today)) for _ in range(rounds))
            cells.append(f"{wall:.0f} ({cpu:.0f})")
            slow |= cpu > _LIMIT_MS
        print(f"{name:24}{cells[0]:>12}{cells[1]:>12}", flush=True)
    return int(slow)


def _timed(action: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


QUESTIONS: dict[str, Callable[[Store, date, date], object]] = {
    "days": lambda store, since, until: store.days(since, until),
    "articles": lambda store, since, until: store.articles(since, until),
    "articles, fr": lambda store, since, until: store.articles(since, until, "fr"),
    "searches": lambda store, since, until: store.searches(since, until),
    "searches, fr": lambda store, since, until: store.searches(since, until, "fr"),
    "searches, unanswered": lambda store, since, until: store.searches(since, until, kind="unanswered"),
    "searches, unopened": lambda store, since, until: store.searches(since, until, kind="unopened"),
    "search_days": lambda store, since, until: store.search_days(since, until, "fr", [f"q{n}" for n in range(30)]),
    "clicks": lambda store, since, until: store.clicks(since, until),
    "clicks, one article": lambda store, since, until: store.clicks(since, until, article="article-7"),
    "actions": lambda store, since, until: store.actions(since, until),
    "reasons": lambda store, since, until: store.reasons(since, until),
    "comments": lambda store, since, until: store.comments(since, until),
    "reads (popularity)": lambda store, since, until: store.reads(max(since, until - timedelta(days=139))),
}


def fill(path: Path, count: int, today: date) -> None:
    """Events of the days they are kept, and sums of a whole year like them, straight into the file."""
    open_store(f"sqlite:///{path.absolute()}").close()
    print(f"writing {count:,} events …", file=sys.stderr, flush=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -200000;")
        database.execute("DROP INDEX event_id")
        marks = ", ".join("?" * 13)
        for rows in _batches(_events(count, today)):
            database.execute("BEGIN")
            database.executemany(f"INSERT INTO event VALUES ({marks})", rows)  # noqa: S608
            database.execute("COMMIT")
        database.execute("CREATE UNIQUE INDEX event_id ON event (id)")
        print("adding up …", file=sys.stderr, flush=True)
        for statement in SUMS:
            database.execute(statement)
        _repeat(database, today)
        for table, group in MONTHS.items():
            database.execute(group.format(daily=f"daily_{table}", monthly=f"monthly_{table}"))


def _events(count: int, today: date) -> Iterator[Row]:
    """Rows in the order of the table: by day, then id."""
    draw = random.Random(5)  # noqa: S311
    queries = list(accumulate(1 / place for place in range(1, QUERIES + 1)))
    articles = list(accumulate(1 / place for place in range(1, ARTICLES + 1)))
    kinds = list(accumulate(KINDS.values()))
    a_day = count // EVENT_DAYS
    for age in range(EVENT_DAYS - 1, -1, -1):
        day = number_of(today - timedelta(days=age))
        ids = sorted(draw.randbytes(16) for _ in range(a_day))
        types = draw.choices(list(KINDS), cum_weights=kinds, k=a_day)
        asked = draw.choices(range(QUERIES), cum_weights=queries, k=a_day)
        read = draw.choices(range(ARTICLES), cum_weights=articles, k=a_day)
        for id, kind, query, article in zip(ids, types, asked, read, strict=True):
            yield _row(draw, day, id, kind, query, article)


def _row(draw: random.Random, day: int, id: bytes, kind: str, query: int, article: int) -> Row:
    luck = draw.random()
    locale = "fr" if luck < 0.7 else "en"
    search = kind == "search"
    answered = query % 7 != 0
    text = f"q{query}" if luck > LONELY else f"lonely {id.hex()[:10]}"
    return (
        day,
        id,
        12,
        kind,
        "page",
        locale,
        None if search else f"article-{article}",
        text if search or kind == "click" else None,
        int(luck * 30) if search else None,
        answered if search else None,
        luck > 0.9 if search else None,
        1 + int(luck * 5) if kind == "click" else None,
        f"workflow-{article % 12}" if kind == "action" else None,
    )


SUMS = (
    "INSERT INTO daily_search SELECT day, locale, query, sum(type = 'search'), sum(type = 'search' AND NOT answered), "
    "sum(type = 'search' AND corrected), sum(type = 'click'), coalesce(max(results), 0) FROM event "
    "WHERE query IS NOT NULL GROUP BY day, locale, query",
    "INSERT INTO daily_click SELECT day, locale, query, article, count(*), count(*), sum(position) FROM event "
    "WHERE type = 'click' GROUP BY day, locale, query, article",
    "INSERT INTO daily_article SELECT day, locale, article, 3 * count(*), count(*) / 20, count(*) / 50, "
    "sum(type = 'click'), sum(type = 'open'), sum(type = 'solved'), sum(type = 'ticket'), sum(type = 'action') "
    "FROM event WHERE article IS NOT NULL GROUP BY day, locale, article",
    "INSERT INTO daily_action SELECT day, locale, article, workflow, count(*) FROM event WHERE type = 'action' "
    "GROUP BY day, locale, article, workflow",
    "INSERT INTO daily_reason SELECT day, locale, article, 0, 'unclear', unhelpful FROM daily_article "
    "WHERE unhelpful > 0",
    "INSERT INTO daily_total SELECT day, locale, sum(reads), sum(s), sum(u), sum(clicks), sum(helpful), "
    "sum(unhelpful), sum(solved), sum(tickets), sum(actions) FROM (SELECT day, locale, reads, "
    "0 s, 0 u, clicks, helpful, unhelpful, solved, tickets, actions FROM daily_article "
    "UNION ALL SELECT day, locale, 0, searches, unanswered, 0, 0, 0, 0, "
    "0, 0 FROM daily_search) GROUP BY day, locale",
    "INSERT INTO comment SELECT id, substr(day, 1, 4) || '-' || substr(day, 5, 2) || '-' || substr(day, 7, 2) || "
    "' 12:00:00.000000', article, locale, 0, 'unclear', 'Il manque une étape.', NULL FROM event "
    "WHERE type = 'ticket' AND substr(hex(id), 1, 1) = '0'",
)
_PLAIN = "INSERT INTO {{monthly}} SELECT day / 100 * 100 + 1, {keys}, {sums} FROM {{daily}} GROUP BY day / 100, {keys}"
MONTHS = {
    "search": "INSERT INTO {monthly} SELECT day / 100 * 100 + 1, locale, query, sum(searches), sum(unanswered), "
    "sum(corrected), sum(clicks), max(day * 1000000 + results) % 1000000, min(day), max(day) FROM {daily} "
    "GROUP BY day / 100, locale, query",
    "click": _PLAIN.format(keys="locale, query, article", sums="sum(clicks), sum(placed), sum(positions)"),
    "article": _PLAIN.format(
        keys="locale, article",
        sums="sum(reads), sum(helpful), sum(unhelpful), sum(clicks), sum(opened), sum(solved), sum(tickets), "
        "sum(actions)",
    ),
    "reason": _PLAIN.format(keys="locale, article, helpful, reason", sums="sum(votes)"),
    "action": _PLAIN.format(keys="locale, article, workflow", sums="sum(actions)"),
}


def _repeat(database: sqlite3.Connection, today: date) -> None:
    """Give every earlier day of the year the sums of one of the days that have events."""
    for age in range(EVENT_DAYS, YEAR):
        there, here = (number_of(today - timedelta(days=day)) for day in (age, age % EVENT_DAYS))
        for table in (*(f"daily_{name}" for name in MONTHS), "daily_total"):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")][1:]
            names = ", ".join(columns)
            lonely = "replace(query, 'lonely', 'lonely ' || ?)" if "query" in columns else ""
            chosen = ", ".join(lonely if column == "query" else column for column in columns)
            values = (there, *((age,) if lonely else ()), here)
            statement = f"INSERT INTO {table} (day, {names}) SELECT ?, {chosen} FROM {table} WHERE day = ?"  # noqa: S608
            database.execute(statement, values)


def _batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    yield batch


if __name__ == "__main__":
    sys.exit(main())
