"""From a parsed query to what is looked up: for each word its variants, for each known phrase its other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.search.analysis import fold
from app.search.query import ParsedQuery
from app.search.thesaurus import Thesaurus
from app.search.weights import Weights

Kind = Literal["typed", "synonym", "prefix", "corrected"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A term that stands for a word of the query; its scores count `weight` times.

    `form` is the word itself, folded, which its stem has in common with others; empty for a group.
    """

    term: str
    weight: float = 1.0
    kind: Kind = "typed"
    form: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for: a word, or a phrase that the synonyms know.

    `positions` are the words of the query it stands for; a document scores with the best of the variants.
    An `optional` concept is another spelling of its neighbours (`sousdomaine`) and is not missed; `importance` says how
    much one that stands for a single word is missed.
    """

    variants: tuple[Variant, ...]
    positions: tuple[int, ...]
    optional: bool = False
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All concepts of a query; `size` is the number of its words."""

    concepts: tuple[Concept, ...]
    size: int


def plan(query: ParsedQuery, thesaurus: Thesaurus, weights: Weights, stand_ins: Sequence[Sequence[Variant]]) -> Plan:
    """What to look up. `stand_ins` gives, by word of the query, variants that spelling or completion found."""
    terms = [word.term for word in query.words]
    lean = [i for i, word in enumerate(query.words) if not word.whole and word.start not in query.weak]
    phrases = thesaurus.phrases([terms[i] for i in lean])
    taken = {(match.term, lean[position]) for match in phrases for position in match.positions}
    inside = {position for _, position in taken}
    # Nobody who excludes a word wants it by another name (`facture -facture` finds no « reçu »).
    unwanted = {word.term for words in query.excluded for word in words}
    concepts = []
    for position, word in enumerate(query.words):
        share = weights.weak if word.start in query.weak else weights.inside if position in inside else 1.0
        variants = [Variant(word.term, form=fold(word.word)), *stand_ins[position]]
        if word.start not in query.quoted and word.term not in unwanted:
            groups = dict.fromkeys(name for variant in variants for name in thesaurus.word(variant.term))
            names = [name for name in groups if (name, position) not in taken]
            variants += [Variant(name, weights.synonym, "synonym") for name in names]
        shared = tuple(each if share == 1.0 else replace(each, weight=each.weight * share) for each in variants)
        concepts.append(Concept(shared, (position,), word.whole, share))
    for match in {match.term: match for match in phrases}.values():
        covered = tuple(lean[position] for position in match.positions)
        if not any(query.words[position].start in query.quoted for position in covered):
            concepts.append(Concept((Variant(match.term, weights.phrase, "synonym"),), covered))
    return Plan(tuple(concepts), len(query.words))
