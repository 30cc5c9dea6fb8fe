"""What a person typed, taken apart by hand: words, quoted phrases, words that must be absent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.errors import InvalidQuery
from app.model import MAX_QUERY_CHARACTERS, MAX_QUERY_TERMS, Exclusion
from app.search.analysis import Analyzer, Token, fold, wording

_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"'))
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]")
_PART = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]+)"|(?:(?<=\s)|^)-(\.?\w\S*)|"([^"]+)"|([^\s"]+|")')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`words` are what counts, in order; `phrases` must stand in an article as they are, `excluded` must not.

    `quoted` and `weak` are the starts of words inside quotation marks and of those that count little (« quand »).
    Offsets are characters of `text`. `open_ended` says that the last word may be unfinished. `wording` is that of the
    whole text, by which a question is known that was typed as it stands, or nearly so. `exclusion` is `excluded` as it
    was typed, `said` all other words, small ones and repetitions too.
    """

    text: str
    words: tuple[Token, ...] = ()
    phrases: tuple[tuple[Token, ...], ...] = ()
    excluded: tuple[tuple[Token, ...], ...] = ()
    quoted: frozenset[int] = frozenset()
    weak: frozenset[int] = frozenset()
    open_ended: bool = False
    wording: str = ""
    exclusion: Exclusion | None = None
    said: tuple[Token, ...] = ()


def parse(text: str, analyzer: Analyzer) -> ParsedQuery:
    """Take a query apart. Raises InvalidQuery (`invalid_text`, `query_too_long`)."""
    text = clean(text)
    words: list[Token] = []
    phrases: list[tuple[Token, ...]] = []
    excluded: list[tuple[Token, ...]] = []
    quoted: set[int] = set()
    plain = " "
    masked = list(text)
    absent_at: list[slice] = []
    for match in _PART.finditer(text):
        minus, quote, absent, inner = match.group(1, 2, 3, 4)
        if quote is None and absent is None and inner is None:
            continue
        group = 2 if quote is not None else 3 if absent is not None else 4
        tokens = _shifted(analyzer, match.group(group), match.start(group))
        if absent is not None or minus:
            excluded.append(tokens)
            absent_at.append(slice(*match.span()))
        else:
            phrases.append(tuple(t for t in tokens if not t.whole))
            quoted.update(t.start for t in tokens)
            words.extend(tokens)
        masked[match.start() : match.end()] = plain * (match.end() - match.start())
    words.extend(analyzer.tokens("".join(masked)))
    words.sort(key=lambda token: token.start)
    weak = frozenset(token.start for token in words if fold(token.word) in analyzer.language.weak_words)
    kept = _limited(words, weak)
    ends = bool(kept) and kept[-1].end == len(text.rstrip("?!. ")) and kept[-1].start not in quoted
    return ParsedQuery(
        text=text,
        words=kept,
        phrases=tuple(p for p in phrases if p),
        excluded=tuple(e for e in excluded if e),
        quoted=frozenset(quoted),
        weak=weak,
        open_ended=ends,
        wording="" if excluded else wording(words, analyzer.language),
        exclusion=_exclusion(text, absent_at) if absent_at else None,
        said=tuple(word for word in words if not word.whole),
    )


def clean(text: str) -> str:
    """The text in NFC with single spaces and one kind of quotation mark; control characters count as spaces."""
    if _NO_TEXT.search(text):
        raise InvalidQuery("The search holds characters that are not text; type it anew.", code="invalid_text")
    if (
        len(text) > MAX_QUERY_CHARACTERS * 8
        or len(" ".join(unicodedata.normalize("NFKC", text).split())) > MAX_QUERY_CHARACTERS
    ):
        raise InvalidQuery(
            f"The search is longer than {MAX_QUERY_CHARACTERS} characters; use fewer words.", code="query_too_long"
        )
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return " ".join(_CONTROL.sub(" ", text).split())


def _exclusion(text: str, places: Sequence[slice]) -> Exclusion:
    """Of a text that says nothing else, what is left without it are the very words, wanted."""
    left = list(text)
    for place in reversed(places):
        left[place] = " "
    typed = " ".join(text[place] for place in places)
    return Exclusion(typed, " ".join("".join(left).split()) or " ".join(text[place].lstrip("-") for place in places))


def _shifted(analyzer: Analyzer, text: str, base: int) -> tuple[Token, ...]:
    return tuple(t._replace(start=t.start + base, end=t.end + base) for t in analyzer.tokens(text))


def _limited(tokens: list[Token], weak: Collection[int]) -> tuple[Token, ...]:
    """Without stop words, unless there is nothing else; one token a term; no more than the limit."""
    meant = tokens
    if not all(token.stop for token in tokens):
        meant = [token for token in tokens if not token.stop or token.start in weak]
    kept: dict[str, Token] = {}
    for token in meant:
        kept.setdefault(token.term, token)
    return tuple(list(kept.values())[:MAX_QUERY_TERMS])
