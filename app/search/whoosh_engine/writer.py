"""Writing articles into a Whoosh index: a complete one, or what changed in a copy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex

from app.search.record import ENCODER, Analysed
from app.search.whoosh_engine.guard import GuardedStorage
from app.search.whoosh_engine.schema import FACTS, HEADS, KEY, PLACES, RECORD, schema
from app.search.whoosh_engine.segment import TermwiseWriter

_BLOCKS = {"blocklimit": 1_024, "compression": 0}
"""Larger blocks than Whoosh's 128, not compressed: read in less than half of the time, the index grows by a seventh."""


def write(folder: Path, added: Iterable[Analysed], removed: Iterable[str] = (), *, fresh: bool = True) -> None:
    """Write articles into an empty folder, or into the index that is already there; `removed` are ids."""
    storage = GuardedStorage(str(folder))
    index = FileIndex.create(storage, schema()) if fresh else FileIndex(storage, schema=schema())
    writer = TermwiseWriter(index, W3Codec(**_BLOCKS))
    for article in removed:
        writer.delete_by_term(KEY, article)
    for each in added:
        columns = {
            FACTS: ENCODER.encode(each.facts),
            HEADS: each.heads,
            RECORD: ENCODER.encode(each.record),
            PLACES: each.places,
        }
        writer.add_article((KEY, each.facts.id), each.fields, columns)
    writer.commit()
    for left in folder.glob("*_WRITELOCK"):
        left.unlink()
