"""What version 1 answers: the shape of each part, from which answers are made and described."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from app.model import Audience, Label

Address = Annotated[str, Meta(description="An absolute address.", extra_json_schema={"format": "uri"})]
Locale = Annotated[str, Meta(description="The language of the text: a locale of the site.", examples=["fr"])]
Id = Annotated[str, Meta(description="The identity that all translations share; it never changes.")]
CategoryId = Annotated[str, Meta(description="The id of the article's category.")]
Internal = Annotated[
    Literal["agents"] | UnsetType, Meta(description="Of an article that only the team can open; else it is left out.")
]
Marked = Annotated[str, Meta(description="Escaped text in which `<mark>` is the only element.")]
Count = Annotated[int, Meta(ge=0)]


class Popularity(Struct, frozen=True):
    """How much an article is read."""

    label: Label
    views_30d: Annotated[Count, Meta(description="Readers of the last 30 days, each once a day.")]


class Action(Struct, frozen=True):
    """A portal action of an article."""

    id: Annotated[str, Meta(description="The workflow's id.")]
    label: Annotated[str, Meta(description="The text of its button.")]
    url: Annotated[Address, Meta(description="Leads to the portal.")]


class HitSection(Struct, frozen=True):
    """A section that holds what was searched for."""

    anchor: Annotated[str, Meta(description="The id of its heading in `html`.")]
    title: str
    snippet_html: Marked
    url: Address


class ScorePart(Struct, frozen=True):
    """What a word in a field, or a bonus, adds to a score."""

    name: Annotated[str, Meta(description="`field:word:kind`, as docs/scores.md explains them; or a bonus.")]
    value: float


class Hit(Struct, frozen=True):
    """An article that was found."""

    id: Id
    locale: Annotated[Locale, Meta(description="The language of the article; it may differ from the one asked for.")]
    title: str
    summary: str
    snippet_html: Marked
    sections: list[HitSection]
    url: Address
    permalink: Annotated[Address, Meta(description="Leads to the article in the reader's language, for ever.")]
    category: CategoryId
    visibility: Audience
    popularity: Popularity
    workflows: Annotated[list[Action], Meta(description="Its portal actions, the first one first.")]
    score: Annotated[float, Meta(description="Compares the hits of one answer; it means nothing across answers.")]
    matched: Annotated[list[str], Meta(description="The words of the text that were searched for.")]
    explanation: Annotated[
        list[ScorePart] | UnsetType, Meta(description="What adds up to the score, where `explain` asked for it.")
    ] = UNSET


class ArticleEntry(Struct, frozen=True):
    """An article in a list."""

    id: Id
    locale: Locale
    title: str
    summary: str
    url: Address
    permalink: Annotated[Address, Meta(description="Leads to the article in the reader's language, for ever.")]
    category: CategoryId
    popularity: Popularity
    updated: Annotated[date | None, Meta(description="The day of its last change, null when nobody knows.")]
    source: Annotated[str, Meta(description="Its file, inside the folder of the locale.")]
    visibility: Internal = UNSET


class ArticleSection(Struct, frozen=True):
    """A heading of an article."""

    anchor: Annotated[str, Meta(description="The id of the heading in `html`.")]
    title: str
    level: Annotated[int, Meta(ge=2, le=6)]
    url: Address


class Translation(Struct, frozen=True):
    """The same article in another language."""

    locale: Locale
    title: str
    url: Address


class ArticleText(ArticleEntry, frozen=True, kw_only=True):
    """An article with its text; addresses inside the text are paths of the site."""

    html: Annotated[str, Meta(description="The text as HTML that went through the sanitiser.")]
    markdown: Annotated[str, Meta(description="The text as Markdown, variables and links resolved.")]
    sections: list[ArticleSection]
    alternates: list[Translation]


class SuggestedArticle(Struct, frozen=True):
    """An article offered while somebody types."""

    id: Id
    title: str
    title_html: Marked
    url: Address
    category: CategoryId
    visibility: Internal = UNSET


class WorkflowEntry(Struct, frozen=True):
    """Something that a customer does in the portal."""

    id: Annotated[str, Meta(description="The workflow's id.")]
    label: Annotated[str, Meta(description="The text of its button.")]
    hint: Annotated[str, Meta(description="What the customer finds there, empty when nobody wrote it.")]
    login: Annotated[bool, Meta(description="Whether the portal asks for a sign-in there.")]
    url: Annotated[Address, Meta(description="Leads to the portal; append the parameters that you know.")]
    parameters: Annotated[list[str], Meta(description="Names of the parameters that `url` takes.")]


class SearchAnswer(Struct, frozen=True):
    """The articles that are closest to a query."""

    query: Annotated[str, Meta(description="What was asked.")]
    locale: Locale
    total: Annotated[Count, Meta(description="How many articles there are on all pages.")]
    answered: Annotated[bool, Meta(description="False when nothing is confidently about the query.")]
    corrected: Annotated[str | None, Meta(description="The query that was searched instead, if another was.")]
    results: list[Hit]
    suggestions: Annotated[list[str], Meta(description="Other queries that may be meant.")]
    took_ms: Annotated[float, Meta(ge=0, description="Milliseconds that the search took.")] = 0.0


class SuggestAnswer(Struct, frozen=True):
    """What may be meant by the beginning of a query."""

    query: Annotated[str, Meta(description="What was asked.")]
    results: list[SuggestedArticle]
    completions: Annotated[list[str], Meta(description="What was typed, with its last word finished.")]


class ArticleList(Struct, frozen=True):
    """A page of the articles of a locale, in the order of the site."""

    total: Annotated[Count, Meta(description="How many articles there are on all pages.")]
    articles: list[ArticleEntry]


class Link(Struct, frozen=True):
    """A permanent link to an article, ready for a reply."""

    id: Id
    locale: Locale
    format: Literal["markdown", "html", "text", "url"]
    url: Address
    snippet: Annotated[str, Meta(description="The link in that format, with the title.")]
    visibility: Internal = UNSET


class WorkflowList(Struct, frozen=True):
    """Every action that the portal offers."""

    total: Count
    workflows: list[WorkflowEntry]


class WorkflowArticles(Struct, frozen=True):
    """The articles that help with an action; those first whose first action it is."""

    workflow: WorkflowEntry
    total: Count
    articles: list[ArticleEntry]


class ProblemDetails(Struct, frozen=True):
    """What went wrong (RFC 9457)."""

    type: Literal["about:blank"]
    title: Annotated[str, Meta(description="The name of the status.")]
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="A sentence for developers; it may change.")]
    code: Annotated[str, Meta(description="What went wrong, for programs; it stays.")]
