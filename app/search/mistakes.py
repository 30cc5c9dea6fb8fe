"""Which mistakes make one word of another, and which of them people make; words are folded."""

from __future__ import annotations

import re

from app.model.edits import edits

VOWELS = frozenset("aeiouy")
FAR = 2
LONG = 6
"""Letters from which a word may have a doubled letter beside its mistake: `météo` is not `mettez`."""
_DOUBLED = re.compile(r"(.)\1+")
_CONSONANTS = re.compile(r"([^aeiouy])\1+")


def reach(word: str) -> int:
    """How many mistakes are forgiven: one from 4 letters, two from 8."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else FAR


def thin(word: str) -> str:
    """The word with doubled letters written once: whether a letter is doubled is what people know least."""
    return _DOUBLED.sub(r"\1", word)


def lacks_double(typed: str, word: str) -> bool:
    """Whether a word is what was typed, but for consonants that it doubles."""
    return len(typed) < len(word) and _CONSONANTS.sub(r"\1", word) == _CONSONANTS.sub(r"\1", typed)


def mistakes(typed: str, word: str) -> int:
    """How many there are; a letter that is doubled or not is one only where there is no other."""
    return max(1, edits(thin(typed), thin(word)))


def plausible(typed: str, word: str, far: int) -> bool:
    """Whether there are at most `far` mistakes, not too many letters doubled beside them, and the words begin alike.

    An acronym is another one only with its letters in wrong order (`sftp` is not `smtp`). People miss the first letter
    least of all: as the only mistake of a long word, or by two keys in wrong order.
    """
    if VOWELS.isdisjoint(typed) and VOWELS.isdisjoint(word) and sorted(typed) != sorted(word):
        return False
    apart = mistakes(typed, word)
    begins = typed[0] == word[0] or typed[:2] == word[1::-1] or (len(typed) >= 8 and apart == 1)
    most = far if len(typed) < LONG and thin(typed) != thin(word) else far + 1
    return apart <= far and begins and edits(typed, word, most) <= most


def swapped(typed: str, word: str) -> bool:
    """Whether two letters are in wrong order, the likeliest mistake: none is missing, and none too many."""
    return sorted(typed) == sorted(word) and edits(typed, word, 1) == 1


def slip(typed: str, word: str) -> bool:
    """Whether only letters were left out or swapped, which is likelier than others in their place."""
    letters = iter(word)
    return swapped(typed, word) or all(letter in letters for letter in typed)


def begins_nearly(word: str, typed: str) -> bool:
    """Whether a word begins as was typed, with one mistake at most."""
    return any(edits(typed, word[: len(typed) + more], 1) <= 1 for more in (-1, 0, 1))
