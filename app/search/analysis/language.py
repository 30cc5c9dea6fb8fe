"""What the stages of analysis need to know of one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.search.analysis.sounds import Sounds, sounding


def unchanged(word: str) -> str:
    """The repair, or the finish, of a language that needs none."""
    return word


@dataclass(frozen=True, slots=True)
class Language:
    """Data of one language; every word in it is written normalised and folded.

    `weak_words` are stop words that tell a little (« quand »), `fillers` words without which a question is the same one
    (« comment », « mes »). `stemmer` is a Snowball algorithm, None for none.
    `elisions` are dropped before an apostrophe, `endings` after one, `kept` are words whose apostrophe or hyphen is a
    part of them, `clitics` are pronouns hung on a verb by a hyphen, `aliases` are spellings of one word. `repair`
    restores, in a folded word, what the stemmer expects; `finish` brings together stems that it leaves apart;
    `sounds` are the rules by which words that are heard alike have one key.
    Whoever changes any of it raises `revision`: indexes are then built anew.
    """

    code: str
    revision: int = 1
    stemmer: str | None = None
    stop_words: frozenset[str] = frozenset()
    weak_words: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    elisions: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    clitics: frozenset[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)
    repair: Callable[[str], str] = unchanged
    finish: Callable[[str], str] = unchanged
    sounds: Sounds = ()

    @property
    def sound(self) -> Callable[[str], str] | None:
        return sounding(self.sounds) if self.sounds else None
