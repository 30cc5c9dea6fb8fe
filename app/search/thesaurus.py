"""Synonyms as the index sees them: each group is one more term, in texts and in queries alike."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from app.model import Synonyms
from app.search.analysis import Analyzer, Token

MARK = "="
"""First character of a group's term; no word of a text begins with it."""


class Match(NamedTuple):
    """A group found in a text: its term and the positions (of the tokens given) that it covers."""

    term: str
    positions: tuple[int, ...]


class Thesaurus:
    """The groups of one locale, ready to be found in analysed text; immutable."""

    def __init__(self, synonyms: Synonyms, analyzer: Analyzer) -> None:
        self.synonyms = synonyms
        self._words: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._members: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._used: set[str] = set()
        for group in synonyms.groups:
            members = [analyzer.tokens(member) for member in group]
            keys = list(dict.fromkeys(filter(None, map(_key, members))))
            if len(keys) > 1:
                self._add(keys, members)

    def _add(self, keys: Sequence[tuple[str, ...]], members: Sequence[Sequence[Token]]) -> None:
        term = _name(keys)
        self._used.update(token.term for tokens in members for token in tokens if not token.stop)
        written = (tuple(token.term for token in tokens if not token.whole) for tokens in members)
        self._members[term] = tuple(dict.fromkeys([*(key for key in keys if len(key) == 1), *filter(None, written)]))
        for key in keys:
            if len(key) == 1:
                self._words.setdefault(key[0], []).append(term)
            else:
                self._phrases.setdefault(key[0], []).append((key, term))

    def uses(self, term: str) -> bool:
        """Whether a term is a word of some group or of one of its phrases: it is then spelled as it should be."""
        return term in self._used

    def word(self, term: str) -> Sequence[str]:
        """The groups that a single term belongs to."""
        return self._words.get(term, ())

    def members(self, name: str) -> Sequence[tuple[str, ...]]:
        """The terms of each member of a group, as they follow each other in a text."""
        return self._members.get(name, ())

    def phrases(self, terms: Sequence[str]) -> list[Match]:
        """The groups whose phrases stand in a sequence of terms without stop words, with positions in it."""
        if not self._phrases:
            return []
        found = []
        for start, term in enumerate(terms):
            for key, name in self._phrases.get(term, ()):
                if tuple(terms[start : start + len(key)]) == key:
                    found.append(Match(name, tuple(range(start, start + len(key)))))
        return found

    def matches(self, terms: Sequence[str]) -> list[Match]:
        """All groups in a sequence of terms; a word inside its own group's phrase is not counted again."""
        found = self.phrases(terms)
        covered = {(match.term, position) for match in found for position in match.positions}
        for position, term in enumerate(terms):
            for name in self._words.get(term, ()):
                if (name, position) not in covered:
                    found.append(Match(name, (position,)))
        return found


def kept(tokens: Sequence[Token]) -> tuple[str, ...]:
    """A member's terms without stop words; written in one hyphenated word, that word."""
    if tokens and tokens[0].whole and tokens[0].end >= tokens[-1].end:
        return (tokens[0].term,)
    return tuple(t.term for t in tokens if not t.stop and not t.whole)


def _key(tokens: Sequence[Token]) -> tuple[str, ...]:
    return kept(tokens) or tuple(token.term for token in tokens if not token.whole)


def _name(keys: Sequence[tuple[str, ...]]) -> str:
    text = "\n".join(sorted(" ".join(key) for key in keys))
    return MARK + blake2b(text.encode(), digest_size=6).hexdigest()
