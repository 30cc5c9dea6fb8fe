"""What an unknown word may be a mistake for, and when it is none."""

from __future__ import annotations

from collections.abc import Sequence

from app.model.edits import edits
from app.search.analysis import LANGUAGES, Analyzer, Language, Token, common_words, fold
from app.search.mistakes import VOWELS, lacks_double, slip
from app.search.spelling import Speller
from app.search.vocabulary import Vocabulary, Word


def is_word(folded: str, nearest: str, language: Language) -> bool:
    """Whether a folded word that no article has is one all the same, and no mistake for the `nearest` that one has.

    A word of another language is none for a word of that one (`passport`, `password`), nor for a small one (`card`).
    """
    common = common_words(language.code)
    small = nearest in language.stop_words
    if folded in common or not nearest or (nearest in common and not small):
        return folded in common
    others = (common_words(code) for code in LANGUAGES if code != language.code)
    return any(folded in other and (small or nearest in other) for other in others)


class Guesser:
    """Guesses in the vocabulary of one index; immutable."""

    def __init__(self, analyzer: Analyzer, vocabulary: Vocabulary, speller: Speller) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._speller = speller

    def near(self, folded: str) -> Sequence[Word]:
        """Near words; no small one where only letters too many, or others in their place, make one of what was typed:
        « mon conptre » is no « contre »."""
        near, small = self._speller.near(folded), self._analyzer.language.stop_words
        if near and near[0].folded in small and not slip(folded, near[0].folded):
            return self._speller.telling(folded, small) or near
        return near

    def undoubled(self, word: Token) -> Sequence[Word]:
        """What a word is but for a doubled letter, if it is known only as its stem is another's: `pase`, « pas »."""
        folded = fold(word.word)
        if self._vocabulary.get(folded) or folded in common_words(self._analyzer.language.code):
            return ()
        doubled = (each for each in self._speller.near(folded) if lacks_double(folded, each.folded))
        return [each for each in doubled if self._analyzer.term(each.written) != word.term]

    def exists(self, folded: str, near: Sequence[Word]) -> bool:
        """Whether a word is one of the language, if of no article: `passport` is not `password`.

        Letters in wrong order are so likely a mistake that they are one all the same (`coed`, `code`).
        """
        nearest = near[0].folded if near else ""
        return sorted(nearest) != sorted(folded) and is_word(folded, nearest, self._analyzer.language)

    def slipped(self, folded: str, near: Sequence[Word], parts: Sequence[str]) -> bool:
        """Whether one mistake in a word explains it better than a missing space: `servver` is not `serv ver`.

        The word is then found in more articles than the rarest of the parts; an elision is no chance.
        """
        if not near or parts[0].endswith("'") or edits(folded, near[0].folded, 1) > 1:
            return False
        found = (self._vocabulary.get(fold(part)) for part in parts)
        return near[0].articles > min((word.articles for word in found if word), default=0)

    def filler(self, folded: str) -> bool:
        """Whether a word that occurs nowhere is a stop word with letters left out (`pa`, `comen`).

        Without a vowel it is more likely an abbreviation that no article knows, and then nothing answers the query.
        """
        most = 1 if len(folded) < 5 else 2
        return (
            len(folded) > 1
            and not VOWELS.isdisjoint(folded)
            and any(
                stop[0] == folded[0] and len(folded) < len(stop) and edits(folded, stop, most) <= most
                for stop in self._analyzer.language.stop_words | self._analyzer.language.weak_words
            )
        )
