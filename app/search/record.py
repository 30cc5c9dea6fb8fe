"""What the index keeps of an article beside its postings: its plain text and where each term stands in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import msgspec

from app.model import SearchDocument
from app.search.analysis import Analyzer
from app.search.thesaurus import Thesaurus

SPACE = b" "


class Passage(msgspec.Struct, array_like=True, frozen=True):
    """A stretch of text. `stream` holds its terms, each between two spaces, `starts` the character at which each stands."""

    text: str
    stream: bytes
    starts: bytes

    def start(self, slot: int) -> int:
        """Where the term number `slot` of the stream begins in the text."""
        return memoryview(self.starts).cast(_typecode(self.text))[slot]


class StoredSection(msgspec.Struct, array_like=True, frozen=True):
    anchor: str
    title: Passage
    body: Passage


class Head(msgspec.Struct, array_like=True, frozen=True):
    """The title or a question: for each of its words that count, the terms it answers to (its own, its groups')."""

    text: str
    words: tuple[tuple[str, ...], ...]


class Facts(msgspec.Struct, array_like=True, frozen=True):
    """What is held in memory of every article. `updated` is a proleptic Gregorian ordinal, 0 when unknown;
    `lengths` are the terms of each field, which Whoosh itself keeps only roughly."""

    id: str
    category: str
    updated: int
    lengths: dict[str, int]


class Record(msgspec.Struct, array_like=True, frozen=True):
    """The plain text of one article."""

    title: Passage
    summary: Passage
    others: tuple[Passage, ...]
    sections: tuple[StoredSection, ...]

    def passages(self) -> Iterable[Passage]:
        """Every passage that a phrase may stand in."""
        yield self.title
        yield self.summary
        yield from self.others
        for section in self.sections:
            yield section.title
            yield section.body


ENCODER = msgspec.msgpack.Encoder()
RECORD = msgspec.msgpack.Decoder(Record)
FACTS = msgspec.msgpack.Decoder(Facts)
HEADS = msgspec.msgpack.Decoder(tuple[Head, ...])


class Analysed:
    """A document taken apart: its terms by field, its record and heads, and the words that occur (with their accents).

    `heads` are the title and the questions, in that order.
    """

    def __init__(self, document: SearchDocument, analyzer: Analyzer, thesaurus: Thesaurus) -> None:
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self.words: set[str] = set()
        self.fields: dict[str, list[str]] = {}
        title = self._passage("title", document.title)
        questions = [self._passage("questions", text) for text in document.questions]
        others = [self._passage("keywords", text) for text in document.keywords]
        summary = self._passage("summary", document.summary)
        self._passage("category", document.category_title)
        sections = tuple(
            StoredSection(s.anchor, self._passage("headings", s.title), self._passage("body", s.text))
            for s in document.sections
        )
        self.heads = tuple(self._head(text) for text in (document.title, *document.questions))
        self.record = Record(title, summary, (*questions, *others), sections)
        self.facts = Facts(
            id=document.id,
            category=document.category,
            updated=document.updated.toordinal() if document.updated else 0,
            lengths={name: len(terms) for name, terms in self.fields.items()},
        )

    def _passage(self, field: str, text: str) -> Passage:
        tokens = self._analyzer.tokens(text)
        terms = [token.term for token in tokens]
        lean = [token.term for token in tokens if not token.stop and not token.whole]
        groups = [match.term for match in self._thesaurus.matches(lean)]
        groups += [name for token in tokens if token.whole for name in self._thesaurus.word(token.term)]
        self.fields.setdefault(field, []).extend([*terms, *groups])
        self.words.update(token.word for token in tokens)
        starts = array(_typecode(text), [token.start for token in tokens])
        return Passage(text, stream(terms), starts.tobytes())

    def _head(self, text: str) -> Head:
        tokens = [t for t in self._analyzer.tokens(text) if not t.stop and not t.whole]
        names: list[list[str]] = [[t.term] for t in tokens]
        for match in self._thesaurus.matches([t.term for t in tokens]):
            for position in match.positions:
                names[position].append(match.term)
        return Head(text, tuple(tuple(each) for each in names))


def stream(terms: Sequence[str]) -> bytes:
    """Terms, each between two spaces: `b" a b "`."""
    return f" {' '.join(terms)} ".encode() if terms else b""


def _typecode(text: str) -> str:
    return "H" if len(text) < 65_536 else "I"
