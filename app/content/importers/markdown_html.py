"""HTML inside Markdown, and what MDX adds to it, as plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.content.importers.escaping import address, quoted
from app.content.importers.html_markdown import fragment
from app.content.importers.html_tree import parse_html
from app.content.importers.lines import Line, trimmed, with_code
from app.content.importers.markdown_parts import anchor_name, shifted
from app.content.importers.targets import Targets

_SPAN = r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
_SPAN_OR_COMMENT = re.compile(rf"(?P<span>{_SPAN})|<!--.*?-->|\{{/\*.*?\*/\}}", re.DOTALL)
_WHOLE = "table|ul|ol|dl|pre|figure|iframe|video|object|audio|blockquote|form|script|style"
_OPENS = re.compile(rf"(?P<before>[ \t]*(?:[-*+] |\d+\. )?)<(?P<tag>{_WHOLE})(?=[\s>/])", re.IGNORECASE)
_MODULE = re.compile(
    r"(?:import\s+(?:[\w{}*,\s]+\s+from\s+)?['\"]([^'\"]+)['\"];?|export\s+(?:const|default|function)\b.*)\s*"
)
_TAG = re.compile(
    r"<(/?)([A-Za-z][\w.-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^\s\"'>{]+))?)*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{[\"']?([^{}\"']*)[\"']?\}|([^\s\"'>{]+))")
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "samp": "`", "tt": "`", "q": '"'}
_SILENT = frozenset(
    "p div span font u s del ins sup sub small big center section article details nobr abbr mark wbr main"  # noqa: SIM905
    " picture source thead tbody tr td th colgroup col li dt dd ul ol dl table blockquote figure figcaption header nav"
    " footer form label button input object param embed video audio iframe script style".split()
)
_BLOCKY = frozenset({"p", "div", "center", "section", "article", "details", "main", "header", "nav", "footer"})
_HEADING = re.compile(r"h[1-6]")
_SHIFTED = re.compile(r"<(su[bp])>([^<>`\s]{1,20})</\1>", re.IGNORECASE)
_ATX = re.compile(r" {0,3}#{1,6}\s")
_ALONE = re.compile(r"\s*<a\s+(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)[\"']?\s*(?:/>|>\s*(?:</a>)?)\s*", re.IGNORECASE)


def without_html(lines: Sequence[Line], targets: Targets, mdx: bool) -> list[Line]:
    """The lines without a tag, comment or import; tags that only look like some (`<user>`) stay as text."""
    return _inline(_blocks(_anchored(_without_comments(lines, mdx), targets), targets), targets, mdx)


def _without_comments(lines: Sequence[Line], mdx: bool) -> list[Line]:
    done: list[Line] = []
    ends = ""
    for line, code in with_code(lines):
        text = line.text
        if code and not ends:
            done.append(line)
            continue
        if ends:
            _, found, text = text.partition(ends)
            if not found:
                continue
            ends = ""
        closed = "-->" in text or "*/}" in text  # looking for the end of each `<!--` takes a minute for 20,000
        kept = _SPAN_OR_COMMENT.sub(lambda match: match["span"] or "", text) if closed else text
        for opens, closing in (("<!--", "-->"), *((("{/*", "*/}"),) if mdx else ())):
            if opens in kept and (at := re.sub(_SPAN, lambda match: " " * len(match[0]), kept).find(opens)) >= 0:
                kept, ends = kept[:at], closing
                break
        if kept.strip() or kept == line.text:
            done.append(Line(kept.rstrip(), line.number))
        else:
            done.append(Line("", line.number))
    return done


def _anchored(lines: Sequence[Line], targets: Targets) -> list[Line]:
    """Anchors that stand alone before a heading (`<a id="x"></a>`) become the heading's own."""
    done: list[Line] = []
    waiting: list[tuple[str, int]] = []
    for line, code in with_code(lines):
        if not code and (match := _ALONE.fullmatch(line.text)):
            waiting.append((match[1], line.number))
            done.append(Line("", line.number))
            continue
        if waiting and line.text.strip():
            if not code and _ATX.match(line.text) and not re.search(r"\{[^}]*#", line.text):
                name, _ = waiting.pop()
                line = Line(f"{line.text.rstrip()} {{#{anchor_name(name)}}}", line.number)
            for name, number in waiting:
                targets.report(f"an anchor that no heading follows was left out: #{name[:80]}", number)
            waiting = []
        done.append(line)
    return done


def _blocks(lines: Sequence[Line], targets: Targets) -> list[Line]:
    """Whole elements that Markdown has a form for (tables, lists, …), converted as HTML."""
    marked = list(with_code(lines))
    done: list[Line] = []
    place = 0
    while place < len(marked):
        line, code = marked[place]
        match = None if code else _OPENS.match(line.text)
        end = _end(marked, place, match["tag"].lower()) if match else None
        if match is None or end is None:
            done.append(line)
            place += 1
            continue
        text = "\n".join(each.text for each, _ in marked[place : end + 1])[len(match["before"]) :]
        closing = text.lower().rfind(f"</{match['tag'].lower()}")
        cut = text.find(">", closing) + 1 if closing >= 0 else len(text)
        blocks = fragment(parse_html(text[:cut], line.number), targets)
        rest = text[cut:].strip()
        before = match["before"]
        indent = " " * len(before)
        if before.strip():
            done.append(Line(f"{before}…", line.number))
        done.append(Line("", line.number))
        for block in [*blocks, *([rest] if rest else [])]:
            done += [Line(f"{indent}{each}" if each else "", line.number) for each in block.split("\n")]
            done.append(Line("", line.number))
        place = end + 1
    return done


def _end(marked: Sequence[tuple[Line, bool]], start: int, tag: str) -> int | None:
    """The line on which an element ends that begins on line `start`; None when it never does."""
    depth = 0
    signs = re.compile(rf"<(/?){tag}(?=[\s>/])[^>]*?(/?)>|<(/?){tag}(?=[\s])", re.IGNORECASE)
    for place in range(start, min(len(marked), start + 5000)):
        for match in signs.finditer(marked[place][0].text):
            if match[1] or match[3]:
                depth -= 1
            elif not match[2]:
                depth += 1
        if depth <= 0:
            return place
    return None


def _inline(lines: Sequence[Line], targets: Targets, mdx: bool) -> list[Line]:
    done: list[Line] = []
    for line, code in with_code(lines):
        if code:
            done.append(line)
        elif mdx and (match := _MODULE.fullmatch(line.text)):
            if match[1] and match[1].endswith((".md", ".mdx")):
                targets.report(f"text of another file is not copied in: {match[1][:80]}", line.number)
            done.append(Line("", line.number))
        elif "<" in line.text:
            done += [Line(trimmed(text), line.number) for text in _tagless(line, targets, mdx).split("\n")]
        else:
            done.append(line)
    return done


def _tagless(line: Line, targets: Targets, mdx: bool) -> str:
    table = line.text.lstrip().startswith("|") or line.text.count("|") > 1
    swap = _swapper(line, targets, mdx, table)
    line = Line(_SHIFTED.sub(lambda match: shifted(match[2], match[1].lower()), line.text), line.number)
    parts = re.split(rf"({_SPAN})", line.text)
    # Splitting with two groups gives text, span, ticks, text, …
    return "".join(
        _TAG.sub(swap, part) if place % 3 == 0 else part for place, part in enumerate(parts) if place % 3 != 2
    )


def _swapper(line: Line, targets: Targets, mdx: bool, table: bool) -> Callable[[re.Match[str]], str]:
    waiting: list[str] = []

    def swap(match: re.Match[str]) -> str:
        closing, name, rest, alone = match.groups()
        tag = name.lower()
        given = {
            m[1].lower(): next((g for g in m.groups()[1:] if g is not None), "") for m in _ATTRIBUTE.finditer(rest)
        }
        if name[0].isupper() and mdx:
            return _component(name, given, bool(closing), bool(alone), line, targets)
        if tag in _SIGNS:
            return _SIGNS[tag]
        if tag == "br":
            return " " if table or line.text.lstrip().startswith("#") else "  \n"
        if tag == "hr":
            return "\n\n---\n\n"
        if tag == "img":
            return _image(given)
        if tag == "a":
            return _anchor(given, bool(closing), waiting, line)
        if tag == "summary":
            return "**"
        if _HEADING.fullmatch(tag):
            return "\n" if closing else f"\n\n{'#' * int(tag[1])} "
        if tag in ("madcap:xref", "note") or tag in _SILENT:
            return "\n" if tag in _BLOCKY and not table and line.text.strip() != match[0] else ""
        return match[0]

    return swap


def _image(given: dict[str, str]) -> str:
    title = given.get("title", "")
    label = " ".join(given.get("alt", "").split()).replace("[", "\\[").replace("]", "\\]")
    return (
        f"![{label}]({address(given.get('src', ''))}{f' {quoted(title)}' if title else ''})"
        if given.get("src")
        else label
    )


def _anchor(given: dict[str, str], closing: bool, waiting: list[str], line: Line) -> str:
    if closing:
        return waiting.pop() if waiting else ""
    name = given.get("id") or given.get("name")
    if given.get("href"):
        title = given.get("title", "")
        waiting.append(f"]({address(given['href'])}{f' {quoted(title)}' if title else ''})")
        return "["
    waiting.append(f" {{#{anchor_name(name)}}}" if name and line.text.lstrip().startswith("#") else "")
    return ""


def _component(name: str, given: dict[str, str], closing: bool, alone: bool, line: Line, targets: Targets) -> str:
    """What stays of a JSX component: the texts and addresses it was given, and what it holds."""
    if closing:
        return "\n"
    if name == "TabItem":
        return f"\n\n**{given.get('label') or given.get('value', '')}**\n\n"
    if name in ("Tabs", "Highlight", "Trans", "Translate"):
        return ""
    targets.report(f"a component was left out, its text kept: <{name}>", line.number)
    said = given.get("title") or given.get("label") or given.get("alt") or ""
    if given.get("src") and given["src"].lower().rsplit(".", 1)[-1] in ("png", "jpg", "jpeg", "gif", "webp", "svg"):
        return f"![{said}]({address(given['src'])})"
    link = given.get("href") or given.get("to") or given.get("src") or given.get("url")
    if link and alone:
        return f"[{said or link}]({address(link)})"
    return f"\n\n**{said}**\n\n" if said and not alone else said
