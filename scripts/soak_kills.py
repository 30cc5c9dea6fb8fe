"""SIGKILL of a whole server under load, again and again: nothing acknowledged is lost, nothing counts twice (R4)."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.store import open_store
from app.store.address import database_at
from app.store.schema import EVENT
from scripts.soak_load import Ledger, Load, percentile, settle
from tests.support.server import environment, serving

RATE = 200


def run(folder: Path, url: str, long: bool) -> str:
    """Kill the server 40 times (3 in the short form); what was counted, against what was acknowledged."""
    kills = 40 if long else 3
    draw = random.Random(4)  # noqa: S311
    env = environment(folder, Path("articles").resolve(), STORE=url)
    ledger, seconds = Ledger(), 0.0
    for _ in range(kills):
        with serving(env) as server:
            settle(server.port, ledger)
            load = Load(server.port, ledger, RATE)
            begin = time.monotonic()
            load.start()
            time.sleep(draw.uniform(0.7, 2.0))
            os.killpg(server.process.pid, signal.SIGKILL)
            seconds += time.monotonic() - begin
            load.stop()
    acknowledged = set(ledger.acknowledged)
    lost = acknowledged - recorded(url)
    assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged events are not in the database"
    repeated = len(ledger.unanswered)
    with serving(env) as server:
        settle(server.port, ledger)
    return conclusion(url, ledger, f"{kills} kills, {len(acknowledged) / seconds:.0f} events/s", repeated)


def conclusion(url: str, ledger: Ledger, what: str, repeated: int) -> str:
    """Compare the sums with the ledger once everything is acknowledged."""
    known = recorded(url)
    assert not ledger.unanswered, f"{len(ledger.unanswered)} events were never accepted"
    assert known == ledger.acknowledged, "the database holds other events than those that were sent"
    with closing(open_store(url)) as store:
        today = datetime.now(UTC).date()
        counted = sum(one.opened for one in store.articles(today - timedelta(days=1), today))
    assert counted == len(known), f"{counted} counted, {len(known)} events were sent"
    return (
        f"{what}; {len(known)} acknowledged, 0 lost, 0 counted twice ({repeated} sent again); "
        f"p50 {percentile(ledger.waited, 0.5):.0f} ms, p99 {percentile(ledger.waited, 0.99):.0f} ms"
    )


def recorded(url: str) -> set[UUID]:
    """The ids of all events of ours in the database; pages that are asked for meanwhile record others."""
    ours = select(EVENT.c.id).where(EVENT.c.type == "open")
    with closing(database_at(url)) as database, database.read(patient=True) as connection:
        return {UUID(bytes=bytes(id)) for (id,) in connection.execute(ours)}
