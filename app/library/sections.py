"""Which section of an article answers a ticket: by its words, by what trouble it tells of, by the steps it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from app.library.speech import DENIAL, FAULT, Speech, speech
from app.model import Body, Section
from app.search.analysis import Analyzer, analyzer, fold
from app.search.tickets.manners import manners
from app.search.tickets.prose import letter, sentences

# Of the 171 tickets of tests/relevance/sections.*.jsonl .52 got the right section when the words alone decided, and .82
# with these figures; of the 34 written after most of them were chosen, .53 and .76.
_HEADING, _ITEM, _MATTER = 2.8, 0.5, 2.0
"""What a word counts in a heading, beside 1 in the text, and besides in the item that holds most of the ticket; what
the heading counts for being about the same matter."""
_TOPIC = 0.15
"""Words of the article's title are in every ticket about it, and tell little of the section."""
_STEPS, _STEPS_IN_TROUBLE, _TROUBLE = 2.4, 0.5, 2.2
"""What numbered steps count, which agents nearly always send, and a heading about trouble for a ticket about it."""
_LENGTH = 0.4
"""How far a long text counts less for holding a word."""
_CLOSE = 0.6
"""Of what the best section scores, another one that may answer scores so much."""
_TROUBLES = frozenset({DENIAL, FAULT})

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ticket says: the terms that tell something, the matters, and whether it tells of trouble."""

    terms: Terms
    matters: frozenset[str]
    trouble: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as it is compared: terms of its heading, its text and each line, matters, whether it has steps."""

    section: Section
    heading: Terms
    text: Terms
    items: tuple[Terms, ...]
    matters: frozenset[str]
    trouble: bool
    steps: bool


def answering(text: str, locale: str, title: str, body: Body, most: int) -> list[Section]:
    """The sections of an article in that locale that answer a ticket, the best first; none where nothing tells.

    A section with numbered steps is preferred, unless the ticket says that something went wrong.
    """
    if not text.strip() or not (parts := _parts(locale, body)):
        return []
    asked = understood(text, locale)
    scores = _scores(asked, parts, _terms(title, _analyzer(locale)))
    order = sorted(range(len(parts)), key=lambda place: (-scores[place], place))
    best = scores[order[0]]
    return [parts[place].section for place in order[:most] if scores[place] > 0 and scores[place] >= _CLOSE * best]


def understood(text: str, locale: str) -> Asked:
    """A ticket as it is compared with sections: without signature, greeting and words that every ticket has.

    A sentence that asks for the way to do something tells of no trouble (« je ne sais pas comment payer »).
    """
    own = _analyzer(locale)
    said, known = speech(own.language.code), manners(own.language.code)
    written = letter(text, known)
    matters: set[str] = set()
    for sentence in sentences(written):
        matters |= _matters(sentence, own, said) - (_TROUBLES if said.asking.search(sentence) else set())
    return Asked(_terms(written, own, known.idle), frozenset(matters), not matters.isdisjoint(_TROUBLES))


def _scores(asked: Asked, parts: Sequence[_Part], topic: Terms) -> list[float]:
    spread = Counter(term for part in parts for term in part.heading | part.text)
    matters = Counter(matter for part in parts for matter in part.matters)
    mean = sum(len(part.text) for part in parts) / len(parts) or 1.0
    weights = {term: _rarity(spread[term], len(parts)) * (_TOPIC if term in topic else 1.0) for term in asked.terms}

    def score(part: _Part) -> float:
        worn = 1 / (1 - _LENGTH + _LENGTH * len(part.text) / mean)
        found = _HEADING * _sum(weights, asked.terms & part.heading)
        found += worn * _sum(weights, (asked.terms & part.text) - part.heading)
        found += _ITEM * max((_sum(weights, asked.terms & item) for item in part.items), default=0.0)
        found += _MATTER * sum(_rarity(matters[each], len(parts)) for each in asked.matters & part.matters)
        if part.steps:
            found += _STEPS_IN_TROUBLE if asked.trouble else _STEPS
        if part.trouble and asked.trouble:
            found += _TROUBLE
        return found

    return [score(part) for part in parts]


def _parts(locale: str, body: Body) -> list[_Part]:
    own = _analyzer(locale)
    said = speech(own.language.code)
    sections = [section for section in body.sections if section.anchor]
    begins = [*(body.html.find(f'id="{section.anchor}"') for section in sections), len(body.html)]
    made = []
    for section, (begin, end) in zip(sections, pairwise(begins), strict=True):
        matters = _matters(section.title, own, said)
        items = tuple(_terms(line, own) for line in section.text.splitlines())
        made.append(
            _Part(
                section=section,
                heading=_terms(section.title, own),
                text=frozenset[str]().union(*items),
                items=items,
                matters=matters,
                trouble=bool(said.condition.match(section.title)) or not matters.isdisjoint(_TROUBLES),
                steps="<ol" in body.html[begin:end],
            )
        )
    return made


def _terms(text: str, own: Analyzer, idle: frozenset[str] = frozenset()) -> Terms:
    return frozenset(token.term for token in own.tokens(text) if not token.stop and fold(token.word) not in idle)


def _matters(text: str, own: Analyzer, said: Speech) -> frozenset[str]:
    words = (fold(token.word) for token in own.tokens(text))
    found = {said.matters[word] for word in words if word in said.matters}
    return frozenset(found | ({DENIAL} if said.denial.search(text) else set()))


def _sum(weights: Mapping[str, float], terms: Terms) -> float:
    return sum(weights[term] for term in terms)


def _rarity(holding: int, of: int) -> float:
    """What a word tells of a section: the more, the fewer sections of the article hold it."""
    return log(1 + (of - holding + 0.5) / (holding + 0.5))


@lru_cache(maxsize=8)  # each remembers the words it has analysed: a stemmer costs 40 µs a word
def _analyzer(locale: str) -> Analyzer:
    return analyzer(locale)
