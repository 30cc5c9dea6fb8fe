"""An article on its way from Markdown to a page: Article, then RenderedArticle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Audience = Literal["public", "agents"]
Status = Literal["published", "draft"]

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""Pixels of the picture that a link to an article is shown with: what chats and networks show uncut."""
AUDIENCES: tuple[Audience, ...] = ("public", "agents")


@dataclass(frozen=True, slots=True)
class Article:
    """One Markdown file, validated but not rendered.

    `source` is the file's path inside the locale's folder (`domains/epp-code.md`), `path` inside the content
    folder (`fr/domains/epp-code.md`). `body` is Markdown with LF line ends and `body_line` the line of the
    file on which it begins. Aware datetimes; `retranslate` is the day of a change that readers of older translations
    are told of; `updated` may be a git date, `published` the day the article first
    appeared (`publish_at`, else its first commit), None when nobody knows.
    """

    id: str
    locale: str
    title: str
    slug: str
    summary: str
    category: str
    source: str
    path: str
    body: str
    body_line: int = 1
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    status: Status = "published"
    visibility: Audience = "public"
    publish_at: datetime | None = None
    unpublish_at: datetime | None = None
    updated: date | None = None
    published: date | None = None
    review_by: date | None = None
    owner: str | None = None
    weight: int = 0
    retranslate: date | None = None
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each front matter key in the file, for messages."""

    def line(self, key: str) -> int:
        """Line of a front matter key in the file, 1 when the key was not written."""
        return self.lines.get(key, 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article under one heading; the part before the first heading has no anchor and no title.

    `anchor` is the element id in the page (`h-steps`), `level` 2 to 6 (0 for the first part),
    `text` the plain text without the heading: a line for each paragraph, item and row (`cell – cell`), white
    space folded, without the buttons that lead to the portal.
    """

    anchor: str
    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """The text of one article in one locale, as it is served.

    `html` has passed the sanitiser; nothing changes it afterwards. `markdown` has variables and links resolved
    (absolute paths such as `/fr/articles/code-epp`).
    """

    html: str
    markdown: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """What lists, feeds and the head of a page show of one article in one locale; its text is a Body.

    `related` is completed, without ids that this audience cannot see; `review_by` and `owner` are for editors.
    """

    id: str
    locale: str
    title: str
    slug: str
    summary: str
    category: str
    source: str
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    visibility: Audience = "public"
    updated: date | None = None
    published: date | None = None
    weight: int = 0
    review_by: date | None = None
    owner: str | None = None
    media: tuple[str, ...] = ()
    """Names (`<sha256>.<ext>`) of the pictures it shows."""
    variants: tuple[str, ...] = ()
    """Names (`<64 hex>.webp`) of the smaller forms of those pictures, which pages offer to small screens."""
    behind: date | None = None
    """The day of a change of the source that this translation lacks, where readers are told so."""
    card: str = ""
    """Name (`<64 hex>.png`) of the picture that a link to it is shown with, empty when it has none."""
    named: tuple[str, ...] = ()
    """Those of `related` that its author named, in the author's order; the rest was found by the build."""
    unpublish_at: datetime | None = None
