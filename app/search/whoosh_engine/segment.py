"""A Whoosh segment written term by term; Whoosh's own writer takes and sorts one tuple for each posting."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from struct import pack
from typing import Any

from whoosh.writing import SegmentWriter

from app.search.record import FIELDS
from app.search.whoosh_engine.termtable import EXTENSION, encode

_Columns = tuple["array[int]", "array[float]"]
"""The documents that hold a term, ascending, and how often each does."""


class _Pool:
    """Postings by field and term, instead of Whoosh's pool of tuples: 30 MB and not 260 for 4,401 articles."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[bytes, _Columns]] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting, as Whoosh gives those of a small segment that is merged into this one."""
        field, term, doc, weight, _ = posting
        self._add(self._fields.setdefault(field, {}), term, doc, weight)

    def count(self, field: str, terms: Iterable[str], doc: int) -> None:
        """The terms of one document; documents come in their order."""
        known = self._fields.setdefault(field, {})
        for term, count in Counter(terms).items():
            self._add(known, term.encode(), doc, count)

    def fields(self) -> Iterator[tuple[str, list[tuple[bytes, _Columns]]]]:
        """Fields and terms in the order of their bytes."""
        for field, terms in sorted(self._fields.items()):
            if terms:
                yield field, sorted(terms.items())

    def cleanup(self) -> None:
        self._fields.clear()

    def _add(self, known: dict[bytes, _Columns], term: bytes, doc: int, weight: float) -> None:
        columns = known.get(term)
        if columns is None:
            columns = known[term] = array("I"), array("f")
        columns[0].append(doc)
        columns[1].append(weight)


class TermwiseWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Writes what Whoosh's writer writes, in a third of the time; terms come analysed and without weights."""

    def __init__(self, index: Any, codec: Any) -> None:
        super().__init__(index, codec=codec)
        self.pool = _Pool()

    def add_article(
        self, key: tuple[str, str], fields: Mapping[str, Sequence[str]], columns: Mapping[str, bytes]
    ) -> None:
        """Add a document: field and value of its id, its terms by field, and what is stored of it."""
        schema, writer = self.schema, self.perdocwriter
        writer.start_doc(self.docnum)
        self.pool.count(key[0], (key[1],), self.docnum)
        for name, terms in fields.items():
            self.pool.count(name, terms, self.docnum)
            writer.add_field(name, schema[name], None, len(terms))
        for name, value in columns.items():
            writer.add_column_value(name, schema[name].column_type, value)
        writer.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        reader = self.per_document_reader()
        for name, terms in self.pool.fields():
            lengths = [reader.doc_field_length(doc, name) for doc in range(self.docnum)]
            self.fieldwriter.start_field(name, self.schema[name])
            for term, (docs, weights) in terms:
                self.fieldwriter.start_term(term)
                self._write(name, docs, weights, lengths)
                self.fieldwriter.finish_term()
            self.fieldwriter.finish_field()
        self.fieldwriter.close()
        reader.close()
        held = dict(self.pool.fields())
        with self.newsegment.create_file(self.storage, EXTENSION) as file:
            file.write(encode((number, held.get(name, ())) for number, name in enumerate(FIELDS)))

    def _write(self, name: str, docs: array[int], weights: array[float], lengths: Sequence[int]) -> None:
        """The blocks of one term; the last is left to `finish_term`, which writes it as such."""
        postings, size = self.fieldwriter._postwriter, self.codec._blocklimit
        counted = self.schema[name].format.fixed_value_size() > 0
        for start in range(0, len(docs), size):
            if start:
                postings._write_block()
            postings._ids = docs[start : start + size]
            postings._weights = weights[start : start + size]
            if counted:
                postings._values = [pack(f"!{len(postings._ids)}I", *map(int, postings._weights))]
            known = [length for doc in postings._ids if (length := lengths[doc])]
            postings._minlength, postings._maxlength = min(known, default=None), max(known, default=0)
            postings._maxweight = max(postings._weights)
