"""Which words of a ticket are worth looking up: those that tell what it is about, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.search.analysis import Analyzer, Token, fold
from app.search.tickets.manners import Manners, manners
from app.search.tickets.prose import letter as letter_of
from app.search.tickets.prose import sentences

SENTENCES = 8
"""Sentences that are looked up: those with the most words of titles, questions and headings. 0.4 ms each."""
WORDS = 12
"""Words looked up of a sentence."""
WHOLE_WORDS = 24
"""Words looked up of the whole letter."""
_READ = 200
"""Sentences that are read; 10,000 characters have some 120."""
_ENOUGH = 1_000
"""Characters that show a language."""

Passage = tuple[Token, ...]
"""Words that are looked up together, each once."""


def passages(letter: str, analyzer: Analyzer, rarity: Callable[[bytes], float]) -> list[Passage]:
    """The sentences that tell most and, if there are several, the letter as a whole; empty when nothing is said.

    `rarity` gives the inverse frequency of a term among titles, questions and headings: 1 for one that is not there.
    """
    own = manners(analyzer.language.code)
    said = [_meaning(analyzer.tokens(each), own) for each in sentences(letter)[:_READ]]
    said = [words for words in said if words]
    told = sorted(said, key=lambda words: _worth(words, rarity), reverse=True)[:SENTENCES]
    found = [_rarest(words, WORDS, rarity) for words in told]
    if len(said) > 1 or any(len(words) > WORDS for words in said):
        found.append(_rarest(_once(word for words in said for word in words), WHOLE_WORDS, rarity))
    return found


def worth(text: str, analyzer: Analyzer, rarity: Callable[[bytes], float]) -> float:
    """How much a sentence tells, in words of titles, questions and headings."""
    return _worth(_meaning(analyzer.tokens(text), manners(analyzer.language.code)), rarity)


def _worth(words: Iterable[Token], rarity: Callable[[bytes], float]) -> float:
    return sum(rarity(word.term.encode()) - 1 for word in words)


def familiarity(text: str, analyzer: Analyzer) -> float:
    """The share of a text's words that the analyser's language has in every sentence (« le », « pour »), 0 to 1."""
    begins = letter_of(text[:_ENOUGH], manners(analyzer.language.code))
    words = [word for word in analyzer.tokens(begins) if not word.whole]
    return sum(word.stop for word in words) / len(words) if words else 0.0


def _meaning(tokens: Iterable[Token], own: Manners) -> Passage:
    return _once(token for token in tokens if not token.stop and fold(token.word) not in own.idle)


def _once(words: Iterable[Token]) -> Passage:
    kept: dict[str, Token] = {}
    for word in words:
        kept.setdefault(word.term, word)
    return tuple(kept.values())


def _rarest(words: Passage, most: int, rarity: Callable[[bytes], float]) -> Passage:
    """The words that tell most, in their order; words that no title has come last, the longest first."""
    if len(words) <= most:
        return words
    telling = sorted(words, key=lambda word: (rarity(word.term.encode()), len(word.word)), reverse=True)
    chosen = {word.term for word in telling[:most]}
    return tuple(word for word in words if word.term in chosen)
