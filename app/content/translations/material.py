"""Which changes readers of a translation must be told of: prices, delays, numbers, steps, portal actions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.content.translations.parts import Part
from app.model import ChangeReason

_ORDER: tuple[ChangeReason, ...] = ("price", "delay", "number", "steps", "workflow")

_GROUP = 3
_STEP = re.compile(r"^[ \t]*\d+[.)][ \t]+")
_WORKFLOW = re.compile(r"(?:portal:|/go/)([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_NOT_READ = re.compile(r"\]\([^)\s]*\)?|https?://\S+|\{\{[^}]*\}\}|\{#[^}]*\}|\[\^[^\]]*\]")
_MONEY = r"€|\$|£|(?:eur|euros?|dhs?|mad|dirhams?|usd|dollars?|gbp|cfa|درهم|يورو)\b"
_TIME = (
    r"(?:secondes?|seconds?|sec|minutes?|min|mn|heures?|hours?|hrs?|h|jours?|days?|j|semaines?|weeks?|mois|months?"
    r"|ann[ée]es?|ans?|years?|yrs?|يوما|يوم|أيام|ساعة|ساعات|دقيقة|دقائق|أسبوع|أسابيع|شهر|أشهر|سنة|سنوات)\b"
)
_NUMBER = re.compile(
    r"(?P<before>[€$£]\s?)?(?P<value>\d+(?:\s\d{3}(?!\d)|[.,]\d+)*)"
    rf"(?:\s?(?:(?P<money>{_MONEY})|-?(?P<time>{_TIME})))?",
    re.IGNORECASE,
)
_SPELT = """
1 un une one a an, 2 deux two, 3 trois three, 4 quatre four, 5 cinq five, 6 six, 7 sept seven, 8 huit eight,
9 neuf nine, 10 dix ten, 11 onze eleven, 12 douze twelve, 15 quinze fifteen, 20 vingt twenty, 30 trente thirty,
24 vingt-quatre twenty-four, 48 quarante-huit forty-eight, 60 soixante sixty, 72 soixante-douze seventy-two,
90 quatre-vingt-dix ninety
"""
_WORDS = {word: line.split()[0] for line in _SPELT.split(",") for word in line.split()[1:]}
_SPELLED = re.compile(rf"\b({'|'.join(sorted(_WORDS, key=len, reverse=True))})\s(?={_TIME})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a section says that does not depend on its language."""

    numbers: Counter[str]
    kinds: dict[str, ChangeReason]
    steps: int
    workflows: frozenset[str]


def reasons(old: Part | None, new: Part | None, theirs: Part | None) -> tuple[ChangeReason, ...]:
    """Why a change of a section matters to those who read it in another language; empty when it does not.

    `theirs` is the translation's section: a fact that it gives as the source does now is no news there.
    """
    was, now, here = _facts(old), _facts(new), _facts(theirs)
    found: set[ChangeReason] = set()
    gone, come = was.numbers - now.numbers, now.numbers - was.numbers
    # Numbers that only one side had, and the translation does not have as the source has them now.
    for value in gone | come:
        if (value in here.numbers) != (value in now.numbers):
            found.add(now.kinds.get(value) or was.kinds[value])
    if was.steps != now.steps != here.steps:
        found.add("steps")
    if was.workflows != now.workflows != here.workflows:
        found.add("workflow")
    return tuple(reason for reason in _ORDER if reason in found)


def _facts(part: Part | None) -> _Facts:
    if part is None:
        return _Facts(Counter(), {}, 0, frozenset())
    numbers: Counter[str] = Counter()
    kinds: dict[str, ChangeReason] = {}
    steps = 0
    for line in (part.title, *part.lines):
        steps += bool(_STEP.match(line))
        for kind, value in _numbers(_STEP.sub("", line)):
            numbers[value] += 1
            # The more telling kind: a price is a price wherever the same number stands as well.
            kinds[value] = min(kinds.get(value, "number"), kind, key=_ORDER.index)
    named = _WORKFLOW.findall("\n".join(part.lines))
    return _Facts(numbers, kinds, steps, part.workflows | frozenset(named))


def _numbers(line: str) -> Iterator[tuple[ChangeReason, str]]:
    text = unicodedata.normalize("NFKC", _NOT_READ.sub(" ", line))
    text = _SPELLED.sub(lambda found: f"{_WORDS[found[1].lower()]} ", text)
    for match in _NUMBER.finditer(text):
        kind: ChangeReason = "price" if match["money"] or match["before"] else "delay" if match["time"] else "number"
        yield kind, _plain(match["value"])


def _plain(written: str) -> str:
    """One form for `1 000,50`, `1,000.50` and `1000.5`, in any digits."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in written if not c.isspace())
    first, *groups = re.split("[.,]", digits)
    if all(len(group) == _GROUP for group in groups):
        return first + "".join(groups)
    return f"{first}{''.join(groups[:-1])}.{groups[-1]}".rstrip("0").rstrip(".")
