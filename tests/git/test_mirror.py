"""The mirror: fetched from real bare repositories, followed wherever the branch goes, made anew when damaged."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.git import GitFailed, Mirror
from app.git.command import Git
from tests.support.listening import listening
from tests.support.remotes import Remote


@contextmanager
def silence() -> Iterator[int]:
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def paths(mirror: Mirror, commit: str, folder: str = "") -> list[str]:
    return [blob.path for blob in mirror.files(commit, folder)]


def test_files_of_a_commit_are_listed_with_their_sizes_and_read(mirror: Mirror, remote: Remote) -> None:
    commit = remote.push({"fr/a.md": "# A\n", "fr/é « x ».md": "é", "site.yaml": ""})
    assert mirror.fetch() == commit == mirror.head()
    found = {blob.path: (blob.size, mirror.read(blob)) for blob in mirror.files(commit)}
    assert found == {"fr/a.md": (4, b"# A\n"), "fr/é « x ».md": (2, "é".encode()), "site.yaml": (0, b"")}
    assert not (mirror._mirror / "index").exists(), "nothing is checked out"


def test_the_content_is_the_folder_articles_or_else_the_top(mirror: Mirror, remote: Remote) -> None:
    first = remote.push({"fr/a.md": "x"})
    second = remote.push({"articles/fr/a.md": "x", "README.md": "y"})
    link = remote.commit(remote.tree({"articles": f"120000 blob {remote.blob('/etc')}"}))
    mirror.fetch()
    assert [mirror.content_folder(commit) for commit in (first, second, link)] == ["", "articles", ""]
    assert paths(mirror, second, "articles") == ["fr/a.md"]


def test_dates_grow_with_each_commit_as_if_all_were_read_at_once(
    mirror: Mirror, remote: Remote, tmp_path: Path
) -> None:
    remote.push({"articles/fr/a.md": "1", "articles/fr/b.md": "1"}, day="2026-01-05")
    mirror.dates(mirror.fetch(), "articles")
    side = remote.push({"articles/fr/a.md": "1", "articles/fr/b.md": "2"}, day="2026-01-09")
    remote.git("update-ref", "refs/heads/main", f"{side}~1")
    main = remote.push({"articles/fr/a.md": "2", "articles/fr/b.md": "1"}, day="2026-02-07")
    tree = remote.tree_of({"articles/fr/a.md": "2", "articles/fr/b.md": "2"})
    merge = remote.git("commit-tree", "-p", main, "-p", side, "-m", "merge", tree, day="2026-03-01")
    remote.git("update-ref", "refs/heads/main", merge)
    expected = {
        "fr/a.md": (date(2026, 1, 5), date(2026, 2, 7)),
        "fr/b.md": (date(2026, 1, 5), date(2026, 1, 9)),
    }
    assert mirror.dates(mirror.fetch(), "articles") == expected
    fresh = Mirror(tmp_path / "fresh", str(remote.path), "main")
    assert fresh.dates(fresh.fetch(), "articles") == expected


def test_w9_a_branch_that_was_rewound_is_followed(mirror: Mirror, remote: Remote) -> None:
    first = remote.push({"a.md": "1"})
    second = remote.push({"a.md": "2", "b.md": "2"})
    mirror.fetch()
    remote.git("update-ref", "refs/heads/main", first)
    assert mirror.fetch() == first
    assert not mirror.follows(first, second)
    assert mirror.follows(second, first)
    assert mirror.changed(first, second) == 2
    other = remote.push({"a.md": "3"}, onto=None)
    assert mirror.fetch() == other
    assert not mirror.follows(other, first)


def test_w9_a_shallow_repository_is_followed(mirror: Mirror, remote: Remote, tmp_path: Path) -> None:
    for number in range(3):
        remote.push({"a.md": str(number)})
    shallow = tmp_path / "shallow.git"
    command = ["git", "clone", "-q", "--bare", "--depth=1", f"file://{remote.path}", str(shallow)]
    subprocess.run(command, check=True, capture_output=True)
    other = Mirror(tmp_path / "other", str(shallow), "main")
    assert other.fetch() == remote.head()
    assert list(other.dates(other.fetch())) == ["a.md"]


def test_a_missing_branch_and_a_missing_repository_are_one_sentence(remote: Remote, tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="has no branch 'main'"):
        Mirror(tmp_path / "m", str(remote.path), "main").fetch()
    with pytest.raises(GitFailed, match=r"nowhere\.git cannot be fetched") as caught:
        Mirror(tmp_path / "n", str(tmp_path / "nowhere.git"), "main").fetch()
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_password_in_the_address_is_in_no_message_and_in_a_file_of_its_owner(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "m", "http://reader:hunter2@127.0.0.1:9/x.git", "main")
    with pytest.raises(GitFailed) as caught:
        mirror.fetch()
    assert "hunter2" not in str(caught.value)
    assert (tmp_path / "m" / "gitconfig").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["--upload-pack=id", "HEAD", "main", "-rf", "$(id)", "a" * 39, "A" * 40, ""])
def test_s15_no_revision_but_a_whole_hash_reaches_git(mirror: Mirror, remote: Remote, name: str) -> None:
    mirror.fetch() if remote.push({"a.md": "1"}) else None
    for ask in (mirror.about, mirror.content_folder, mirror.dates, lambda one: list(mirror.files(one))):
        with pytest.raises(GitFailed, match="no name of a commit"):
            ask(name)
    assert not mirror.has(name)


def test_w5_protocols_that_run_commands_are_off_even_in_the_configuration(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    with pytest.raises(GitFailed):
        Mirror(tmp_path / "m", f"ext::sh -c touch% {marker}", "main").fetch()
    assert not marker.exists()


def test_s15_hooks_and_configuration_of_the_user_are_not_run(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "ran"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f"[core]\n\tfsmonitor = {script}\n\thooksPath = {tmp_path}/hooks\n\tsshCommand = {script}\n"
        f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {script}\n[init]\n\ttemplateDir = {tmp_path}/template\n"
    )
    for folder in (tmp_path / "hooks", tmp_path / "template" / "hooks", remote.path / "hooks"):
        folder.mkdir(parents=True, exist_ok=True)
        for hook in ("reference-transaction", "post-checkout", "pre-auto-gc", "post-merge", "post-rewrite"):
            (folder / hook).symlink_to(script)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    monkeypatch.setenv("GIT_TRACE", str(marker))
    files: dict[str, str | bytes] = {".gitattributes": "* filter=evil diff=evil\n", "a.md": "1"}
    remote.push({**files, "hooks/reference-transaction": f"#!/bin/sh\ntouch {marker}\n"})
    commit = remote.git("rev-parse", "main")
    marker.unlink(missing_ok=True)  # the test's own git was traced
    mirror = Mirror(tmp_path / "m", str(remote.path), "main")
    assert mirror.fetch() == commit
    mirror.dates(commit)
    mirror.about(commit)
    mirror.tidy()
    assert [mirror.read(blob) for blob in mirror.files(commit)]
    mirror.close()
    assert not marker.exists()


def test_w11_a_remote_that_hangs_is_given_up(tmp_path: Path) -> None:
    with silence() as port:
        git = Git(
            (
                "-c",
                "http.proxy=",
            )
        )
        begin = time.monotonic()
        with pytest.raises(GitFailed, match="was ended after 1 s"):
            git.run("ls-remote", f"http://127.0.0.1:{port}/x.git", seconds=1)
        assert time.monotonic() - begin < 30


def test_w11_a_remote_that_refuses_the_password_is_given_up_without_asking_anybody(tmp_path: Path) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test reads what the mirror says."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Refusing)) as server:
        place = f"127.0.0.1:{server.server_address[1]}/x.git"
        for who in ("", "reader:hunter2@"):
            with pytest.raises(GitFailed, match="cannot be fetched") as caught:
                Mirror(tmp_path / "m", f"http://{who}{place}", "main").fetch()
            assert "hunter2" not in str(caught.value)


def test_w11_a_disk_that_fills_up_during_a_fetch_leaves_what_was_fetched(remote: Remote, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "guichet", str(small)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    mirror = Mirror(small / "mirror", str(remote.path), "main")
    try:
        first = remote.push({"a.md": "1"})
        assert mirror.fetch() == first
        second = remote.push({"a.md": "2", "b.png": os.urandom(6_000_000)})
        for _ in range(2):
            with pytest.raises(GitFailed, match="cannot be fetched"):
                mirror.fetch()
            assert paths(mirror, first) == ["a.md"]
        subprocess.run(["mount", "-o", "remount,size=32m", str(small)], check=True)
        assert mirror.fetch() == second
        assert paths(mirror, second) == ["a.md", "b.png"]
    finally:
        mirror.close()
        subprocess.run(["umount", str(small)], check=True)


def test_a_fetch_ends_when_the_service_stops(tmp_path: Path) -> None:
    stop = threading.Event()
    with silence() as port:
        mirror = Mirror(tmp_path / "m", f"http://127.0.0.1:{port}/x.git", "main", stop)
        threading.Timer(0.5, stop.set).start()
        with pytest.raises(GitFailed, match="the service stops"):
            mirror.fetch()


def test_a_damaged_mirror_is_made_anew(mirror: Mirror, remote: Remote) -> None:
    commit = remote.push({"a.md": "1" * 2000})
    mirror.fetch()
    mirror.close()
    for path in (mirror._mirror / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"")
    with pytest.raises(GitFailed):
        list(mirror.files(commit))
    remote.push({"a.md": "2"})
    with suppress(GitFailed):
        mirror.fetch()
    mirror.fetch()
    assert paths(mirror, remote.head() or "") == ["a.md"]


def test_another_address_has_another_mirror(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = Remote(tmp_path / "one"), Remote(tmp_path / "two")
    first, second = one.push({"a.md": "1"}), two.push({"b.md": "2"})
    assert Mirror(tmp_path / "m", str(one.path), "main").fetch() == first
    mirror = Mirror(tmp_path / "m", str(two.path), "main")
    assert mirror.fetch() == second
    assert not mirror.has(first)


def test_who_wrote_a_commit_is_told_on_one_short_line(mirror: Mirror, remote: Remote) -> None:
    commit = remote.push({"a.md": "1"}, "Corriger\tle \x1b[31mprix\n\nDétails")
    mirror.fetch()
    about = mirror.about(commit)
    assert (about.author, about.subject) == ("Amina", "Corriger le [31mprix")
