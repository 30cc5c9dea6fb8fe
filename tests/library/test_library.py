"""The library over real generations: what it opens, refuses, keeps and answers."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import InvalidQuery, StoreUnavailable
from app.generations import Generations
from app.library import Board, Follower, Library, Snapshot
from app.model import Query, Standing, View
from app.search import open_engine
from app.store import open_store
from tests.support.sites import SECRET, article, compiler_for, write_site

FILES = {
    "site.yaml": "locales: [fr, en]\ncategories:\n  - id: domains\n    title: {fr: Domaines, en: Domains}\n",
    "fr/domains/epp.md": article(
        "Récupérer mon code EPP", id="epp", slug="code-epp", aliases=["ancien", "/vieux/chemin", "/hc/fr/articles/12"]
    ),
    "en/domains/epp.md": article("Get my EPP code", id="epp", slug="epp-code"),
    "fr/domains/lock.md": article("Verrouiller mon domaine", id="lock", former_ids=["verrou"], updated="2026-03-01"),
    "fr/other/stray.md": article("Sans catégorie", id="stray", category="other", updated="2026-04-01"),
}


def build(folder: Path, files: dict[str, str]) -> str:
    with compiler_for(folder, write_site(folder / "articles", files)) as compiler:
        return compiler.build().generation


@pytest.fixture
def library(tmp_path: Path) -> Library:
    build(tmp_path, FILES)
    made = Library(Generations(tmp_path / "index", SECRET), open_engine("whoosh:"))
    assert made.refresh()
    return made


@pytest.fixture
def snapshot(library: Library) -> Snapshot:
    assert library.current
    return library.current


def test_articles_stand_in_the_order_of_categories(snapshot: Snapshot) -> None:
    assert [a.id for a in snapshot.articles("fr")] == ["epp", "lock", "stray"]
    assert [c.id for c in snapshot.categories] == ["domains", "other"]


@pytest.mark.parametrize(
    ("locale", "slug", "kind", "target"),
    [
        ("fr", "code-epp", "article", ("fr", "epp")),
        ("fr", "ancien", "moved", ("fr", "epp")),
        ("fr", "epp-code", "moved", ("fr", "epp")),
        ("en", "ancien", "moved", ("en", "epp")),
        ("en", "lock", "fallback", ("fr", "lock")),
    ],
)
def test_a_slug_leads_to_the_article_however_it_was_called(
    snapshot: Snapshot, locale: str, slug: str, kind: str, target: tuple[str, str]
) -> None:
    found = snapshot.find(locale, slug)
    assert found
    assert (found.kind, (found.article.locale, found.article.id)) == (kind, target)


def test_an_unknown_slug_leads_nowhere(snapshot: Snapshot) -> None:
    assert snapshot.find("fr", "inconnu") is None
    assert snapshot.former_path("/vieux/autre") is None


def test_former_paths_and_ids_lead_to_their_successor(snapshot: Snapshot) -> None:
    moved = snapshot.former_path("/vieux/chemin")
    assert moved
    assert moved.id == "epp"
    assert snapshot.successor("verrou") == "lock"
    assert snapshot.article("verrou", "fr") == snapshot.article("lock", "fr")


def test_an_old_number_leads_on_whatever_title_follows_it(snapshot: Snapshot) -> None:
    for path in ("/hc/fr/articles/12", "/hc/fr/articles/12-Mon-ancien-titre", "/hc/fr/articles/12-Titre/"):
        moved = snapshot.former_path(path)
        assert moved
        assert moved.id == "epp"
    for path in ("/hc/fr/articles/123", "/hc/fr/articles/12-a/b", "/hc/fr/articles/12.html", "/vieux/chemin-12"):
        assert snapshot.former_path(path) is None


def test_recent_articles_come_first(snapshot: Snapshot) -> None:
    assert [a.id for a in snapshot.recent("fr", 2)] == ["stray", "lock"]


def test_search_answers_over_the_snapshot_and_refuses_what_is_no_text(snapshot: Snapshot) -> None:
    assert snapshot.search(Query("code epp", "fr"), {}).hits[0].id == "epp"
    with pytest.raises(InvalidQuery):
        snapshot.search(Query("a" * 201, "fr"), {})


def test_q16_a_request_keeps_the_snapshot_that_it_began_with(library: Library, tmp_path: Path) -> None:
    before = library.current
    build(tmp_path, {**FILES, "fr/domains/epp.md": article("Autre titre", id="epp", slug="code-epp")})
    assert library.refresh()
    assert before
    assert library.current is not before
    old = before.find("fr", "code-epp")
    assert old
    assert old.article.title == "Récupérer mon code EPP"
    assert "Ouvrez la fiche" in before.body(old.article).html
    assert before.search(Query("code epp", "fr"), {}).hits


def test_s6_a_damaged_generation_is_refused_and_the_one_before_stays(library: Library, tmp_path: Path) -> None:
    before = library.current
    name = build(tmp_path, {**FILES, "fr/domains/epp.md": article("Autre", id="epp")})
    path = next((tmp_path / "index" / name / "search/public/fr").glob("*.seg"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert not library.refresh()
    assert not library.refresh()
    assert library.current is before


def test_s6_a_fresh_process_takes_the_last_generation_that_can_be_trusted(tmp_path: Path) -> None:
    good = build(tmp_path, FILES)
    bad = build(tmp_path, {**FILES, "fr/domains/epp.md": article("Autre", id="epp")})
    (tmp_path / "index" / bad / "articles" / "public" / "listing.json").write_text("[]x")
    library = Library(Generations(tmp_path / "index", SECRET), open_engine("whoosh:"))
    assert library.refresh()
    assert library.current
    assert library.current.generation == good


def test_n2_nothing_is_served_from_generations_of_another_secret(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    library = Library(Generations(tmp_path / "index", "another secret"), open_engine("whoosh:"))
    assert not library.refresh()
    assert library.current is None


def test_r7_the_last_known_popularity_stays_while_the_store_is_away(snapshot: Snapshot, tmp_path: Path) -> None:
    class Away:
        """A store whose database can be taken away."""

        def __init__(self) -> None:
            self.gone = False
            self.store = open_store(f"sqlite:///{tmp_path / 'counts.db'}")

        def reads(self, since: date) -> object:
            if self.gone:
                raise StoreUnavailable("the database does not answer")
            return self.store.reads(since)

    today = date(2026, 6, 15)
    away = Away()
    days = [today - timedelta(days=age) for age in range(1, 6)]
    away.store.record([View("epp", "fr", day, bytes([n]) * 16) for day in days for n in range(12)])
    board = Board(away, lambda: today)  # type: ignore[arg-type]
    assert board.refresh(snapshot)
    popular = board.current
    assert popular.by_article["fr", "epp"].label == "popular"
    away.gone = True
    assert not board.refresh(snapshot)
    assert board.current is popular
    away.store.close()


def test_standings_change_their_version_only_when_something_visible_changed(snapshot: Snapshot, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'counts.db'}")
    board = Board(store, lambda: date(2026, 6, 15))
    board.refresh(snapshot)
    first = board.current.version
    board.refresh(snapshot)
    assert board.current.version == first
    article_of = snapshot.article("epp", "fr")
    assert article_of
    assert board.current.of(article_of) == Standing("few")
    assert board.current.read == frozenset()
    store.record([View("epp", "fr", date(2026, 6, 15), bytes(16))])
    board.refresh(snapshot)
    assert board.current.read == {"fr"}
    store.close()


def test_a_follower_goes_on_after_an_error() -> None:
    called = threading.Event()
    calls = []

    def tick() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("once")
        called.set()

    follower = Follower(tick, 0.01, "test")
    follower.start()
    assert called.wait(5)
    follower.stop()
    follower.join(5)
    assert not follower.is_alive()


def test_s6_a_generation_that_was_mended_is_served_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    name = build(tmp_path, FILES)
    (tmp_path / "index" / name / "articles" / "public" / "listing.json").write_text("damaged")
    library = Library(Generations(tmp_path / "index", SECRET), open_engine("whoosh:"))
    for _ in range(3):
        assert not library.refresh()
    assert len(caplog.records) == 1
    build(tmp_path, FILES)
    assert library.refresh()
