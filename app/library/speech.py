"""How people say that something does not work, ask how to do it, or how long it takes: data of each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Speech:
    """Data of one language, written normalised and folded.

    `denial` finds in a sentence a negation, or that something goes on (« toujours »), `asking` a question for the way
    to do something, `condition` the beginning of a heading about trouble (« Si… »). `matters` are words by what they
    are about, for a customer says « je n'ai pas reçu » where a heading says « n'arrive pas ».
    """

    denial: re.Pattern[str]
    asking: re.Pattern[str]
    condition: re.Pattern[str]
    matters: Mapping[str, str]


FAULT, DENIAL = "fault", "denial"
_NEVER = re.compile(r"(?!)")


def _speech(denial: str, asking: str, condition: str, **matters: str) -> Speech:
    words = {word: matter for matter, text in matters.items() for word in text.split()}
    denies, asks, conditions = (re.compile(each, re.IGNORECASE) for each in (denial, asking, condition))
    return Speech(denies, asks, conditions, MappingProxyType(words))


_NONE = Speech(_NEVER, _NEVER, _NEVER, MappingProxyType({}))
_SPEECH: Mapping[str, Speech] = MappingProxyType(
    {
        "fr": _speech(
            r"\b(?:pas|jamais|rien|aucune?|impossible|toujours)\b|\b(?:ne\b|n['’]).{0,30}\bplus\b",
            r"\b(?:comment|où)\b",
            r"(?:si|en cas)\b",
            fault="refuse refuser refus rejete rejeter invalide incorrect incorrecte faux fausse errone erreur echoue"
            " echouer echec valable mal bloque bloquer manque manquent barre",
            coming="recevoir recu recois arrive arriver arrivent parvenir venu",
            seeing="vois voir apparait apparaitre affiche trouve introuvable",
            time="combien delai delais duree durees jours temps longtemps effet effectif",
        ),
        "en": _speech(
            r"\b(?:not|no|never|cannot|still)\b|n['’]t\b",
            r"\b(?:how|where)\b",
            r"(?:if|unless)\b",
            fault="refuse refused reject rejected invalid incorrect wrong error fail failed fails misspelt"
            " unable missing",
            coming="receive received arrive arrives arrived come came",
            seeing="see appear appears show shows find",
            time="long days delay delays last effect",
        ),
    }
)


def speech(code: str) -> Speech:
    """The data of a language; one that finds nothing for a language that is not listed."""
    return _SPEECH.get(code, _NONE)
