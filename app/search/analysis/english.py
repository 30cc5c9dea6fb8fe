"""English: possessives, contractions, stop words, and one spelling for the two sides of the ocean."""

from __future__ import annotations

import re

from app.search.analysis.english_sounds import SOUNDS
from app.search.analysis.language import Language

_BRITISH = re.compile(r"(?<=[a-z]{3})is(e|ed|es|er|ers|ing|ation|ations)$")
_DOUBLED = re.compile(r"([aeiou][a-z]+[aeiou])ll(ed|ing|ation|ations|er|ers)$")

_STOP_WORDS = """
a able about after again all also am an and any anybody anyone anything are as at be because been before being both
but by can cannot could d did do does doing done during each either else ever every few for from further get
gets getting give had has have having he hello hello her here hers herself hi him himself his how however i if in into
is it its itself just let like ll m many may me might mine more most much must my myself need needs neither no nor not
now of off on once one only onto or other others our ours ourselves out over own per please possible quite rather re
really s same shall she should since so some somebody someone something still such t than thank thanks that the their
theirs them themselves then there these they this those through thus to too under until up upon us use ve very via
want wants was we were what when where whether which while who whom whose why will wish with within without would yes
yet you your yours yourself yourselves
arent cant couldnt didnt doesnt dont hadnt hasnt havent id ill im isnt its ive lets mustnt neednt shouldnt thats theres
theyre wasnt werent whats wheres whos wont wouldnt youd youll youre youve
b c e f g h j k l n o p q r u v w x y z
fine ok okay actually basically simply really exactly currently recently quickly easily apparently absolutely anyway
unfortunately supposed plenty stuff thing things kind sort wonder wondering think guess suppose know knows
"""


def _repair(word: str) -> str:
    """`authorisation` as `authorization`, `cancelled` as `canceled`: the stemmer takes them for different words."""
    return _DOUBLED.sub(r"\1l\2", _BRITISH.sub(r"iz\1", word))


_FILLERS = """
i my me mine we our you your the a an do does did to of for in on is are am it this that and
please hello hi can could would like want need how
"""
_NUMBERS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
"""Numbers are written in one way by some and in the other by others (« débité 2 fois »)."""

ENGLISH = Language(
    code="en",
    revision=7,
    stemmer="english",
    stop_words=frozenset(_STOP_WORDS.split()),
    weak_words=frozenset(["when", "why", "where"]),
    fillers=frozenset(_FILLERS.split()),
    endings=frozenset(["s"]),
    kept=frozenset(),
    aliases={
        "n°": "number",
        "nº": "number",
        "num": "number",
        "tel": "telephone",
        "licence": "license",
        "cheque": "check",
        "colour": "color",
        "centre": "center",
        "programme": "program",
        "expiry": "expire",
        "recovery": "recover",
        "paid": "pay",
        "bought": "buy",
        "sent": "send",
        # Snowball takes them for accounts, of which every help centre is full.
        "accountant": "bookkeeper",
        "accountants": "bookkeeper",
        **_NUMBERS,
    },
    repair=_repair,
    sounds=SOUNDS,
)
