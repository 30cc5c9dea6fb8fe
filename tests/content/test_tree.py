"""A folder on disk: what is listed, what is refused, and that nothing outside is ever read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from app.content.directory import DirectoryTree
from app.content.tree import MAX_FILES, Found, admit
from app.errors import ContentError


def listed(root: Path) -> list[str]:
    return [entry.path for entry in DirectoryTree(root).files().entries]


def messages(root: Path) -> dict[str, str]:
    return {problem.path: problem.message for problem in DirectoryTree(root).files().problems}


def test_a_folder_is_listed_in_order_and_read(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/b.md").write_bytes(b"b")
    (tmp_path / "fr/a b.md").write_bytes(b"a")
    assert listed(tmp_path) == ["fr/a b.md", "fr/b.md"]
    assert DirectoryTree(tmp_path).read("fr/a b.md") == b"a"


def test_a_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert listed(tmp_path / "none") == []


def test_s15_a22_a_link_to_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr/x.md").symlink_to("/etc/passwd")
    assert listed(tmp_path) == []
    assert "only regular files" in messages(tmp_path)["fr/x.md"]
    with pytest.raises(ContentError):
        DirectoryTree(tmp_path).read("fr/x.md")


def test_s15_a22_a_link_to_a_folder_is_not_entered(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"# secret")
    root = tmp_path / "articles"
    root.mkdir()
    (root / "fr").symlink_to(outside)
    assert listed(root) == []
    assert "only regular files" in messages(root)["fr"]
    with pytest.raises(ContentError):
        DirectoryTree(root).read("fr/secret.md")


@pytest.mark.parametrize("path", ["../x.md", "fr/../../x.md", "/etc/passwd", "fr//x.md", "", "./x.md"])
def test_s15_a22_a_path_that_leaves_the_folder_is_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "x.md").write_bytes(b"x")
    (tmp_path / "articles/fr").mkdir(parents=True)
    with pytest.raises(ContentError):
        DirectoryTree(tmp_path / "articles").read(path)


def test_a22_a_pipe_and_a_socket_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.md"))
        assert listed(tmp_path) == []
    with pytest.raises(ContentError):
        DirectoryTree(tmp_path).read("pipe.md")


def test_a22_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_bytes(b"x")
    (tmp_path / ".gitkeep").write_bytes(b"")
    assert listed(tmp_path) == []
    assert messages(tmp_path) == {}
    assert admit([Found(".git/config", 1, True)]).entries == ()


def test_a22_an_executable_bit_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    (tmp_path / "a.md").chmod(0o755)
    assert listed(tmp_path) == ["a.md"]


@pytest.mark.parametrize(
    "name", ["-rf.md", ".x.md", "a\nb.md", "a\x1b[31m.md", "a\u202eb.md", "a\\b.md", "x" * 198 + ".md"]
)
def test_a21_a_file_name_that_is_not_allowed_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert listed(tmp_path) == []
    ((path, message),) = messages(tmp_path).items()
    assert "file name not allowed" in message
    assert path.isprintable()


def test_a21_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_bytes(b"x")
    assert "file name not allowed" in next(iter(messages(tmp_path).values()))


@pytest.mark.parametrize("path", ["../x.md", "a/../x.md", "/x.md", "-a/x.md"])
def test_a22_a_path_from_elsewhere_must_stay_inside(path: str) -> None:
    listing = admit([Found(path, 1, True)])
    assert listing.entries == ()
    assert "file name not allowed" in listing.problems[0].message


def test_a23_more_than_10_000_files_are_refused_before_reading() -> None:
    seen = 0

    def found() -> object:
        nonlocal seen
        for seen in range(1, 1_000_000):
            yield Found(f"fr/{seen}.md", 1, True)

    with pytest.raises(ContentError, match="more than 10,000 files"):
        admit(found())  # type: ignore[arg-type]
    assert seen == MAX_FILES + 1


def test_a13_a23_a_text_over_512_kib_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(2 * 1024**3)
    assert messages(tmp_path) == {"a.md": "larger than 512 KiB: divide it"}
    assert listed(tmp_path) == []


def test_i4_a_picture_over_5_mib_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(25 * 1024**2)
    assert messages(tmp_path) == {"a.png": "larger than 5 MiB: scale the picture down"}
