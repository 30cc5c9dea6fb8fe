"""What stands in a letter besides what its author wrote for the occasion: older mails, and what firms put below."""

from __future__ import annotations

import re

# Every repetition has an upper bound: the text is hostile until shown otherwise.
_REPLY = re.compile(
    r"\s{0,9}(?:(?:le|on)\b.{4,120}(?:a écrit|wrote)\s?:|-{3,20}.{0,80}-{3,20}|_{10,80}"
    r"|(?:de|from)\s?:.{0,120}@.{0,80})\s*",
    re.IGNORECASE,
)
_FIELDS = "envoyé|sent|date|à|to|cc|objet|sujet|subject"
_HEAD = re.compile(rf"\s{{0,9}}(?:de|from)\s?:.{{1,160}}\n\s{{0,9}}(?:{_FIELDS})\s?:.{{0,200}}", re.IGNORECASE)
"""Two lines of the head of a mail, as Outlook writes it: often without an address."""
_FIELD = re.compile(rf"\s{{0,9}}(?:de|from|{_FIELDS})\s?:", re.IGNORECASE)
_NOTICE = re.compile(
    r"\b(?:ce (?:message|courriel|mail|e-mail)|this (?:e-?mail|message|communication))\b.{0,200}\bconfident",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,2}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,2}(?!\w)")


def begins_mail(line: str, below: str) -> bool:
    """Whether the head of a mail begins with a line; what says so may go on in the one below."""
    line, below = _EMPHASIS.sub("", line), _EMPHASIS.sub("", below)
    found = _REPLY.fullmatch(line) or _REPLY.fullmatch(f"{line} {below.strip()}") or _HEAD.fullmatch(f"{line}\n{below}")
    return found is not None


def is_field(line: str) -> bool:
    """Whether a line may be one of the head of a mail (« Envoyé : mardi »)."""
    return _FIELD.match(_EMPHASIS.sub("", line)) is not None


def is_notice(line: str) -> bool:
    """Whether a line is what firms put below every mail: that it is confidential."""
    return _NOTICE.search(line) is not None
