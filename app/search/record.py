"""What the index keeps of an article beside its postings: its plain text and where each term stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import fields, replace
from hashlib import blake2b
from operator import attrgetter

import msgspec

from app.model import SearchDocument, Section
from app.search.analysis import Analyzer, Slot, Token, fold, wording
from app.search.places import END, packed
from app.search.thesaurus import Thesaurus


class Facts(msgspec.Struct, array_like=True, frozen=True):
    """What is held in memory of every article. `updated` and `review_by` are proleptic Gregorian ordinals, 0 for none;
    `lengths` are the terms of each field, which Whoosh itself keeps only roughly."""

    id: str
    title: str
    category: str
    updated: int
    review_by: int
    lengths: dict[str, int]
    digest: bytes
    """Of the document that was indexed: equal documents stay as they are."""
    own: bytes
    """Of the same without what others call it: equal texts need no new analysis."""


class Record(msgspec.Struct, array_like=True, frozen=True):
    """The plain text of one article: the title, the summary, a heading and a body for each of `anchors`, then questions
    and keywords."""

    texts: tuple[msgspec.Raw, ...]
    anchors: tuple[str, ...]

    def text(self, number: int) -> str:
        """One of the texts; an extract needs three of twenty."""
        return _TEXT.decode(self.texts[number])


_LINE_END = re.compile(r"(?<![.!?:;,])\n")
_CONTROL = re.compile(r"[\0-\x1f]")
"""Snippets put control characters where tags will stand."""
_BETWEEN = " · "
"""Between lines, which an extract shows as one, where no sign ends the first (a cell of a table, an item of a list)."""
_ABOUT = attrgetter(*(field.name for field in fields(SearchDocument) if field.name != "sections"))
"""What is told of a document beside its text."""
_TERM, _WORD, _KEY = attrgetter("term"), attrgetter("word"), attrgetter("key")
ENCODER = msgspec.msgpack.Encoder()
_TEXT = msgspec.msgpack.Decoder(str)
RECORD = msgspec.msgpack.Decoder(Record)
FACTS = msgspec.msgpack.Decoder(Facts)


FIELDS = ("title", "questions", "keywords", "headings", "summary", "body", "category", "called")
"""Where terms are counted."""
HEAD_FIELDS = FIELDS[:3]
"""The short ones, in which what is being typed is looked for."""
FORM = "'"
"""First character of a word as it is written, among the terms of `heads`; no term begins with it."""
WORDING = f"{FORM}="
"""Before the wording of a line; no word begins with the sign."""
CALLED = "&"
"""First of the terms of a line of `heads` that is what others call the article; no word of a text is such a term."""


class Analysed:
    """A document taken apart: its terms by field, its record and heads, and the words that occur (with their accents).

    `places` go with the record. `heads` are title, questions, keywords and headings as a stream of the words that
    count, each followed by the terms of its groups, and at the end of each line those words as they are written and
    its wording; after them, such a line for everything that others call the article.
    """

    def __init__(self, document: SearchDocument, analyzer: Analyzer, thesaurus: Thesaurus) -> None:
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self.words: set[str] = set()
        self.fields: dict[str, list[str]] = {}
        self._keys: list[int] = []
        self._spans: list[int] = []
        texts = [("title", document.title), ("summary", document.summary)]
        for section in document.sections:
            texts += [("headings", section.title), ("body", section.text)]
        texts += [("questions", text) for text in document.questions]
        texts += [("keywords", text) for text in document.keywords]
        texts = [(field, _CONTROL.sub(" ", _LINE_END.sub(_BETWEEN, text))) for field, text in texts]
        for field, text in texts:
            self._take(field, text)
        self._count("title", _unsaid(analyzer.tokens(document.heading), self.fields["title"]))
        self._count("category", analyzer.tokens(document.category_title))
        self._count("keywords", analyzer.tokens(document.id.replace("-", " ")))
        headings = (section.title for section in document.sections if section.title)
        heads = (document.title, *document.questions, *document.keywords, *headings)
        self.heads = b"".join(map(self._head, heads))
        self.record = Record(
            texts=tuple(msgspec.Raw(ENCODER.encode(text)) for _, text in texts),
            anchors=tuple(section.anchor for section in document.sections),
        )
        self.places = packed(self._keys, self._spans)
        self._keys, self._spans = [], []  # 100 MB in a build of 4,401 articles
        self.facts = Facts(
            id=document.id,
            title=document.title,
            category=document.category,
            updated=document.updated.toordinal() if document.updated else 0,
            review_by=document.review_by.toordinal() if document.review_by else 0,
            lengths={},
            digest=b"",
            own=own_digest(document),
        )
        self._call(document)

    def called(self, document: SearchDocument) -> Analysed:
        """The same text, as others call it now; this one is left as it is, and must not have been called anything."""
        other = copy(self)
        other.fields = dict(self.fields)
        other._call(document)
        return other

    def _call(self, document: SearchDocument) -> None:
        for text in document.called:
            self._count("called", self._analyzer.tokens(text))
        self.heads += b"".join(b" " + CALLED.encode() + self._head(text) for text in document.called)
        lengths = {name: len(terms) for name, terms in self.fields.items()}
        self.facts = msgspec.structs.replace(self.facts, lengths=lengths, digest=digest(document))

    def _take(self, field: str, text: str) -> None:
        placed = self._analyzer.placed(text)
        slots = [slot for _, slot in placed]
        self._count(field, slots)
        self._keys += [*map(_KEY, slots), END]
        self._spans += [at + slot.span for at, slot in placed]
        self._spans.append(0)
        self.words.update(map(_WORD, slots))

    def _count(self, field: str, tokens: Sequence[Slot | Token]) -> None:
        """Terms and groups of a text into the field."""
        terms = list(map(_TERM, tokens))
        lean = [token.term for token in tokens if not token.stop and not token.whole]
        groups = [match.term for match in self._thesaurus.matches(lean)]
        groups += [name for token in tokens if token.whole for name in self._thesaurus.word(token.term)]
        self.fields.setdefault(field, []).extend(terms + groups)

    def _head(self, text: str) -> bytes:
        weak = self._analyzer.language.weak_words
        names: list[list[str]] = []
        forms: list[str] = []
        lean: list[int] = []
        tokens = self._analyzer.tokens(text)
        for token in tokens:
            if not token.whole and (not token.stop or fold(token.word) in weak):
                lean += [] if token.stop else [len(names)]
                names.append([token.term])
                forms.append(FORM + fold(token.word))
        for match in self._thesaurus.matches([names[place][0] for place in lean]):
            for position in match.positions:
                names[lean[position]].append(match.term)
        if said := wording(tokens, self._analyzer.language):
            forms.append(WORDING + said)
        return stream([*(name for each in names for name in each), *dict.fromkeys(forms)]) + b"\n"


def own_digest(document: SearchDocument) -> bytes:
    """Of what the article itself says."""
    return digest(replace(document, called=()))


def digest(document: SearchDocument) -> bytes:
    about = msgspec.msgpack.encode(_ABOUT(document))
    return blake2b(_DIGESTS.of(document.sections) + about, digest_size=16).digest()


class _Digests:
    """Digests of articles' sections, which stay the same objects from build to build while nobody edits them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[int, tuple[tuple[Section, ...], bytes]] = {}

    def of(self, sections: tuple[Section, ...]) -> bytes:
        known = self._known.get(id(sections))
        if known is None or known[0] is not sections:
            known = sections, blake2b(msgspec.msgpack.encode(sections), digest_size=16).digest()
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[id(sections)] = known  # which keeps them alive, so that no other object gets that id
        return known[1]


_DIGESTS = _Digests(20_000)


def words(record: Record, analyzer: Analyzer) -> set[str]:
    """The words that an article's record holds, as Analysed found them."""
    texts = map(record.text, range(len(record.texts)))
    return {token.word for text in texts for token in analyzer.tokens(text)}


def _unsaid(tokens: Sequence[Token], terms: Sequence[str]) -> list[Token]:
    """The words of another form of the title that the title lacks: twice in it, a word would count twice."""
    said = set(terms)
    return [token for token in tokens if token.term not in said]


def stream(terms: Sequence[str]) -> bytes:
    """Terms, each between two spaces: `b" a b "`."""
    return f" {' '.join(terms)} ".encode() if terms else b""
