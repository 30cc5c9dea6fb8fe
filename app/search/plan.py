"""From a parsed query to what is looked up: for each word its variants, for each known phrase its other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.search.query import ParsedQuery
from app.search.thesaurus import Thesaurus
from app.search.weights import Weights

Kind = Literal["typed", "synonym", "prefix", "corrected"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A term that stands for a word of the query; its scores count `weight` times."""

    term: str
    weight: float = 1.0
    kind: Kind = "typed"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for: a word, or a phrase that the synonyms know.

    `positions` are the words of the query it stands for; a document scores with the best of the variants.
    An `optional` concept is another spelling of its neighbours (`sousdomaine`) and is not missed.
    """

    variants: tuple[Variant, ...]
    positions: tuple[int, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All concepts of a query; `size` is the number of its words."""

    concepts: tuple[Concept, ...]
    size: int


def plan(query: ParsedQuery, thesaurus: Thesaurus, weights: Weights, stand_ins: Sequence[Sequence[Variant]]) -> Plan:
    """What to look up. `stand_ins` gives, by word of the query, variants that spelling or completion found."""
    terms = [word.term for word in query.words]
    lean = [i for i, word in enumerate(query.words) if not word.whole]
    phrases = thesaurus.phrases([terms[i] for i in lean])
    taken = {(match.term, lean[position]) for match in phrases for position in match.positions}
    concepts = []
    for position, word in enumerate(query.words):
        variants = [Variant(word.term), *stand_ins[position]]
        if word.start not in query.quoted:
            names = [name for variant in variants for name in thesaurus.word(variant.term)]
            variants += [
                Variant(n, weights.synonym, "synonym") for n in dict.fromkeys(names) if (n, position) not in taken
            ]
        concepts.append(Concept(tuple(variants), (position,), optional=word.whole))
    for match in {match.term: match for match in phrases}.values():
        covered = tuple(lean[position] for position in match.positions)
        if not any(query.words[position].start in query.quoted for position in covered):
            concepts.append(Concept((Variant(match.term, weights.phrase, "synonym"),), covered))
    return Plan(tuple(concepts), len(query.words))
