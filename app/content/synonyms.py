"""synonyms.yaml: groups of words and phrases that mean the same to a customer, and where they contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from app.content.text import INVISIBLE, cut_at_word
from app.content.yaml_strict import Document
from app.errors import ContentError
from app.model import Problem, Synonyms

MAX_GROUPS = 2_000
MAX_WORDS = 50
MAX_LENGTH = 100

Terms: TypeAlias = Callable[[str], Sequence[str]]
"""What the search keeps of a word or phrase, in order; nothing of one that is all small words or signs."""


def read_synonyms(document: Document, locale: str, path: str) -> tuple[Synonyms, list[Problem]]:
    """The groups of a locale; a group that is wrong is reported and left out. Raises ContentError for no list."""
    value = document.value if document.value not in (None, "") else []
    if not isinstance(value, list) or len(value) > MAX_GROUPS:
        message = f"must be a list of at most {MAX_GROUPS:,} lists, such as - [invoice, bill]"
        raise ContentError(message, path=path, code="synonyms")
    groups: list[tuple[str, ...]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for i, group in enumerate(value):
        line = document.line(str(i))
        words = _words(group)
        if fault := _fault(group, words):
            problems.append(Problem(path, line, fault, code="synonyms"))
            continue
        groups.append(tuple(dict.fromkeys(words)))
        lines.append(line)
        problems += [_warning(path, line, message) for message in _repeated(words)]
    return Synonyms(locale, tuple(groups), tuple(lines)), problems


def _words(group: object) -> list[str]:
    """The members with ordinary spaces; of what is no list of texts, none."""
    if not isinstance(group, list) or not all(isinstance(word, str) for word in group):
        return []
    return [" ".join(str(word).split()) for word in group]


def _fault(group: object, words: Sequence[str]) -> str | None:
    """Why a group cannot be used, and what to do."""
    if group in ("", []):
        return "the group is empty: write two words or phrases that mean the same, or remove it"
    if not words:
        return "must be a list of words or phrases of plain text, such as - [invoice, bill]"
    if len(words) > MAX_WORDS:
        return f"the group has {len(words)} words and phrases, the most is {MAX_WORDS}: keep what customers type"
    for word in words:
        if not word:
            return "the group holds an empty text: remove it"
        if len(word) > MAX_LENGTH:
            return f"'{cut_at_word(word, 40)}' has more than {MAX_LENGTH} characters: keep what customers type"
        if INVISIBLE.search(word):
            return f"{word!a} holds a character that nobody sees: type it again"
    if len({word.casefold() for word in words}) < 2:
        return f"'{words[0]}' is alone in its group: add what means the same, or remove the group"
    return None


def _repeated(words: Sequence[str]) -> Iterator[str]:
    """Members that differ from an earlier one by nothing, or by capital letters only."""
    seen: set[str] = set()
    for word in words:
        if word.casefold() in seen:
            yield f"'{word}' is twice in its group: remove one"
        seen.add(word.casefold())


def contradictions(
    synonyms: Synonyms, path: str, terms: Terms, everyday: Callable[[str], str] = lambda _phrase: ""
) -> Iterator[Problem]:
    """What only the search's analysis shows: groups and members that do nothing, and one word in two groups.

    So is a phrase of which one word is kept, an `everyday` one, that then brings its whole group by itself; where the
    group holds that word too, it is meant.

    A word of two groups would bring the articles of both for every member of either, and a chain of such groups
    (a~b, b~c, c~a) would make everything mean everything. A phrase may hold another member of its own group (« nom de
    domaine » beside « domaine »): it is then known as one thing, and found once.
    """
    homes: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for place, group in enumerate(synonyms.groups):
        line = synonyms.lines[place]
        kept = {word: tuple(terms(word)) for word in group}
        for word in (word for word, key in kept.items() if not key):
            message = f"'{word}' is made of small words only, which the search skips: use a longer phrase, or remove it"
            yield _warning(path, line, message)
        names: dict[tuple[str, ...], str] = {}
        for word, key in sorted(kept.items(), key=lambda item: " " in item[0]):
            names.setdefault(key, word)
        names.pop((), None)
        if len(names) == 1:
            message = f"the search takes all of this group for one word ({', '.join(group)}): remove the group"
            yield _warning(path, line, message)
        for key, word in names.items():
            homes[key].append((line, word))
    for key, (first, *others) in homes.items():
        for line, word in others:
            yield _warning(path, line, _shared(key, word, first))
        line, phrase = first
        if not others and len(key) == 1 and " " in phrase and (word := everyday(phrase)):
            message = f"the search keeps only '{word}' of '{phrase}', and that word alone brings all of this group: "
            choice = f"use a phrase of which it keeps more, or write '{word}' itself if that is meant"
            yield _warning(path, line, message + choice)


def _shared(key: tuple[str, ...], word: str, first: tuple[int, str]) -> str:
    same = "" if first[1].casefold() == word.casefold() else f", as '{first[1]}' (the search keeps '{' '.join(key)}')"
    return (
        f"'{word}' is also in the group of line {first[0]}{same}: "
        "keep it in one of them, or make one group of both if all of it means the same"
    )


def _warning(path: str, line: int, message: str) -> Problem:
    return Problem(path, line, message, code="synonyms", severity="warning")
