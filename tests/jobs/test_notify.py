"""Notices: signed, sent until they arrive, then never again; over a real store and to a real HTTP server."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from app.jobs.notices import review_notices, signing_key
from app.jobs.notify import Notifier
from app.model import Article, Vote
from app.ports import Store
from app.settings import Settings
from app.store import open_store
from tests.support.listening import listening
from tests.support.sites import settings_for

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECRET = "a secret that receivers share, 0123456789"


class Receiver(ThreadingHTTPServer):
    """Answers with the next status of `answers` (204 when there is none), and keeps what arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?for=editors"

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.got.append(("GET " + self.path, {}, b"{}"))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output to the tests."""


class Clock:
    """The time as a test has it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening(Receiver()) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "instance").mkdir()
    return settings_for(tmp_path, tmp_path / "articles")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.store)
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notifier(settings: Settings, receiver: Receiver, store: Store, clock: Clock) -> Callable[[], Notifier]:
    """Makes a notifier, as each start of the process does; the first has run before any comment is there."""

    def make() -> Notifier:
        return Notifier(settings, receiver.url, lambda: store, now=clock)

    make()()
    return make


def comment(store: Store, text: str, at: datetime = NOW, reader: bytes = b"r" * 16) -> None:
    store.salt(at.date())
    store.record([Vote(reader, at.date(), at, "epp-code", "fr", False, "incorrect", text)])


def an_article(review_by: date | None, **others: Any) -> Article:
    names = {"title": "Titre", "slug": "s", "summary": "", "category": "x", "source": "a.md", "path": "fr/a.md"}
    return Article(id="epp-code", locale="fr", body="", review_by=review_by, owner="Amina", **{**names, **others})


def test_a_new_comment_is_told_once_and_signed(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store, settings: Settings
) -> None:
    comment(store, "Le bouton n’existe plus.")
    tell = notifier()
    tell()
    tell()
    notifier()()  # a restart
    ((path, headers, body),) = receiver.got
    message = json.loads(body)
    assert path == "/hook?for=editors"
    assert message["type"] == "comment.created"
    assert (message["article"], message["locale"], message["reason"]) == ("epp-code", "fr", "incorrect")
    assert message["text"] == "Le bouton n’existe plus."
    assert headers["content-type"] == "application/json"
    assert headers["guichet-notice"] == message["id"]
    seconds, _, digest = headers["guichet-signature"].removeprefix("t=").partition(",v1=")
    key = signing_key(settings.secret_key, None)
    assert hmac.new(key, seconds.encode() + b"." + body, hashlib.sha256).hexdigest() == digest
    assert int(seconds) == int(NOW.timestamp())


def test_the_key_is_the_operators_own_where_there_is_one() -> None:
    assert signing_key("x" * 32, SECRET) == SECRET.encode()
    assert signing_key("x" * 32, None) != signing_key("y" * 32, None)


def test_b11_personal_data_does_not_leave_the_house(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store
) -> None:
    comment(store, "Écrivez à amina@example.com\nIBAN FR76 3000 6000 0112 3456 7890 189")
    notifier()()
    assert receiver.messages[0]["text"] == "Écrivez à [email]\nIBAN [iban]"


def test_comments_from_before_the_first_start_are_no_news(
    settings: Settings, receiver: Receiver, store: Store, clock: Clock
) -> None:
    comment(store, "ancien", NOW - timedelta(hours=1))
    tell = Notifier(settings, receiver.url, lambda: store, now=clock)
    tell()
    comment(store, "nouveau", NOW + timedelta(seconds=1), b"s" * 16)
    clock.now += timedelta(minutes=1)
    tell()
    assert [message["text"] for message in receiver.messages] == ["nouveau"]


def test_a_review_is_told_on_the_day_after_its_date_and_again_for_a_new_date(
    notifier: Callable[[], Notifier], receiver: Receiver, clock: Clock
) -> None:
    tell = notifier()
    tell.articles = (an_article(NOW.date()),)
    tell()
    assert receiver.got == []
    clock.now += timedelta(days=1)
    tell()
    clock.now += timedelta(days=90)
    tell()
    assert [message["review_by"] for message in receiver.messages] == ["2026-06-15"]
    assert receiver.messages[0]["owner"] == "Amina"
    tell.articles = (an_article(clock.now.date() - timedelta(days=1)),)
    tell()
    assert len(receiver.got) == 2
    assert receiver.messages[0]["id"] != receiver.messages[1]["id"]


def test_an_article_without_a_review_date_is_never_overdue() -> None:
    assert review_notices([an_article(None)], NOW.date()) == []


@pytest.mark.parametrize("status", [302, 307, 400, 404, 410, 429, 500, 503])
def test_any_answer_but_success_is_tried_again_later_and_no_redirect_is_followed(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store, clock: Clock, status: int
) -> None:
    comment(store, "un")
    receiver.answers = [status]
    tell = notifier()
    tell()
    tell()
    assert [path for path, _, _ in receiver.got] == ["/hook?for=editors"]
    clock.now += timedelta(seconds=31)
    tell()
    assert len(receiver.got) == 2
    assert receiver.messages[0]["id"] == receiver.messages[1]["id"]
    clock.now += timedelta(hours=2)
    tell()
    assert len(receiver.got) == 2


def test_each_failure_doubles_the_wait_up_to_an_hour(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store, clock: Clock
) -> None:
    comment(store, "un")
    receiver.answers = [500] * 20
    tell, waits, last = notifier(), [], NOW
    for _ in range(60 * 24):
        clock.now += timedelta(seconds=30)
        before = len(receiver.got)
        tell()
        if len(receiver.got) > before:
            waits.append(round((clock.now - last).total_seconds()))
            last = clock.now
        if len(waits) == 11:
            break
    assert waits == [30, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_what_was_sent_before_a_failure_is_not_sent_again(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store, clock: Clock
) -> None:
    comment(store, "un", reader=b"1" * 16)
    comment(store, "deux", NOW + timedelta(seconds=1), reader=b"2" * 16)
    receiver.answers = [204, 500]
    clock.now += timedelta(minutes=1)
    notifier()()
    notifier()()  # a restart forgets the wait, not what was sent
    assert [message["text"] for message in receiver.messages] == ["un", "deux", "deux"]


def test_a_receiver_that_is_away_is_logged_without_its_address(
    settings: Settings, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tell = Notifier(settings, "http://127.0.0.1:9/secret-path", lambda: store, now=clock)
    tell()
    comment(store, "un")
    tell()
    assert "ConnectionRefusedError" in caplog.text
    assert "secret-path" not in caplog.text


def test_a_damaged_memory_stops_notices_rather_than_sending_everything_again(
    notifier: Callable[[], Notifier],
    receiver: Receiver,
    store: Store,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    comment(store, "un")
    (settings.instance / "notices.json").write_text("{")
    notifier()()
    assert receiver.got == []
    assert "notices.json cannot be read" in caplog.text


def test_only_one_process_sends(
    notifier: Callable[[], Notifier], receiver: Receiver, store: Store, settings: Settings
) -> None:
    comment(store, "un")
    with FileLock(settings.instance / "notices.lock"):
        tell = notifier()
        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()
    assert receiver.got == []
    tell()
    assert len(receiver.got) == 1
