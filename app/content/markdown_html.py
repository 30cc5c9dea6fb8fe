"""Markdown to HTML that is not yet safe; with the markdown_ modules, the only door to Python-Markdown."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import AUTOMAIL_RE

from app.content.links import Resolver
from app.content.markdown_blocks import IndentedFences, TightLists
from app.content.markdown_inline import MailProcessor, PlainTexts, VariableProcessor
from app.content.markdown_tree import ArticleTree
from app.content.policy import ADMONITIONS


def to_html(body: str, resolver: Resolver) -> str:
    """Render one article. Raises RecursionError for hostile nesting."""
    md = Markdown(
        extensions=["tables", "fenced_code", "def_list", "sane_lists", _Footnotes(BACKLINK_TITLE="")],
        output_format="html",
    )
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    # After `fenced_code` (25), which takes the blocks that are not indented out of the text.
    md.preprocessors.register(IndentedFences(md), "indented_fences", 24)
    md.preprocessors.register(TightLists(md), "tight_lists", 23)
    md.inlinePatterns.register(VariableProcessor(resolver, md), "variable", 176)
    md.inlinePatterns.register(MailProcessor(AUTOMAIL_RE, md), "automail", 110)
    md.parser.blockprocessors.register(_Admonitions(md.parser, resolver), "admonition", 105)
    # Just before `inline` (20).
    md.treeprocessors.register(PlainTexts(md), "plain_texts", 21)
    # Below 0: after `unescape`, so that texts are final.
    md.treeprocessors.register(ArticleTree(resolver, md), "article", -10)
    return md.convert(body)


class _Footnotes(FootnoteExtension):
    """Numbers instead of labels in ids: a label may hold anything."""

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802 - the library's signature
        return f"fn:{self._number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        return self.unique_ref(f"fnref:{self._number(id)}", found)

    def _number(self, label: str) -> int:
        return list(self.footnotes).index(label) + 1


class _Admonitions(AdmonitionProcessor):
    """Known kinds only; a title that is not written is the locale's word for the kind."""

    def __init__(self, parser: BlockParser, resolver: Resolver) -> None:
        super().__init__(parser)
        self._resolver = resolver

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind, title = match[1].lower().split()[0], match[2]
        if kind not in ADMONITIONS:
            message = f"admonition '{kind}' is not known, shown as a note; known: {', '.join(sorted(ADMONITIONS))}"
            self._resolver.report("admonition", message, match[0].strip())
            kind = "note"
        return kind, self._resolver.world.labels.get(kind) if title is None else title or None
