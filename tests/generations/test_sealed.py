"""Files that builders keep for each other: what somebody altered is as good as absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.generations import SealedFolder

SECRET = "s" * 32


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFolder:
    folder = SealedFolder(tmp_path / "kept", SECRET)
    folder.write("one", b"first")
    folder.write("two", b"second")
    return folder


def test_what_is_written_is_read_under_its_name(sealed: SealedFolder) -> None:
    assert sealed.names() == {"one", "two"}
    assert (sealed.read("one"), sealed.read("two")) == (b"first", b"second")


def test_nothing_is_read_where_nothing_was_written(tmp_path: Path) -> None:
    nowhere = SealedFolder(tmp_path / "absent", SECRET)
    assert nowhere.names() == set()
    assert nowhere.read("one") is None


def test_an_altered_file_is_absent(sealed: SealedFolder, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "one"
    for damaged in (path.read_bytes()[:-1], path.read_bytes() + b"!", b"", b"first"):
        path.write_bytes(damaged)
        assert sealed.read("one") is None


def test_a_file_under_the_name_of_another_is_absent(sealed: SealedFolder, tmp_path: Path) -> None:
    (tmp_path / "kept" / "one").replace(tmp_path / "kept" / "two")
    assert sealed.read("two") is None


def test_a_file_of_another_folder_or_secret_is_absent(sealed: SealedFolder, tmp_path: Path) -> None:
    assert SealedFolder(tmp_path / "kept", "t" * 32).read("one") is None
    (tmp_path / "kept").rename(tmp_path / "other")
    assert SealedFolder(tmp_path / "other", SECRET).read("one") is None


def test_a_link_is_not_followed(sealed: SealedFolder, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "one"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert sealed.read("one") is None


def test_what_a_killed_writer_left_is_no_file(sealed: SealedFolder, tmp_path: Path) -> None:
    (tmp_path / "kept" / ".one.4711").write_bytes(b"half")
    assert sealed.names() == {"one", "two"}


def test_a_removed_file_is_absent(sealed: SealedFolder) -> None:
    sealed.remove("one")
    assert sealed.read("one") is None
    assert sealed.names() == {"two"}
