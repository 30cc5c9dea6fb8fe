"""Why an article stands where it does: its BM25F score taken apart by field and word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from app.search.analysis import Analyzer, fold
from app.search.places import Marks, Needle, matches
from app.search.plan import Concept, Variant
from app.search.query import ParsedQuery
from app.search.ranking import PARTS, Found, Ranked
from app.search.record import CALLED, FIELDS, FORM, WORDING, Record
from app.search.thesaurus import MARK, Thesaurus
from app.search.whoosh_engine.scores import Scores

_INTO = " → "
"""Between the reader's word and another of the article's, by which it was found."""


class Explainer:
    """Explains the scores of one index; immutable."""

    def __init__(self, reader: Scores, analyzer: Analyzer, thesaurus: Thesaurus) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._thesaurus = thesaurus

    def parts(self, ranked: Ranked, found: Sequence[Found], query: ParsedQuery) -> tuple[tuple[str, float], ...]:
        """The parts of a score, with `bm25f` as `field:word:kind`; they still add up to the score.

        What counts of a word is the best of its variants, often its group, which counts the word itself too; but the
        kind is that of the nearest one that the field holds.
        """
        doc, parts = ranked.doc, list[tuple[str, float]]()
        for each in found:
            if not each.scores[doc]:
                continue
            best = max(each.concept.variants, key=lambda v: self._reader.postings(v.term).get(doc) * v.weight)
            typed = " ".join(query.words[position].word for position in each.concept.positions)
            terms = {query.words[position].term for position in each.concept.positions}
            for name in FIELDS:
                if score := self._score(name, best.term, doc):
                    word, kind = self._found(doc, name, each.concept, terms)
                    shown = f"{typed}{_INTO}{word}" if word and fold(word) != fold(typed) else typed
                    parts.append((f"{name}:{shown}:{kind}", score * self._reader.weights.fields[name] * best.weight))
        whole = sum(value for _, value in parts) or 1.0
        shares = ((name, value / whole * ranked.parts[0]) for name, value in parts)
        return (*shares, *(part for part in ranked.named if part[0] != PARTS[0]))

    def _score(self, name: str, term: str, doc: int) -> float:
        return self._reader.field_postings(name, term).get(doc)

    def _found(self, doc: int, name: str, concept: Concept, typed: set[str]) -> tuple[str, str]:
        """The article's word by which a field holds a concept, empty where that is not known or needless; and how the
        reader's word stands for it."""
        own = [each for each in concept.variants if not each.term.startswith(MARK)]
        for variant in own:
            if self._score(name, variant.term, doc):
                return ("" if variant.kind == "typed" else variant.form), variant.kind
        members = self._members(concept.variants)
        words = self._standing(doc, name, members)
        if same := next((word for member, word in words.items() if not own and typed <= {*member}), ""):
            return same, "typed"
        guessed = next((f"{each.kind}+" for each in own if each.kind != "typed"), "")
        return next(iter(words.values()), ""), f"{guessed}synonym"

    def _members(self, variants: Iterable[Variant]) -> list[Needle]:
        groups = (each.term for each in variants if each.term.startswith(MARK))
        return list(dict.fromkeys(member for group in groups for member in self._thesaurus.members(group)))

    def _standing(self, doc: int, name: str, members: Sequence[Needle]) -> Mapping[Needle, str]:
        """Those that stand in a field, as they are written there."""
        if name == "called":
            return self._called(doc, members)
        record = self._reader.record(doc)
        found = matches([self._reader.places(doc)], members, np.ones((1, len(members))), 0.0, 0)
        standing: dict[Needle, str] = {}
        for text in _texts(record, name):
            marks: Marks = found.of(text)
            for (start, end), needle in zip(marks.spans(), marks.needles, strict=True):
                standing.setdefault(members[needle], record.text(text)[start:end])
        return standing

    def _called(self, doc: int, members: Sequence[Needle]) -> Mapping[Needle, str]:
        lines = (line.split() for line in self._reader.heads(doc).decode().splitlines())
        called = (line for line in lines if CALLED in line)
        forms = (
            word.removeprefix(FORM)
            for line in called
            for word in line
            if word.startswith(FORM) and not word.startswith(WORDING)
        )
        written = {self._analyzer.term(form): form for form in forms}
        return {member: " ".join(map(written.__getitem__, member)) for member in members if written.keys() >= {*member}}


def _texts(record: Record, name: str) -> Iterable[int]:
    """The numbers of the texts that a field is made of, as Record says; questions and keywords are told together."""
    bodies = 2 + 2 * len(record.anchors)
    lines = range(bodies, len(record.texts))
    texts: dict[str, Iterable[int]] = {"title": (0,), "summary": (1,), "questions": lines, "keywords": lines}
    return texts.get(name, range(2 if name == "headings" else 3, bodies, 2) if name in ("headings", "body") else ())
