"""The drill of an operator: everything that can be made again is deleted, and what cannot comes from a backup."""

from __future__ import annotations

import http.client
import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from app.store import open_store
from tests.support.accounts import a_user
from tests.support.server import AGENT, Server, environment, run, serving
from tests.support.sites import article, write_site

FILES = {
    f"{locale}/{name}.md": article(f"{title} {locale}", f"Le texte de {name}.", id=name, publish_at="2020-01-01")
    for locale in ("fr", "en")
    for name, title in (("epp", "Le code EPP"), ("facture", "Payer une facture"), ("dns", "Changer les DNS"))
}
READS = 3


def told(server: Server, article_id: str, number: int) -> int:
    """The answer to an event that a reader sent."""
    event = str(UUID(int=number))
    body = json.dumps({"id": event, "type": "open", "article": article_id, "locale": "fr"})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("POST", "/api/v1/events", body, {"Content-Type": "application/json", "User-Agent": AGENT})
        return connection.getresponse().status
    finally:
        connection.close()


def kept(url: str) -> tuple[dict[str, int], list[str]]:
    """How often each article was opened, and who has an account."""
    today = datetime.now(UTC).date()
    store = open_store(url, migrate=False)
    sums = {one.article: one.opened for one in store.articles(today - timedelta(days=1), today) if one.opened}
    people = [user.name for user in store.accounts.people()]
    store.close()
    return sums, people


def test_r14_the_index_is_disposable_and_the_database_comes_back_from_a_backup(tmp_path: Path) -> None:
    env = environment(tmp_path, write_site(tmp_path / "articles", FILES), INSTANCE=str(tmp_path / "instance"))
    url, backups, database = env["GUICHET_STORE"], tmp_path / "backups", tmp_path / "guichet.db"
    backups.mkdir()
    with serving(env) as server:
        store = open_store(url, migrate=False)
        a_user(store, "editor")
        store.close()
        for number in range(READS):
            deadline = time.monotonic() + 20
            while (status := told(server, "epp", number)) == 503 and time.monotonic() < deadline:
                time.sleep(0.2)  # until the day's salt is there
            assert status == 202
        copied = run("db", "backup", str(backups), env=env)
        assert copied.returncode == 0, copied.stderr
        generation = server.get("/readyz")[1]["x-guichet-generation"]
    before = kept(url)
    assert before == ({"epp": READS}, ["editor"])

    shutil.rmtree(tmp_path / "index")
    for file in tmp_path.glob("guichet.db*"):
        file.unlink()
    (backup,) = backups.iterdir()
    shutil.copyfile(backup, database)
    assert run("db", "check", env=env).stdout == "the database is sound\n"

    with serving(env) as server:
        assert server.get("/readyz")[1]["x-guichet-generation"] == generation
        assert server.get("/fr/articles/epp")[0] == 200
        assert told(server, "epp", 0) == 202  # sent again: it counts once
    assert kept(url) == before
