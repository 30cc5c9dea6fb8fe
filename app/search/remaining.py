"""What is left of a query without the one word that no article has: another query, where nothing answers this one."""

from __future__ import annotations

from collections.abc import Callable

from app.search.query import ParsedQuery

_LEFT = 2
"""Words that say something, of those that are left: fewer are about anything."""
_LONGEST = 7
"""Words of a query: of a longer one pieces of a sentence remain."""


def remaining(query: ParsedQuery, knows: Callable[[str], bool]) -> str | None:
    """The text of a query without its unknown word and the small words that led to it (« de pizza »).

    None unless there is just one, be it mistyped, and enough is left; nor of a long query, or of one whose author said
    what must be there, or must not.
    """
    if query.phrases or query.excluded or len(query.said) > _LONGEST:
        return None
    known = {word.start for word in query.words if knows(word.term)}
    telling = [word.start for word in query.said if not word.stop]
    left = sum(start in known for start in telling)
    if left < _LEFT or len(telling) - left != 1:
        return None
    parts: list[str] = []
    small, at = "", 0
    for word in query.said:
        written, at = query.text[at : word.end], word.end
        if word.stop:
            small += written
        elif word.start in known:
            parts.append(small + written)
            small = ""
        else:
            small = ""
    return " ".join("".join(parts).split()).strip("?!.,;: ")
