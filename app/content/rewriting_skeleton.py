"""The file that a translation begins with: what all languages share, with marks at all that is to be translated."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from app.content.blocks import code_lines
from app.content.rewriting import quoted
from app.model import Article

_HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]+(?P<text>.*?)(?P<anchor>[ \t]*\{#[^{}\s]+\})?[ \t]*#*[ \t]*")
_PICTURE = re.compile(r"[ \t]*!\[[^\]]*\]\((?P<target>[^\s()]+)[^()]*\)[ \t]*")
_BOX = re.compile(r"[ ]*(?P<kind>!!! ?[\w-]+(?: +[\w-]+)*)(?: +\"(?P<title>.*?)\")?[ \t]*")
_BUTTON = re.compile(r"[ \t]*\[(?P<text>[^\[\]]+)\]\((?P<target>portal:[^\s()]+)\)[ \t]*")


def skeleton(source: Article, path: str, mark: str, slug: str | None, pictures: Collection[str]) -> str:
    """A draft at `path` (in the content folder) of the translation of an article.

    `mark` stands before everything to translate, `slug` is written where the file's name must not give it, `pictures`
    are the paths of all pictures: one of the same name in the language's own folder takes the place of the source's.
    """
    below = _body(source, path, mark, pictures)
    return "\n".join([*_front(source, mark, slug), "", below, ""])


def _front(source: Article, mark: str, slug: str | None) -> Iterator[str]:
    yield "---"
    yield f"id: {source.id}"
    yield f"title: {quoted(f'{mark}: {source.title}')}"
    # Without one the file's name ends the address: whoever translates may give it words of the language.
    yield f"slug: {slug}" if slug else f"# slug: {mark}"
    if source.summary:
        yield f"summary: {quoted(f'{mark}: {source.summary}'[:500])}"
    yield f"category: {source.category}"
    yield "status: draft"
    if source.visibility != "public":
        yield f"visibility: {source.visibility}"
    shared: Mapping[str, object] = {
        "publish_at": source.publish_at.isoformat() if source.publish_at else None,
        "unpublish_at": source.unpublish_at.isoformat() if source.unpublish_at else None,
        "review_by": source.review_by,
        "owner": quoted(source.owner) if source.owner else None,
        "weight": source.weight or None,
    }
    yield "questions: []"
    yield "keywords: []"
    for key in ("workflows", "related", "former_ids"):
        items = getattr(source, key)
        if items:
            yield f"{key}: [{', '.join(map(quoted, items))}]"
    yield from (f"{key}: {value}" for key, value in shared.items() if value is not None)
    yield "---"


def _body(source: Article, path: str, mark: str, pictures: Collection[str]) -> str:
    """The text: headings, pictures, buttons and admonitions; for each stretch of text between them one mark."""
    lines = source.body.split("\n")
    written: list[str] = []
    boxes: list[int] = []
    begun: int | None = None

    def put(text: str) -> None:
        written.append(f"{'    ' * len(boxes)}{text}")

    for i, (line, code) in enumerate(zip(lines, code_lines(source.body), strict=True)):
        left = line.strip() != "" and any(_indent(line) < box + 4 for box in boxes)
        box = None if code else _BOX.fullmatch(line.expandtabs(4))
        kept = None if code or box else _kept(line, source.path, path, mark, pictures)
        if begun is not None and (left or box or kept is not None):
            put(_stretch(source, mark, lines, begun, i))
            begun = None
        if left:
            boxes = [each for each in boxes if _indent(line) >= each + 4]
        if box:
            title = box["title"]
            put(box["kind"] + (f' "{mark}: {title}"' if title else ' ""' if title is not None else ""))
            boxes.append(_indent(line))
        elif kept is not None:
            put(kept)
        elif begun is None and line.strip():
            begun = i
    if begun is not None:
        put(_stretch(source, mark, lines, begun, len(lines)))
    return "\n\n".join(written)


def _indent(line: str) -> int:
    """The columns before a line's text."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _stretch(source: Article, mark: str, lines: list[str], begun: int, end: int) -> str:
    """Where in the source the text is that belongs here."""
    while not lines[end - 1].strip():
        end -= 1
    first, last = source.body_line + begun, source.body_line + end - 1
    return f"{mark}: {source.path}:{first}" + (f"-{last}" if last > first else "")


def _kept(line: str, source: str, path: str, mark: str, pictures: Collection[str]) -> str | None:
    """What of a line is the same in every language; None for text."""
    if match := _HEADING.fullmatch(line):
        return f"{match['signs']} {mark}: {match['text']}{match['anchor'] or ''}"
    if match := _PICTURE.fullmatch(line):
        return f"![{mark}]({_picture(match['target'], source, path, pictures)})"
    if match := _BUTTON.fullmatch(line):
        return f"[{mark}: {match['text']}]({match['target']})"
    return None


def _picture(target: str, source: str, path: str, pictures: Collection[str]) -> str:
    """The language's own picture of that name, else the source's."""
    old = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    own = "/".join((path.partition("/")[0], old.partition("/")[2]))
    return posixpath.relpath(own if own in pictures else old, posixpath.dirname(path))
