"""What distinguishes an earlier index from the documents it should hold now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model import SearchDocument
from app.search.record import Record, digest
from app.search.whoosh_engine.archive import Archive

_WORTHWHILE = 0.25
"""Above this share of changed or dead articles a new index is made: it is as fast and has no dead weight."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents to add, ids to remove, and the records of those, as they were. `fresh`: into an empty folder."""

    added: tuple[SearchDocument, ...] = ()
    removed: tuple[str, ...] = ()
    replaced: tuple[Record, ...] = ()
    fresh: bool = True


def difference(archive: Archive, documents: Sequence[SearchDocument]) -> Changes | None:
    """What to change in an index; None when too much is."""
    places = {facts.id: doc for doc, facts in archive.facts.items()}
    wanted = {document.id: document for document in documents}
    stale = {
        article
        for article, doc in places.items()
        if article not in wanted or archive.facts[doc].digest != digest(wanted[article])
    }
    added = tuple(d for d in documents if d.id in stale or d.id not in places)
    if len(added) + len(stale) + archive.dead > _WORTHWHILE * max(len(documents), 1):
        return None
    removed = tuple(sorted(stale))
    return Changes(added, removed, tuple(archive.record(places[article]) for article in removed), fresh=False)
