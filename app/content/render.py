"""An article to what readers get: safe HTML, resolved Markdown, sections, and what it links to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from app.content.blocks import empty_admonitions, outside_code
from app.content.calls import calls
from app.content.caps import excess
from app.content.links import Link, Resolver, World
from app.content.raw_html import COMMENT, comments
from app.content.resolved import resolved_markdown
from app.content.sanitize import SafeHtml, UnsafeHtmlError, sanitize
from app.content.sections import sections
from app.content.text import INVISIBLE
from app.errors import ContentError
from app.model import Article, Problem, Section

__all__ = ["Link", "Outcome", "Refusal", "RefusedError", "Rendering", "World", "render"]

MOST_INVISIBLE = 20
"""Of one article: a text that was pasted may have one at each word."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One article for one audience. `links` as the author wrote them, also those that lead nowhere.

    `media` are the names (`<sha256>.<ext>`) of the pictures it shows, `variants` those of their smaller forms, `paths`
    the files that it asked for: while those and what `links` name stay, it stays. `calls` are the paths of the articles
    that its links lead to, each with the link's text.
    """

    html: SafeHtml
    markdown: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    media: tuple[str, ...]
    problems: tuple[Problem, ...]
    paths: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal(Problem):
    """Why an article is not published, with what else was found in it."""

    links: tuple[Link, ...] = ()
    others: tuple[Problem, ...] = ()
    paths: tuple[str, ...] = ()


Outcome: TypeAlias = Rendering | Problem
"""What becomes of an article; a problem, often a Refusal, where it is not published."""


class RefusedError(ContentError):
    """Rendered, but not to be published."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, path=refusal.path, line=refusal.line, code=refusal.code)
        self.refusal = refusal


def render(article: Article, world: World) -> Rendering:
    """Render an article. Raises ContentError when it must not be published.

    Takes time and memory that hostile text decides: run it through `RenderPool`.
    """
    from app.content.markdown_html import to_html  # 50 ms, and only children of `RenderPool` come here

    resolver = Resolver(article, world)
    body = _cleaned(article.body, resolver)
    if found := excess(body):
        line = article.body_line + found[0]
        raise ContentError(found[1], path=article.path, line=line, code="too-large")
    try:
        html = sanitize(to_html(body, resolver))
    except RecursionError:
        raise ContentError("nested too deep (max 32)", path=article.path, code="too-large") from None
    except UnsafeHtmlError as error:
        message = f"its HTML is not known to be safe: {error}"
        raise ContentError(message, path=article.path, line=article.body_line, code="unsafe-html") from None
    _report_empty_admonitions(body, resolver)
    _refuse_remote_pictures(resolver)
    parts = sections(html)
    # The same answers again, without a second report of each problem.
    textual = Resolver(article, world, anchors=resolver.anchors)
    markdown = resolved_markdown(body, textual).strip("\n") + "\n"
    return Rendering(
        html=html,
        markdown=markdown,
        sections=parts,
        links=tuple(resolver.links),
        media=tuple(resolver.media),
        problems=tuple(resolver.problems),
        paths=tuple(resolver.paths | textual.paths),
        variants=tuple(resolver.variants),
        calls=calls(html),
    )


def _refuse_remote_pictures(resolver: Resolver) -> None:
    """After everything else was looked at, so that an author learns all of it at once."""
    if first := next((problem for problem in resolver.problems if problem.code == "remote-image"), None):
        others = tuple(problem for problem in resolver.problems if problem != first)
        links, paths = tuple(resolver.links), tuple(resolver.paths)
        facts = (first.path, first.line, first.message, first.code, first.severity, first.column)
        refusal = Refusal(*facts, links=links, others=others, paths=paths)
        raise RefusedError(refusal)


def _report_empty_admonitions(body: str, resolver: Resolver) -> None:
    for index in empty_admonitions(body):
        message = "admonition without a text: indent its lines by four spaces"
        line = resolver.article.body_line + index
        resolver.problems.append(Problem(resolver.article.path, line, message, code="admonition", severity="warning"))


def _cleaned(body: str, resolver: Resolver) -> str:
    """Without invisible characters and HTML comments, both of which would show what nobody meant to show."""
    for found in INVISIBLE.finditer(body):
        message = f"invisible control character U+{ord(found[0]):04X} is left out: type the word again by hand"
        resolver.report_at("invisible-character", message, found.start())
        if len(resolver.problems) == MOST_INVISIBLE:
            break
    body = INVISIBLE.sub("", body)
    if "<!--" in body:
        for at in comments(resolver.article.body):
            message = "raw HTML ignored: this comment is left out, and no reader sees it; remove it"
            resolver.report_at("raw-html", message, at)
        body = outside_code(body, lambda text: COMMENT.sub(_same_lines, text))
    return body


def _same_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
