"""Which articles are about the same: by the rare terms that their titles, summaries, questions and keywords share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from app.model import Article, Audience
from app.search.analysis import Analyzer, analyzer

MAX_ALIKE = 6
COMMON = 32
"""Articles that share a term before it says nothing of any; on a small site, a quarter of its articles."""
FEW = 8
ENOUGH = 0.55
"""The least that two articles must share: one term that three have, or three terms that thirty have."""
_LEAST_LETTERS = 3

Terms = frozenset[str]
Scores = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Known:
    """What was found in an audience's articles of one locale last time."""

    common: int = 0
    terms: dict[str, Terms] = field(default_factory=dict)
    postings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    alike: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Likeness:
    """Finds them; for one builder, from build to build: only what a changed article touches is found again.

    A term weighs by how few articles have it and by nothing else, so an edit leaves all other weights as they were.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Audience, str], _Known] = {}
        self._analyzers: dict[str, Analyzer] = {}
        self._texts: dict[tuple[str, str], tuple[str, Terms]] = {}

    def alike(self, audience: Audience, locale: str, articles: Sequence[Article]) -> Scores:
        """By id, the ids of at most six articles of that locale that are most alike, most alike first.

        The same articles in the same order give the same answer, whatever was found before.
        """
        before = self._known.get((audience, locale), _Known())
        terms = {article.id: self._terms(article) for article in articles}
        if terms == before.terms and [*terms] == [*before.terms]:
            return before.alike
        common = min(COMMON, max(FEW, len(terms) // 4))
        postings = _postings(terms)
        changed = {term for term in postings.keys() | before.postings.keys() if _differ(term, postings, before)}
        places = {name: place for place, name in enumerate(terms)}
        found = {}
        for name, own in terms.items():
            kept = before.alike.get(name)
            if kept is None or common != before.common or own != before.terms[name] or not changed.isdisjoint(own):
                kept = _most_alike(name, own, postings, common, places)
            found[name] = kept
        self._known[audience, locale] = _Known(common, terms, postings, found)
        return found

    def _terms(self, article: Article) -> Terms:
        text = "\n".join((article.title, article.summary, *article.questions, *article.keywords))
        key = (article.locale, article.id)
        known = self._texts.get(key)
        if known is None or known[0] != text:
            analysis = self._analyzers.setdefault(article.locale, analyzer(article.locale))
            found = (slot for _, slot in analysis.placed(text))
            terms = frozenset(slot.term for slot in found if not slot.stop and len(slot.term) >= _LEAST_LETTERS)
            known = self._texts[key] = text, terms
        return known[1]


def _postings(terms: Mapping[str, Terms]) -> dict[str, tuple[str, ...]]:
    """Which articles have each term, in their order."""
    postings: dict[str, list[str]] = {}
    for name, own in terms.items():
        for term in own:
            postings.setdefault(term, []).append(name)
    return {term: tuple(names) for term, names in postings.items() if len(names) > 1}


def _differ(term: str, postings: Mapping[str, tuple[str, ...]], before: _Known) -> bool:
    return postings.get(term) != before.postings.get(term)


def _most_alike(
    name: str, own: Iterable[str], postings: Mapping[str, tuple[str, ...]], common: int, places: Mapping[str, int]
) -> tuple[str, ...]:
    scores: dict[str, float] = {}
    for term in sorted(own):  # floating-point sums depend on their order
        names = postings.get(term, ())
        if len(names) <= common:
            weight = 1 / sqrt(len(names)) if names else 0.0
            for other in names:
                scores[other] = scores.get(other, 0.0) + weight
    scores.pop(name, None)
    best = sorted(scores.items(), key=lambda entry: (-entry[1], places[entry[0]]))
    return tuple(other for other, score in best[:MAX_ALIKE] if score >= ENOUGH)
