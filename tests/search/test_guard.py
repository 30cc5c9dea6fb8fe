"""Nothing but a table of contents is unpickled."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage

from app.errors import SearchUnavailable
from app.ports import SearchIndex
from app.search import open_engine
from app.search.whoosh_engine.guard import GuardedStorage


class Command:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.marker}",)


def tables(folder: Path) -> list[Path]:
    return list(folder.glob("*.toc"))


def parts(table: Path) -> tuple[bytes, bytes, bytes, bytes]:
    """What stands before the schema, the schema, what stands between, and the segments."""
    file = FileStorage(str(table.parent)).open_file(table.name)
    for _ in range(3):
        file.read_varint()
    file.read_int()
    file.read_int()
    for _ in range(3):
        file.read_varint()
    start = file.tell()
    schema = file.read_string()
    after = file.tell()
    file.close()
    data = table.read_bytes()
    return data[:start], schema, data[after : after + 8], data[after + 8 :]


@pytest.mark.parametrize("place", ["schema", "segments"])
def test_n1_a_command_in_the_table_is_refused_and_not_run(index: SearchIndex, tmp_path: Path, place: str) -> None:
    marker = tmp_path / "marker"
    (table,) = tables(tmp_path / "index")
    before, schema, between, segments = parts(table)
    evil = pickle.dumps(Command(marker), 2)
    table.unlink()
    file = FileStorage(str(table.parent)).create_file(table.name)
    file.write(before)
    file.write_string(evil if place == "schema" else schema)
    file.write(between)
    file.write(evil if place == "segments" else segments)
    file.close()
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:").open(tmp_path / "index", "fr")
    assert not marker.exists()


@pytest.mark.parametrize(
    "asked", [b"cposix\nsystem\n", b"cbuiltins\neval\n", b"cos\nsystem\n", b"cwhoosh.fields\nTEXT\n"]
)
def test_n3_a_global_outside_the_list_is_refused(tmp_path: Path, asked: bytes) -> None:
    (tmp_path / "a.toc").write_bytes(asked + b".")
    with pytest.raises(pickle.UnpicklingError):
        GuardedStorage(str(tmp_path)).open_file("a.toc").read_pickle()


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.99])
def test_a_table_cut_short_is_refused(index: SearchIndex, tmp_path: Path, share: float) -> None:
    (table,) = tables(tmp_path / "index")
    data = table.read_bytes()
    table.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:").open(tmp_path / "index", "fr")


@pytest.mark.parametrize("name", ["about.json", "words.msgpack", "spelling.bin"])
@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 7, None])
def test_a_file_that_is_not_ours_is_refused(index: SearchIndex, tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / "index" / name
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    if (name, data) == ("spelling.bin", b""):
        open_engine("whoosh:").open(tmp_path / "index", "fr")
        return
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:").open(tmp_path / "index", "fr")


def test_n1_a_command_inside_a_segment_is_refused_and_not_run(tmp_path: Path) -> None:
    marker, evil = tmp_path / "marker", pickle.dumps(Command(tmp_path / "marker"), 2)
    (tmp_path / "segment").write_bytes(b"before" + evil + b"after")
    part = GuardedStorage(str(tmp_path), readonly=True).open_file("segment").subset(6, len(evil))
    with pytest.raises(pickle.UnpicklingError):
        part.read_pickle()
    assert not marker.exists()


def test_a_part_of_a_segment_is_read_at_any_place_and_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "segment").write_bytes(b"before" + b"abcdefgh" + b"after")
    part = GuardedStorage(str(tmp_path), readonly=True).open_file("segment").subset(6, 8, "part")
    assert (part.get(2, 3), part.read(2), part.read(2), str(part)) == (b"cde", b"ab", b"cd", "part")
    assert part.subset(4, 2).get(1, 1) == b"f"
    assert part.get(6, 100) == b"gh"
