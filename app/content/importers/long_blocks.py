"""Tables and lists that are longer than one block may be, in several: nothing of them is lost."""

from __future__ import annotations

import re

from app.content.caps import MAX_PARAGRAPH

_LONG = MAX_PARAGRAPH - 2_000
_ITEM = re.compile(r"\n(?= *(?:[-*+]|\d{1,9}\.) )")


def in_blocks(body: str) -> str:
    """The body with long tables cut, each part under the same head, and long lists loose."""
    if len(body) <= _LONG:
        return body
    return "\n\n".join(_cut(block) if len(block) > _LONG else block for block in body.split("\n\n"))


def _cut(block: str) -> str:
    lines = block.split("\n")
    if len(lines) < 3 or not lines[0].startswith("|") or not re.fullmatch(r"[| :-]+", lines[1]):
        return _ITEM.sub("\n\n", block)
    head, parts = lines[:2], [[*lines[:2]]]
    size = 0
    for line in lines[2:]:
        if size + len(line) > _LONG // 2 and len(parts[-1]) > 2:
            parts.append([*head])
            size = 0
        parts[-1].append(line)
        size += len(line) + 1
    return "\n\n".join("\n".join(part) for part in parts)
