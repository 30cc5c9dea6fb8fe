"""Why an article stands where it does: its BM25F score taken apart by field and word."""

from __future__ import annotations

from collections.abc import Sequence

from app.search.query import ParsedQuery
from app.search.ranking import PARTS, Found, Ranked
from app.search.record import FIELDS
from app.search.whoosh_engine.scores import Scores


def explain(
    reader: Scores, ranked: Ranked, found: Sequence[Found], query: ParsedQuery
) -> tuple[tuple[str, float], ...]:
    """The parts of a score, with `bm25f` as `field:word:kind`; they still add up to the score."""
    parts: list[tuple[str, float]] = []
    for each in found:
        if not each.scores[ranked.doc]:
            continue
        best = max(each.concept.variants, key=lambda v: reader.postings(v.term).get(ranked.doc) * v.weight)
        words = " ".join(query.words[position].word for position in each.concept.positions)
        for name in FIELDS:
            score = reader.field_postings(name, best.term).get(ranked.doc)
            if score:
                value = score * reader.weights.fields[name] * best.weight
                parts.append((f"{name}:{words}:{best.kind}", value))
    whole = sum(value for _, value in parts) or 1.0
    shares = ((name, value / whole * ranked.parts[0]) for name, value in parts)
    return (*shares, *(part for part in ranked.named if part[0] != PARTS[0]))
