"""French typography: spaces, guillemets, apostrophes, ellipses and ordinals, with the place and the right spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.content.checks.prose import BLANK, Prose
from app.content.text import cut_at_word
from app.model import Article, Problem

CODE = "typography"
_AROUND = 30

_LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    right: Callable[[re.Match[str]], str]
    why: str


# Each begins with the sign itself, so that a text is looked through as fast as the machine can.
_RULES = (
    _Rule(
        # Not 10:30, 16:9, C:\\ or ::, which no end of a word precedes or no space follows.
        re.compile(r"[;:!?](?<=[\w)\]»%€*”\"].)[;:!?]*(?=[\s)»\"”*_\]]|$)", re.MULTILINE),
        lambda found: f" {found[0]}",
        "a space before it",
    ),
    _Rule(re.compile(r"»(?<=[^\s«].)"), lambda _: " »", "a space inside the guillemets"),
    _Rule(re.compile(rf"«(?=[^\s»{BLANK}])"), lambda _: "« ", "a space inside the guillemets"),
    _Rule(re.compile(rf"'(?<={_LETTER}.)(?={_LETTER}|[«*_\[{BLANK}])"), lambda _: "’", "the typographic apostrophe"),
    _Rule(re.compile(r"\.\.\.(?<=[\w\s»)*]...)(?=[\s»)*\]\"]|$)", re.M), lambda _: "…", "one sign for the ellipsis"),
    _Rule(
        re.compile(r"\"(?<![\w=:].)(\w[\w ’',.!?-]{0,200})\"(?![\w.]\w)"),
        lambda found: f"« {found[1].strip()} »",
        "French guillemets",
    ),
    _Rule(
        re.compile(r"1(?<![\w.,].)(?:i?([èe]r)e|ier)(s?)(?!\w)"),
        lambda found: f"1{'re' if found[1] else 'er'}{found[2]}",
        "the short form of an ordinal",
    ),
    _Rule(
        re.compile(r"([\dIVXL])(?<![\w.,].)([\dIVXL]{0,5})i?[èe]me(s?)(?!\w)"),
        lambda found: f"{found[1]}{found[2]}e{found[3]}",
        "the short form of an ordinal",
    ),
    _Rule(re.compile(r"[nN]°(?<!\w..)(?=\d)"), lambda found: f"{found[0]} ", "a space after n°"),
)


def typography(body: Prose) -> Iterator[Problem]:
    """One problem a line and rule, at the first place; none where the article is not in French.

    Ordinary spaces before `: ; ! ?` and inside guillemets are right: they are made no-break ones at build.
    """
    article = body.article
    if article.locale != "fr":
        return
    yield from _of_keys(article)
    for rule in _RULES:
        lines: dict[int, list[re.Match[str]]] = {}
        for found in rule.pattern.finditer(body.text):
            lines.setdefault(body.place(found.start())[0], []).append(found)
        for matches in lines.values():
            yield body.problem(
                matches[0].start(), _message(rule, matches, body.written, body.text), CODE, severity="warning"
            )


def _of_keys(article: Article) -> Iterator[Problem]:
    """Title and summary: readers see them first. Questions are what customers type, and stay as they type it."""
    for key in ("title", "summary"):
        text: str = getattr(article, key)
        if key in article.lines:
            for rule in _RULES:
                if matches := list(rule.pattern.finditer(text)):
                    message = f"{key}: {_message(rule, matches, _part_of(text), text)}"
                    yield Problem(article.path, article.line(key), message, code=CODE, severity="warning")


def _part_of(text: str) -> Callable[[int, int], str]:
    return lambda start, end: text[start:end]


def _message(rule: _Rule, matches: list[re.Match[str]], written: Callable[[int, int], str], text: str) -> str:
    found = matches[0]
    start, end = _words_around(text, found.start(), found.end())
    before, after = written(start, found.start()), written(found.end(), end)
    wrong, right = f"{before}{found[0]}{after}", f"{before}{rule.right(found)}{after}"
    more = f" ({len(matches)} times in this line)" if len(matches) > 1 else ""
    return f"'{cut_at_word(wrong, 2 * _AROUND)}' → '{cut_at_word(right, 2 * _AROUND)}' ({rule.why}){more}"


def _words_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the word before a place to the end of the word after it, on the same line."""
    line = text.rfind("\n", 0, start) + 1
    first = max(line, start - _AROUND)
    before = re.search(r"\S*\s?$", text[first:start])
    after = re.match(r"[^\s]*", text[end : end + _AROUND])
    return (first + before.start() if before else start), (end + after.end() if after else end)
