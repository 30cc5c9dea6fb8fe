"""HTML that is safe to show: cleaned twice, checked once; the only door to bleach and nh3."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import NewType

import nh3

from app.content.policy import ATTRIBUTES, SCHEMES, TAGS, VOID_TAGS, attribute_allowed

SafeHtml = NewType("SafeHtml", str)
"""HTML that has passed `sanitize`. Made nowhere else."""

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
"""A tag as the last cleaner writes it, who leaves no other `<`: `split` gives text, slash, name, attributes, text…"""

_CONTENT_DROPPED = {"script", "style"}
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


class UnsafeHtmlError(Exception):
    """What is left after cleaning is not what we know; says what and must not be published."""


def sanitize(text: str) -> SafeHtml:
    """Keep what the policy allows. The result is a fixpoint of the last cleaner.

    Raises UnsafeHtmlError when the result holds anything the policy does not know: that would be a fault of a cleaner.
    """
    once = _first_clean(text).replace("\u00a0", "&nbsp;")  # as the last cleaner writes it: most articles are then
    cleaned = _last_clean(once)  # a fixpoint at once, and need not be cleaned again to know that
    if cleaned != once and _last_clean(cleaned) != cleaned:
        raise UnsafeHtmlError("cleaning it again changes it")
    check(cleaned)
    return SafeHtml(cleaned)


def check_again(text: str) -> SafeHtml:
    """HTML that another process of ours sanitised. Raises UnsafeHtmlError when it is not what `sanitize` returns."""
    check(text)
    return SafeHtml(text)


def _first_clean(text: str) -> str:
    import bleach.sanitizer  # 50 ms, and only processes that render clean

    # `>` alone ends nothing outside a tag and inside quotes; each entity costs 15 µs, and code is full of this one.
    text = text.replace("&gt;", ">")
    # bleach hands attribute values over as written, so `&#x6a;avascript:` must be decoded before it is judged.
    cleaner = bleach.sanitizer.Cleaner(
        tags=TAGS,
        attributes=lambda tag, name, value: attribute_allowed(tag, name, html.unescape(value)),
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return cleaner.clean(text)


def _last_clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=TAGS,
        clean_content_tags=_CONTENT_DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=lambda tag, name, value: value if attribute_allowed(tag, name, value) else None,
        url_schemes=SCHEMES,
        strip_comments=True,
        link_rel=None,
    )


def check(text: str) -> None:
    """Read HTML strictly. Raises UnsafeHtmlError for a tag, attribute, comment or declaration outside the policy."""
    if _as_written(text):
        return
    # Anything else is read by a parser, which knows why it is refused.
    checker = _Checker(convert_charrefs=True)
    checker.feed(text)
    checker.close()
    if checker.open:
        raise UnsafeHtmlError(f"<{checker.open[-1]}> is not closed")


def _as_written(text: str) -> bool:
    """Whether HTML is in the one form that the last cleaner writes, and all in it known: the check in a third of the
    time.

    Nothing but tags of that form holds `<`, so there is nothing in it that could be read in two ways.
    """
    parts = TAG.split(text)
    if any("<" in between for between in parts[::4]):
        return False
    open_tags: list[str] = []
    for closing, tag, attributes in zip(parts[1::4], parts[2::4], parts[3::4], strict=True):
        if closing:
            if attributes or not open_tags or open_tags.pop() != tag:
                return False
        elif not _opening_allowed(tag, attributes):
            return False
        elif tag not in VOID_TAGS:
            open_tags.append(tag)
    return not open_tags


@lru_cache(maxsize=2048)  # `<p>` and its like make nine of ten tags
def _opening_allowed(tag: str, attributes: str) -> bool:
    given = _ATTRIBUTE.findall(attributes)
    return (
        tag in TAGS
        and len({name for name, _ in given}) == len(given)
        and all(attribute_allowed(tag, name, html.unescape(value)) for name, value in given)
    )


class _Checker(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise UnsafeHtmlError(f"<{tag}> is not allowed")
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            raise UnsafeHtmlError(f"an attribute of <{tag}> is given twice")
        for name, value in attrs:
            if not attribute_allowed(tag, name, value or ""):
                raise UnsafeHtmlError(f"{name} on <{tag}> is not allowed")
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        raise UnsafeHtmlError(f"<{tag}/> is not how we write HTML")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise UnsafeHtmlError(f"</{tag}> closes nothing")

    def handle_comment(self, _data: str) -> None:
        raise UnsafeHtmlError("a comment is left")

    def handle_decl(self, _decl: str) -> None:
        raise UnsafeHtmlError("a declaration is left")

    def handle_pi(self, _data: str) -> None:
        raise UnsafeHtmlError("a processing instruction is left")

    def unknown_decl(self, _data: str) -> None:
        raise UnsafeHtmlError("a declaration is left")
