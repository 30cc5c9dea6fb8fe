"""Changes to front matter as text: comments, order and layout of everything else stay as they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from app.content.fields import KEYS
from app.content.frontmatter import split
from app.content.text import decode
from app.content.yaml_strict import Value
from app.errors import ContentError, GuichetError

_FENCE = re.compile(r"\ufeff?-{3,}[ \t]*")
_PLAIN = re.compile(r"[A-Za-z0-9/][A-Za-z0-9/._-]*")
_FLOW = re.compile(r"\[(?P<inside>[^\[\]\"'#{}]*)\](?P<rest>[ \t]*(#.*)?)")
_COMMENT = re.compile(r"[ \t]+#.*$")


def set_value(data: bytes, path: str, key: str, value: str) -> bytes:
    """The file with a key of its front matter set to a text; a new key stands at the end.

    Raises GuichetError where that cannot be written without touching anything else.
    """
    lines, newline = _lines(data)
    start, end, at = _find(lines, path, key)
    if at is None:
        lines.insert(end, f"{key}: {quoted(value)}")
    else:
        last = _last_line(lines, at, end)
        comment = _COMMENT.search(lines[at]) if last == at else None
        kept = comment[0] if comment and not _in_quotes(lines[at], comment.start()) else ""
        lines[at : last + 1] = [f"{key}: {quoted(value)}{kept}"]
    return _verified(data, _joined(lines, newline, start), path, {key: value})


def set_list(data: bytes, path: str, key: str, items: Sequence[str]) -> bytes:
    """The file with a list of its front matter holding those texts: in one line or one below the other, as it was.

    Items that stay keep their lines. Raises GuichetError as `set_value` does.
    """
    lines, newline = _lines(data)
    start, end, at = _find(lines, path, key)
    if at is None:
        lines.insert(end, f"{key}: [{', '.join(map(quoted, items))}]")
    else:
        last = _last_line(lines, at, end)
        lines[at : last + 1] = _list_lines(lines[at : last + 1], key, items)
    return _verified(data, _joined(lines, newline, start), path, {key: list(items)})


def quoted(text: str) -> str:
    """A text as YAML: as it is where it can be taken for nothing else; a JSON string is a YAML string."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _list_lines(lines: Sequence[str], key: str, items: Sequence[str]) -> list[str]:
    first = lines[0].partition(":")[2].strip()
    below = [line for line in lines[1:] if line.lstrip().startswith("- ")]
    if below:
        kept = [line for line in lines[1:] if not line.lstrip().startswith("- ") or _item(line) in items]
        known = {_item(line) for line in below}
        indent = below[0][: len(below[0]) - len(below[0].lstrip())]
        added = [f"{indent}- {quoted(item)}" for item in items if item not in known]
        # An empty list cannot be written one below the other.
        return [lines[0], *kept, *added] if items else [f"{key}: []"]
    flow = _FLOW.fullmatch(first)
    rest = flow["rest"] if flow else ""
    return [f"{key}: [{', '.join(map(quoted, items))}]{rest}"]


def _item(line: str) -> str:
    return _COMMENT.sub("", line.lstrip()[2:]).strip().strip("\"'")


def _lines(data: bytes) -> tuple[list[str], str]:
    text = data.decode("utf-8", "surrogateescape")
    newline = "\r\n" if "\r\n" in text else "\n"
    return text.split(newline), newline


def _joined(lines: Sequence[str], newline: str, start: int) -> bytes:
    head = [] if start >= 0 else ["---"]
    return newline.join([*head, *lines]).encode("utf-8", "surrogateescape")


def _find(lines: list[str], path: str, key: str) -> tuple[int, int, int | None]:
    """(line of the opening fence, line of the closing one, line of the key or None).

    A file without front matter gets an empty one: its closing fence is put before the text, the opening one is missing
    (-1) until the file is put together.
    """
    start = next((i for i, line in enumerate(lines) if line.strip("\ufeff \t")), None)
    if start is None or not _FENCE.fullmatch(lines[start]):
        lines.insert(0, "---")
        return -1, 0, None
    end = next((i for i in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[i])), None)
    if end is None:
        raise GuichetError(f"{path}:{start + 1}: front matter is not closed: end it with a line ---")
    found = [i for i in range(start + 1, end) if re.match(rf"(\"?){re.escape(key)}\1[ \t]*:", lines[i])]
    return start, end, found[0] if found else None


def _last_line(lines: Sequence[str], at: int, end: int) -> int:
    """The last line of a key's value; comments and blank lines between it and the next key are not its own."""
    last = at
    for i in range(at + 1, end):
        line = lines[i]
        if line[:1] in (" ", "\t") or line.startswith(("- ", "]")):
            if line.strip() and not line.lstrip().startswith("#"):
                last = i
        elif line.strip() and not line.startswith("#"):
            break
    return last


def _in_quotes(line: str, position: int) -> bool:
    before = line[:position]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def _verified(before: bytes, after: bytes, path: str, changed: dict[str, Value]) -> bytes:
    """The new file, if it says what the old one said but for the change; text is easily edited into something else."""
    try:
        old = split(decode(before, path), path, KEYS)
        new = split(decode(after, path), path, KEYS)
    except ContentError as error:
        raise GuichetError(f"{path}:{error.line}: {error.message}; mend that first") from None
    if new.fields != {**old.fields, **changed} or new.body != old.body:
        key = next(iter(changed))
        raise GuichetError(f"{path}: '{key}' is written in a way that cannot be changed here; change it by hand")
    return after
