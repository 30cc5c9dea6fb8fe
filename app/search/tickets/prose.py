"""What the author of a ticket says, sentence by sentence, without signature, quotations, addresses and numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.model import MAX_TICKET_CHARACTERS
from app.search.analysis import fold, normalise
from app.search.analysis.normalise import MARKS, UNSEEN
from app.search.tickets.manners import Manners

# Every repetition has an upper bound: the text is hostile until shown otherwise.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_REPLY = re.compile(
    r"\s{0,9}(?:(?:le|on)\b.{4,120}(?:a écrit|wrote)\s?:|-{3,20}.{0,80}-{3,20}|_{10,80}"
    r"|(?:de|from)\s?:.{0,120}@.{0,80})\s*",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"\s{0,9}(?:de|from)\s?:.{1,160}\n\s{0,9}(?:envoyé|sent|date|à|to|objet|subject)\s?:.{0,200}", re.IGNORECASE
)
"""Two lines of the head of an older mail, as Outlook writes it: often without an address."""
_NOTICE = re.compile(
    r"\b(?:ce (?:message|courriel|mail|e-mail)|this (?:e-?mail|message|communication))\b.{0,200}\bconfident",
    re.IGNORECASE,
)
"""What firms put below every mail: that it is confidential."""
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,2}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,2}(?!\w)")
_MARKS = re.compile(f"[{MARKS}{UNSEEN}]{{4,}}")
"""Normalising 10,000 marks on one letter takes 77 ms."""
_LONG = re.compile(r"\S{80,}")
"""No word of any language: a key, a path, a picture in base64."""
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
    end = next((place for place, line in enumerate(lines) if place and _NOTICE.search(line)), len(lines))
    lines = lines[:end]
    for place, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line) or _quotes(line, next(iter(lines[place + 1 :]), "")):
            return
        if place and _closes(line, lines[place + 1 :], manners):
            return
        if not _QUOTED.match(line):
            yield line


def _quotes(line: str, below: str) -> bool:
    """Whether an older mail begins here; what says so may go on in the next line."""
    line, below = _EMPHASIS.sub("", line), _EMPHASIS.sub("", below)
    heads = _REPLY.fullmatch(line) or _REPLY.fullmatch(f"{line} {below.strip()}") or _HEAD.fullmatch(f"{line}\n{below}")
    return heads is not None


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
