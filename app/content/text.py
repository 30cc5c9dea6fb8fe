"""File bytes to text: encoding, line ends, and the characters that no text of ours may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from app.errors import ContentError

INVISIBLE = re.compile("[\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Characters that change what a reader sees without being seen: bidi overrides, zero-width spaces, tags.

Joiners and left-to-right marks are absent: Persian, Arabic and emoji need them.
"""

CONFLICT = re.compile(r"^<{7} .*$", re.MULTILINE)
"""A line that git leaves where two people changed the same lines."""
UNRESOLVED = "git left two versions here, between <<<<<<< and >>>>>>>: keep one of them"

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text may hold; halves of characters too, which only escapes (`"\\ud800"`) can write."""
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)


def decode(data: bytes, path: str) -> str:
    """The text of a file with LF line ends and without a byte order mark.

    Raises ContentError where it is not UTF-8 or holds a control character.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(
            f"not UTF-8 at byte {error.start + 1}: save the file as UTF-8", path=path, line=line, code="encoding"
        ) from None
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ContentError(
            f"control character U+{ord(found.group()):04X} at line {line}: remove it",
            path=path,
            line=line,
            code="control-character",
        )
    return text


def roughly(data: bytes) -> str:
    """What can be made out of a file that `decode` refuses, to be looked through and never shown."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return data.decode("utf-16" if wide else "utf-8", "replace").replace("\r\n", "\n").replace("\0", "")


def ascii_words(text: str) -> str:
    """Words of lower-case ASCII letters and digits joined by hyphens; empty where the text has none."""
    folded = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    ascii_only = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first few names in one line: a message must stay short where thousands of files are alike."""
    first = list(islice(names, most + 1))
    return ", ".join(first[:most]) + (", …" if len(first) > most else "")


def cut_at_word(text: str, limit: int) -> str:
    """The text, or as many whole words as fit `limit` characters with an ellipsis after them."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if " " in head and text[limit - 1] != " ":
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.!?«(") + "…"


def french_spaces(text: str) -> str:
    """French typography: the ordinary space before `: ; ! ? »` and after `«` becomes a no-break space."""
    return re.sub(" (?=[:;!?»])|(?<=«) ", "\u00a0", text)
