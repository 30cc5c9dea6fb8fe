"""A question asked of one locale, and of the others where that one has too little to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from unicodedata import combining, normalize

from app.errors import SearchUnavailable
from app.model import Answer, Hit, Query, Suggestion
from app.ports import SearchIndex

ENOUGH = 3
"""Good hits of the asked locale from which on the others are left alone."""

MOST_OF_ANOTHER = 10
"""Hits that another locale may add: a way on, not a second list of results."""

Indexes = Mapping[str, SearchIndex]
NO_POPULARITY: Mapping[str, float] = MappingProxyType({})
"""One object: an index keeps its answers for as long as it is given the same."""

Popularity = Mapping[str, Mapping[str, float]]
"""By locale, article id to 0..1."""

Suggested = tuple[tuple[Suggestion, ...], tuple[str, ...]]
"""Articles, and ways to go on."""


def search(indexes: Indexes, query: Query, popularity: Popularity, category_of: Callable[[Hit], str | None]) -> Answer:
    """The answer of the query's locale; where it has fewer than 3 good hits, with those of other locales below.

    What the asked locale knows only vaguely gives way to another locale that answers. Raises InvalidQuery, and
    SearchUnavailable when the query's locale has no index.
    """
    own, liked = _index(indexes, query.locale), popularity.get(query.locale, NO_POPULARITY)
    answer = own.search(query, liked)
    if _enough(answer) or answer.emptied:  # what was excluded is no less unwanted in another language
        return answer
    whole = replace(query, category=None, limit=MOST_OF_ANOTHER, offset=0)
    first = own.search(whole, liked) if query.category or query.offset else answer
    if _enough(first):
        # A later page is of the same answer as the first, however far its own hits are from the question.
        return replace(answer, answered=True) if query.offset else answer
    # A word that the asked locale knows is not misspelt, whatever another one makes of it (« attachée », "attached").
    exact = query.exact or first.total > 0
    others = [
        index.search(
            replace(whole, locale=locale, exact=exact, typed_in=query.locale), popularity.get(locale, NO_POPULARITY)
        )
        for locale, index in indexes.items()
        if locale != query.locale
    ]
    others = [other for other in others if other.answered and other.total]
    if not others:
        return answer
    return _together(query, [first, *others] if first.answered else others, category_of)


def suggest(indexes: Indexes, locale: str, text: str, limit: int) -> Suggested:
    """Articles and completions for what is being typed, those of the asked locale first.

    Where it has fewer than 3 articles, or only guesses what is meant, the articles of other locales whose titles hold
    what was typed follow: the language stays the same from letter to letter, whatever other word is begun on the way
    (« factu » is French, "factur" may be "factor"). Where it has nothing, another locale that knows the word answers.
    Raises as `search` does.
    """
    own = _index(indexes, locale).suggest(text, limit)
    articles, completions = own
    sure = _is_sure(own, text)
    if sure and len(articles) >= ENOUGH:
        return own
    found = [index.suggest(text, limit) for code, index in indexes.items() if code != locale]
    if not articles and not sure:
        return next(
            (each for each in found if _is_sure(each, text)), own if any(own) else next(filter(any, found), own)
        )
    known = {each.id for each in articles}
    theirs = [each for more, _ in found for each in more if each.id not in known and _holds_it(each)]
    theirs = theirs[: max(limit // 2, limit - len(articles))]
    words = dict.fromkeys((*completions, *(each for _, more in found for each in more if _goes_on(each, text))))
    ordered = sorted(words, key=lambda each: not _goes_on(each, text))
    return (*articles[: limit - len(theirs)], *theirs), tuple(ordered[:limit])


def _is_sure(found: Suggested, text: str) -> bool:
    """Whether the words are the locale's own: they go on, or stand in a title; else they were put right or replaced."""
    articles, completions = found
    return any(_goes_on(each, text) for each in completions) or any(map(_holds_it, articles))


def _goes_on(completion: str, text: str) -> bool:
    return _plain(completion).startswith(_plain(text))


def _plain(text: str) -> str:
    """Without capitals and accents."""
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


def _holds_it(suggestion: Suggestion) -> bool:
    return "<mark>" in suggestion.title_html


def _index(indexes: Indexes, locale: str) -> SearchIndex:
    if locale not in indexes:
        raise SearchUnavailable(f"no search index for '{locale}'")
    return indexes[locale]


def _enough(answer: Answer) -> bool:
    """Whether a locale answers by itself; what a category leaves out counts, since nobody asked for other languages."""
    return answer.answered and sum(number for _, number in answer.categories) >= ENOUGH


def _together(query: Query, answers: list[Answer], category_of: Callable[[Hit], str | None]) -> Answer:
    """One answer of the first hits of each, an article once, in the first locale that has it."""
    hits: dict[str, Hit] = {}
    for answer in answers:
        for hit in answer.hits:
            hits.setdefault(hit.id, hit)
    counts = Counter(filter(None, map(category_of, hits.values())))
    shown = [hit for hit in hits.values() if query.category in (None, category_of(hit))]
    return replace(
        answers[0],
        query=query,
        total=len(shown),
        hits=tuple(shown[query.offset : query.offset + query.limit]),
        categories=tuple(sorted(counts.items())),
    )
