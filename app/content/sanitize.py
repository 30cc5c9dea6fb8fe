"""HTML that is safe to show: cleaned twice, checked once; the only door to bleach and nh3."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from typing import NewType

import bleach.sanitizer
import nh3

from app.content.policy import ATTRIBUTES, SCHEMES, TAGS, VOID_TAGS, attribute_allowed

SafeHtml = NewType("SafeHtml", str)
"""HTML that has passed `sanitize`. Made nowhere else."""

_CONTENT_DROPPED = {"script", "style"}


class UnsafeHtmlError(Exception):
    """What is left after cleaning is not what we know; says what and must not be published."""


def sanitize(text: str) -> SafeHtml:
    """Keep what the policy allows. The result is a fixpoint of the last cleaner.

    Raises UnsafeHtmlError when the result holds anything the policy does not know: that would be a fault of a cleaner.
    """
    cleaned = _last_clean(_first_clean(text))
    if _last_clean(cleaned) != cleaned:
        raise UnsafeHtmlError("cleaning it again changes it")
    check(cleaned)
    return SafeHtml(cleaned)


def check_again(text: str) -> SafeHtml:
    """HTML that another process of ours sanitised. Raises UnsafeHtmlError when it is not what `sanitize` returns."""
    check(text)
    return SafeHtml(text)


def _first_clean(text: str) -> str:
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
    checker = _Checker(convert_charrefs=True)
    checker.feed(text)
    checker.close()
    if checker.open:
        raise UnsafeHtmlError(f"<{checker.open[-1]}> is not closed")


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
