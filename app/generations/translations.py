"""What translations owe, kept beside the generations by whoever builds, for pages that run no git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.generations.record import replace_file
from app.model import Debt

_PATH = "translations.json"


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of one build. `history` is false where the content is in no repository: then only what is
    missing is known. `program` is what worked them out."""

    history: bool = False
    debts: tuple[Debt, ...] = ()
    program: str = ""


class TranslationRecords:
    """The file of one index folder. Its builder writes it, everybody reads it; None while there is none."""

    def __init__(self, folder: Path):
        self._path = folder / _PATH
        self._seen: tuple[tuple[int, int, int], Translations] | None = None

    def read(self) -> Translations | None:
        """What the last build found; None when there is none, or it cannot be read: the next build makes it anew."""
        try:
            facts = self._path.stat()
            key = (facts.st_ino, facts.st_mtime_ns, facts.st_size)
            if self._seen is None or self._seen[0] != key:
                self._seen = key, msgspec.json.decode(self._path.read_bytes(), type=Translations)
        except (OSError, msgspec.MsgspecError):
            return None
        return self._seen[1]

    def write(self, found: Translations) -> None:
        """Keep it, unless it is kept already. Raises OSError when it cannot be written."""
        if self.read() != found:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            replace_file(self._path, msgspec.json.encode(found))
