"""YAML without its surprises: text, lists and mappings with line numbers; the only door to PyYAML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.content.text import CONFLICT, CONTROL, UNRESOLVED
from app.content.yaml_faults import fault
from app.content.yaml_simple import Keys, Value, simple
from app.errors import ContentError

__all__ = ["Document", "Keys", "Value", "load", "parse"]

_COMMENT = re.compile(r"[ \t]+#")

MAX_DEPTH = 12
MAX_CONFIGURATION = 256 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: every scalar is the text as written, `lines` gives a key's or an item's line by its keys.

    Items of lists count from "0". `value` is None for an empty document. `commented` are texts without quotes
    that a comment follows on their last line, in their order.
    """

    value: Value | None
    lines: Mapping[Keys, int]
    commented: tuple[Keys, ...] = ()

    def line(self, *keys: str) -> int:
        """The line of a key, or of the nearest key above it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)


def load(text: str, *, path: str, first_line: int = 1, max_bytes: int = MAX_CONFIGURATION) -> Document:
    """Read one document. Lines count from `first_line`.

    Raises ContentError for what is not YAML, for anchors, aliases, merge keys, tags, repeated keys, more than
    12 levels, more than `max_bytes` (checked first: PyYAML is super-linear on hostile text).
    """
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise ContentError(f"YAML larger than {max_bytes // 1024} KiB", path=path, line=first_line, code="yaml")
    if conflict := CONFLICT.search(text):
        line = first_line + text.count("\n", 0, conflict.start())
        raise ContentError(UNRESOLVED, path=path, line=line, code="yaml")
    if known := simple(text):
        return Document(known.values, {keys: first_line + line for keys, line in known.lines.items()})
    return parse(text, path, first_line)


def parse(text: str, path: str, first_line: int) -> Document:
    """Read with the YAML parser what `simple` leaves to it. Raises ContentError as `load` does."""
    builder = _Builder(path, first_line)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        at, begun = (mark.line if mark else 0 for mark in (error.problem_mark, error.context_mark))
        reason = str(error.problem or error.context or "not readable")
        line, message = fault(error.context, begun, reason, at, text.split("\n"))
        raise ContentError(f"YAML: {message}", path=path, line=first_line + line, code="yaml") from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise ContentError(f"YAML: {reason}", path=path, line=first_line, code="yaml") from None
    return Document(builder.root, builder.lines, tuple(builder.commented))


def _events(text: str) -> Iterator[Any]:
    # Pure Python on purpose: libyaml reads some texts differently, and a build must not depend on the wheel.
    yield from yaml.parse(text, Loader=yaml.SafeLoader)


@dataclass(slots=True)
class _Frame:
    """A list or mapping being filled; `key` is the pending key of a mapping."""

    container: list[Value] | dict[str, Value]
    keys: Keys
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    path: str
    first_line: int
    root: Value | None = None
    lines: dict[Keys, int] = field(default_factory=dict)
    stack: list[_Frame] = field(default_factory=list)
    documents: int = 0
    commented: list[Keys] = field(default_factory=list)

    def take(self, event: Any) -> None:
        line = self.first_line + event.start_mark.line
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error("only one document is allowed", line)
            if event.version or event.tags:
                raise self._error("directives are not allowed", line)
        elif isinstance(event, yaml.AliasEvent):
            raise self._error(
                f"anchors and aliases are not allowed, line {line}: put a text that begins with & or * in quotes", line
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)

    def _node(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._error(
                f"anchors and aliases are not allowed, line {line}: put a text that begins with & or * in quotes", line
            )
        if event.tag is not None:
            raise self._error(f"tags are not allowed, line {line}: put a text that begins with ! in quotes", line)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.container, dict) and frame.key is None:
            self._key(frame, event, line)
            return
        value: Value = (
            self._text(event, line)
            if isinstance(event, yaml.ScalarEvent)
            else {}
            if isinstance(event, yaml.MappingStartEvent)
            else []
        )
        keys = self._place(frame, value, line)
        if value and isinstance(event, yaml.ScalarEvent) and event.style is None:
            end: Any = event.end_mark
            if _COMMENT.match(end.buffer, end.pointer):
                self.commented.append(keys)
        if not isinstance(value, str):
            if len(self.stack) >= MAX_DEPTH:
                raise self._error(f"nested too deep (max {MAX_DEPTH})", line)
            self.stack.append(_Frame(value, keys))

    def _key(self, frame: _Frame, event: Any, line: int) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error("keys must be text", line)
        key = self._text(event, line)
        if key == "<<":
            raise self._error(f"merge keys are not allowed (no anchors and aliases), line {line}", line)
        if key in frame.container:
            raise self._error(f"key '{key}' given twice: keep one", line)
        frame.key = key
        self.lines[(*frame.keys, key)] = line

    def _text(self, event: yaml.ScalarEvent, line: int) -> str:
        """What a scalar says, where a file could say it without an escape."""
        text = str(event.value)
        if found := CONTROL.search(text):
            message = f"control character U+{ord(found[0]):04X} in a text, line {line}: remove it"
            raise ContentError(message, path=self.path, line=line, code="control-character")
        return text

    def _place(self, frame: _Frame | None, value: Value, line: int) -> Keys:
        if frame is None:
            self.root = value
            return ()
        if isinstance(frame.container, dict):
            key = frame.key or ""
            frame.container[key] = value
            frame.key = None
        else:
            key = str(len(frame.container))
            frame.container.append(value)
            self.lines[(*frame.keys, key)] = line
        return (*frame.keys, key)

    def _error(self, message: str, line: int) -> ContentError:
        return ContentError(message, path=self.path, line=line, code="yaml")
