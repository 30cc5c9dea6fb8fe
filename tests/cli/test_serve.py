"""The service as operators run it: real workers, real publishes, real signals."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from app.generations import Records
from tests.support.server import Server, environment, run, serving
from tests.support.sites import article, write_site

READERS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/605",
)


def version(number: int) -> str:
    """An article whose title and text both carry the number: an answer from two generations would show."""
    return article(f"Code version {number}", f"Le texte est celui de la version {number}.", id="epp", slug="epp")


def wait_for(server: Server, path: str, text: bytes, seconds: float = 10.0) -> float:
    """Seconds until the page holds the text."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if text in server.get(path)[2]:
            return time.monotonic() - start
        time.sleep(0.05)
    raise AssertionError(f"{text!r} never appeared on {path}")


def wait_for_failure(index: Path) -> None:
    """Until a build has failed: what is served afterwards is not what nobody tried to change yet."""
    deadline = time.monotonic() + 15
    while not any(build.result == "failed" for build in Records(index).read().builds):
        assert time.monotonic() < deadline, "no build has failed"
        time.sleep(0.05)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_site(tmp_path / "articles", {"fr/epp.md": version(0)})


def test_a_saved_article_is_served_without_a_restart(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        assert b"version 0" in server.get("/fr/articles/epp")[2]
        write_site(articles, {"fr/epp.md": version(1)})
        wait_for(server, "/fr/articles/epp", b"version 1")
        wait_for(server, "/fr/search?q=version", b"version 1")


def test_r1_publishing_under_load_loses_no_request_and_mixes_no_generations(tmp_path: Path, articles: Path) -> None:
    failures: list[str] = []
    answers = itertools.count()
    stop = threading.Event()

    def read(server: Server) -> None:
        while not stop.is_set():
            status, headers, body = server.get("/fr/articles/epp")
            numbers = set(re.findall(rb"version (\d+)", body))
            if status != 200 or len(numbers) != 1 or "x-guichet-generation" not in headers:
                failures.append(f"{status} {numbers}")
            next(answers)
            time.sleep(0.05)

    with serving(environment(tmp_path, articles)) as server:
        readers = [threading.Thread(target=read, args=(server,)) for _ in range(2)]
        for reader in readers:
            reader.start()
        for number in range(1, 9):
            write_site(articles, {"fr/epp.md": version(number)})
            wait_for(server, "/fr/articles/epp", f"version {number}".encode())
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert next(answers) > 8


def test_a_broken_site_file_keeps_the_old_pages(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        write_site(articles, {"site.yaml": "brand: {name: [\n"})
        write_site(articles, {"fr/epp.md": version(1)})
        wait_for_failure(tmp_path / "index")
        assert b"version 0" in server.get("/fr/articles/epp")[2]
        write_site(articles, {"site.yaml": "brand: {name: Exemple}\n"})
        wait_for(server, "/fr/articles/epp", b"version 1")


def test_e5_an_empty_folder_is_served_as_no_article_yet(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    with serving(environment(tmp_path, tmp_path / "articles")) as server:
        status, _, body = server.get("/fr/")
        assert status == 200
        assert "article" in body.decode()
        status, _, body = server.get("/readyz")
        assert (status, b"no_index" in body) == (503, True)


def test_a_service_leaves_nothing_in_the_home_of_its_user(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "home").mkdir()
    env = {**environment(tmp_path, articles), "HOME": str(tmp_path / "home")}
    env.pop("XDG_RUNTIME_DIR", None)
    with serving(env) as server:
        assert server.get("/fr/")[0] == 200
        assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("name", ["INDEX", "INSTANCE"])
def test_what_the_service_writes_is_not_below_what_it_reads(tmp_path: Path, articles: Path, name: str) -> None:
    done = run("serve", "--port", "0", env=environment(tmp_path, articles, **{name: str(articles / "own")}))
    assert done.returncode == 2
    assert f"GUICHET_{name} is {articles}/own, within the articles" in done.stderr


def test_an_address_of_the_sixth_version_is_served(tmp_path: Path, articles: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with serving(environment(tmp_path, articles), "--host", "::1") as server:
        assert server.url.startswith("http://[::1]:")


def test_a_deleted_index_is_built_again_by_itself(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        # At once, as nothing keeps a builder from writing into a folder that is being emptied.
        (tmp_path / "index").rename(tmp_path / "deleted")
        assert b"version 0" in server.get("/fr/articles/epp")[2]
        deadline = time.monotonic() + 15
        while not (tmp_path / "index" / "CURRENT").is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert (tmp_path / "index" / "CURRENT").is_file()
        wait_for(server, "/fr/articles/epp", b"version 0")


def test_a_content_folder_that_goes_away_unpublishes_nothing(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        articles.rename(tmp_path / "elsewhere")
        wait_for_failure(tmp_path / "index")
        assert b"version 0" in server.get("/fr/articles/epp")[2]
        write_site(articles, {"fr/epp.md": version(1)})
        wait_for(server, "/fr/articles/epp", b"version 1")


def test_no_background_serves_what_another_process_builds(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    with serving(env, "--no-background") as server:
        assert server.get("/readyz")[0] == 503
        assert server.get("/fr/")[0] == 503
        assert run("build", env=env).returncode == 0
        wait_for(server, "/fr/articles/epp", b"version 0")


def test_r8_sigterm_ends_the_service_and_its_children_with_code_0(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        server.process.terminate()
        assert server.process.wait(15) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_r8_sigterm_drops_no_request_that_was_sent_before_it(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        sent = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=15) for _ in range(40)]
        for number, connection in enumerate(sent):
            connection.request("GET", f"/fr/search?q=version+{number}", headers={"User-Agent": READERS[0]})
        server.process.terminate()
        assert [connection.getresponse().status for connection in sent] == [200] * 40
        for connection in sent:
            connection.close()
        assert server.process.wait(15) == 0


def test_r9_a_killed_worker_and_a_killed_builder_are_replaced(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        for pid in descendants(server.process.pid):
            if b"background" in command(pid) or (b"gunicorn" in command(pid) and parent_is_gunicorn(pid)):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if server.get("/fr/articles/epp")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        write_site(articles, {"fr/epp.md": version(1)})
        wait_for(server, "/fr/articles/epp", b"version 1")


def test_a_killed_supervisor_leaves_no_process_on_the_port(tmp_path: Path, articles: Path) -> None:
    with serving(environment(tmp_path, articles)) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
            except ConnectionRefusedError:
                return
            time.sleep(0.1)
        raise AssertionError("the port is still served")


def test_counts_survive_a_restart(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    with serving(env) as server:
        for _ in range(3):
            assert server.get("/fr/articles/epp")[0] == 200
    with serving(env) as server:
        _, _, body = server.get("/api/v1/articles/epp?locale=fr")
        assert b'"views_30d":1' in body.replace(b" ", b"")


def test_the_same_reader_counts_once_over_all_workers_and_robots_never(tmp_path: Path, articles: Path) -> None:
    env = environment(tmp_path, articles)
    with serving(env, "--workers", "3") as server:
        for agent in (*READERS, "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.1"):
            for _ in range(8):
                assert server.get("/fr/articles/epp", User_Agent=agent)[0] == 200
    with serving(env) as server:
        assert b'"views_30d":2' in server.get("/api/v1/articles/epp?locale=fr")[2].replace(b" ", b"")


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`, from Linux's process table."""
    children = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent(int(entry.name)) == pid:
            children += [int(entry.name), *descendants(int(entry.name))]
    return children


def parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return -1


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def parent_is_gunicorn(pid: int) -> bool:
    return b"gunicorn" in command(parent(pid))
