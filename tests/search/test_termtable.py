"""The file of a segment's postings: what is written is found, and nothing else."""

from __future__ import annotations

import struct
from array import array

import pytest

from app.search.whoosh_engine.termtable import TermTable, encode


class Bytes:
    """A file in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def get(self, position: int, length: int) -> bytes:
        return self._data[position : position + length]


def columns(*held: tuple[int, int]) -> tuple[array[int], array[float]]:
    return array("I", [doc for doc, _ in held]), array("f", [count for _, count in held])


def test_a_term_is_found_in_all_its_fields_in_their_order() -> None:
    title = [(b"dns", columns((1, 1))), (b"zone", columns((0, 2)))]
    body = [(b"dns", columns((0, 3), (4, 7)))]
    table = TermTable(Bytes(encode([(0, title), (5, body)])))
    found = table.find("dns")
    assert (found.docs.tolist(), found.fields.tolist(), found.counts.tolist()) == ([1, 0, 4], [0, 5, 5], [1, 3, 7])
    assert table.find("zone").docs.tolist() == [0]
    assert table.find("epp").docs.tolist() == []


def test_a_table_may_be_empty() -> None:
    assert TermTable(Bytes(encode([]))).find("dns").docs.tolist() == []


def test_a_table_that_is_cut_short_is_refused() -> None:
    data = encode([(0, [(b"dns", columns((1, 1)))])])
    for end in (0, 10, 20, 28):
        with pytest.raises((ValueError, struct.error)):
            TermTable(Bytes(data[:end]))
