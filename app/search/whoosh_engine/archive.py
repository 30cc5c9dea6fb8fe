"""What a Whoosh index holds of its articles beside postings: facts in memory, texts on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex

from app.search.cache import BoundedCache
from app.search.record import FACTS as FACTS_DECODER
from app.search.record import RECORD as RECORD_DECODER
from app.search.record import Facts, Record
from app.search.whoosh_engine.guard import GuardedStorage
from app.search.whoosh_engine.schema import FACTS, HEADS, PLACES, RECORD, schema

_KEPT_PLACES = 8_000_000
"""Bytes of articles' places kept; a page of a mapped file that is not at hand costs 50 µs and more."""
_KEPT_RECORDS = 4_000_000
"""Bytes of articles' records kept decoded; decoding one takes 12 µs."""


class Archive:
    """The live articles of one index, by document number; immutable but for caches, safe for many threads.

    `leaves` are Whoosh's segments and the number at which each begins, `size` the numbers, dead ones too.
    """

    def __init__(self, folder: Path) -> None:
        reader: Any = FileIndex(GuardedStorage(str(folder), readonly=True), schema=schema()).reader()
        self.size: int = reader.doc_count_all()
        self.leaves: list[tuple[Any, int]] = list(reader.leaf_readers()) if self.size else []
        self._columns = {name: self._column(name) for name in (FACTS, HEADS, RECORD, PLACES)}
        self.facts: dict[int, Facts] = {doc: FACTS_DECODER.decode(self._columns[FACTS][doc]) for doc in self._live()}
        self.dead: int = self.size - len(self.facts)
        self._places: BoundedCache[int, bytes] = BoundedCache(_KEPT_PLACES)
        self._records: BoundedCache[int, Record] = BoundedCache(_KEPT_RECORDS)

    def heads(self, doc: int) -> bytes:
        """Title, questions, keywords and headings of an article, as `record.Analysed` writes them."""
        heads: bytes = self._columns[HEADS][doc]
        return heads

    def places(self, doc: int) -> bytes:
        """Where the terms of an article stand."""
        known = self._places.get(doc)
        if known is None:
            known = bytes(self._columns[PLACES][doc])
            self._places.put(doc, known, len(known))
        return known

    def record(self, doc: int) -> Record:
        known = self._records.get(doc)
        if known is None:
            data = self._columns[RECORD][doc]
            known = RECORD_DECODER.decode(data)
            self._records.put(doc, known, len(data))
        return known

    def _live(self) -> Iterator[int]:
        for leaf, base in self.leaves:
            for doc in range(leaf.doc_count_all()):
                if not leaf.is_deleted(doc):
                    yield base + doc

    def _column(self, name: str) -> Any:
        readers = [(base, leaf.column_reader(name, translate=False)) for leaf, base in self.leaves]
        return readers[0][1] if len(readers) == 1 else _Columns(readers)


class _Columns:
    """A column over several segments."""

    def __init__(self, readers: list[tuple[int, Any]]) -> None:
        self._readers = readers

    def __getitem__(self, doc: int) -> bytes:
        base, reader = next((base, reader) for base, reader in reversed(self._readers) if base <= doc)
        value: bytes = reader[doc - base]
        return value
