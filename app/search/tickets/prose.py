"""What the author of a ticket says, sentence by sentence, without signature, quotations, addresses and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.model import MAX_TICKET_CHARACTERS
from app.model.letters import begins_mail, is_field, is_notice
from app.search.analysis import fold, normalise
from app.search.analysis.normalise import MARKS, UNSEEN
from app.search.tickets.manners import Manners

# Every repetition has an upper bound: the text is hostile until shown otherwise.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKS = re.compile(f"[{MARKS}{UNSEEN}]{{4,}}")
"""Normalising 10,000 marks on one letter takes 77 ms."""
_LONG = re.compile(r"\S{80,}")
"""No word of any language: a key, a path, a picture in base64."""
_SUBJECT = re.compile(r"\s{0,9}[*_]{0,2}(?:objet|sujet|subject)\s?:", re.IGNORECASE)
_QUOTED = re.compile(r"\s{0,9}[>|]")
_SIGNATURE = re.compile(r"\s{0,9}(?:--|—|__)\s*")
_ADDRESS = re.compile(r"(?<!\w)(?:https?://|www\.)\S{1,500}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,200}", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w.-])[\w-]{2,63}(?:\.[\w-]{2,63}){0,3}(\.(?:ma|com|net|org|fr|eu|info|biz|shop|store|io))\b(?!\.\w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:n[°º]\s?|\#)?(?<![\w.])\d[\d.,:/+-]{2,40}(?!\w)|\#\w{1,40}|(?<!\w)(?=[a-f-]{0,63}\d)[\da-f-]{8,64}(?!\w)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:^\s{0,9}|[:;,]\s{1,9})\d{1,2}\s?[).°/:-](?=\s)", re.MULTILINE)
"""What numbers the items of a list."""
_SENTENCE = re.compile(r"[.!?…;:]+(?=\s|$)|\n+|(?:^|\s)[-–—*•](?=\s)", re.MULTILINE)
_LAST_LINES, _END_LINES = 8, 24
"""Lines of a signature, and with empty ones between."""
_SHORT_LINE = 60


def letter(text: str, manners: Manners) -> str:
    """What its author wrote for this occasion: no quotation, no signature; addresses and numbers are left out.

    A host name leaves its ending (`.ma`), the number of an item a dash. At most MAX_TICKET_CHARACTERS are read.
    """
    # NFKC makes up to 18 characters of one.
    text = unicodedata.normalize("NFKC", _MARKS.sub("", text[:MAX_TICKET_CHARACTERS]))[:MAX_TICKET_CHARACTERS]
    lines = _LONG.sub(" ", _NO_TEXT.sub(" ", text)).splitlines()
    kept = _ADDRESS.sub(" ", _ITEM.sub("\n- ", "\n".join(_body(lines, manners))))
    return _NUMBER.sub(" ", _HOST.sub(r" \1 ", kept))


def sentences(text: str) -> list[str]:
    """The sentences of a letter, in order, without empty ones."""
    return [part for each in _SENTENCE.split(text) if (part := each.strip())]


def _body(lines: Sequence[str], manners: Manners) -> Iterator[str]:
    """Without the mails below, and without the head of the letter itself, if it was copied with it."""
    lines = lines[: next((place for place, line in enumerate(lines) if place and is_notice(line)), len(lines))]
    headed = begun = False
    for place, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=False)):
        mail = begins_mail(line, below)
        if _SIGNATURE.fullmatch(line) or (mail and begun) or (place and _closes(line, lines[place + 1 :], manners)):
            return
        headed = headed or mail
        if mail or _QUOTED.match(line) or (headed and not begun and is_field(line) and not _SUBJECT.match(line)):
            continue
        begun = begun or (bool(line.strip()) and not (headed and is_field(line)))
        yield line


def _closes(line: str, rest: Sequence[str], manners: Manners) -> bool:
    """Whether the letter is over with this line: nothing follows but a name, an address, a telephone number."""
    line = line.strip()
    if (
        len(line) > _SHORT_LINE
        or len(rest) > _END_LINES
        or not fold(normalise(line)).startswith(manners.closings or ("\0",))
    ):
        return False
    left = [each.strip() for each in rest]
    return sum(map(bool, left)) <= _LAST_LINES and all(len(each) <= _SHORT_LINE for each in left)
