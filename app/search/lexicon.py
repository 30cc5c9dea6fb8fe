"""The vocabulary and the spelling table as two files of an index folder."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.search.spelling import Sound, Speller, entries
from app.search.vocabulary import Vocabulary, folded_word

_WORDS = "words.msgpack"
_SPELLING = "spelling.bin"
_COUNTS = msgspec.msgpack.Decoder(dict[str, int])


def write(folder: Path, counts: Mapping[str, int], sound: Sound | None = None) -> None:
    """Write both files. The table is extended when the folder has one: 36,000 words take 0.7 s from nothing.

    What was there stays: an entry without its word finds nothing.
    """
    extended = (folder / _SPELLING).exists()
    before = read_counts(folder) if extended else {}
    added = {folded_word(word) for word in counts.keys() - before.keys()}
    if added and before:
        added -= set(map(folded_word, before))
    table = entries(added, sound)
    if extended and added:
        # Two sorted runs in one list: sorting only merges them.
        table = array("Q", sorted([*_table(folder), *table]))
    if added or not extended:
        (folder / _SPELLING).write_bytes(_little(table).tobytes())
    (folder / _WORDS).write_bytes(msgspec.msgpack.encode(dict(counts)))


def read_counts(folder: Path) -> dict[str, int]:
    """Articles by written word. Raises OSError or ValueError."""
    return _COUNTS.decode((folder / _WORDS).read_bytes())


def read(folder: Path, sound: Sound | None = None) -> tuple[Vocabulary, Speller]:
    """Raises OSError or ValueError."""
    vocabulary = Vocabulary(read_counts(folder))
    return vocabulary, Speller(vocabulary, _table(folder), sound)


def _table(folder: Path) -> array[int]:
    table = array("Q")
    table.frombytes((folder / _SPELLING).read_bytes())
    return _little(table)


def _little(table: array[int]) -> array[int]:
    """The table with its bytes in the order of files, or back in that of the machine."""
    if sys.byteorder != "little":
        table = array("Q", table)
        table.byteswap()
    return table
