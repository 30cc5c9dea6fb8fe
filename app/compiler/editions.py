"""What each audience sees: its articles with their related lists, and their documents for the search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.content.render import Rendering
from app.content.sections import first_heading
from app.model import Article, Body, RenderedArticle, SearchDocument, Site

MAX_RELATED = 6


def rendered_article(
    article: Article, rendering: Rendering, related: Sequence[str], card: str = "", behind: date | None = None
) -> RenderedArticle:
    """What is served of an article, besides its body."""
    return RenderedArticle(
        id=article.id,
        locale=article.locale,
        title=article.title,
        slug=article.slug,
        summary=article.summary,
        category=article.category,
        source=article.source,
        questions=article.questions,
        keywords=article.keywords,
        workflows=article.workflows,
        related=tuple(related),
        former_ids=article.former_ids,
        aliases=article.aliases,
        visibility=article.visibility,
        updated=article.updated,
        published=article.published,
        weight=article.weight,
        review_by=article.review_by,
        owner=article.owner,
        media=rendering.media,
        behind=behind,
        variants=rendering.variants,
        card=card,
        named=tuple(target for target in dict.fromkeys(article.related) if target in related),
        unpublish_at=article.unpublish_at,
    )


def related_ids(
    articles: Sequence[Article], alike: Mapping[str, Mapping[str, Sequence[str]]]
) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By (locale, id), where a reader continues: what the author named, who names it, what is alike, its category.

    `alike` gives, by locale and id, the articles that are about the same.
    """
    ids = {article.id for article in articles}
    named_by: dict[str, list[str]] = {}
    for article in articles:
        for target in article.related:
            named_by.setdefault(target, []).append(article.id)
    shelves: dict[tuple[str, str], list[str]] = {}
    for article in articles:
        shelves.setdefault((article.locale, article.category), []).append(article.id)
    result = {}
    for article in articles:
        siblings = shelves[article.locale, article.category][: 2 * MAX_RELATED]
        same = alike[article.locale][article.id]
        candidates = (*article.related, *named_by.get(article.id, ()), *same, *siblings)
        wanted = dict.fromkeys(target for target in candidates if target in ids and target != article.id)
        result[article.locale, article.id] = tuple(wanted)[:MAX_RELATED]
    return result


def body_of(rendering: Rendering) -> Body:
    """The served text of an article."""
    return Body(html=rendering.html, markdown=rendering.markdown, sections=rendering.sections)


def search_document(
    article: Article | RenderedArticle, body: Body, site: Site, called: Sequence[str] = ()
) -> SearchDocument:
    """What the index sees of an article that others call so."""
    category = site.category(article.category)
    return SearchDocument(
        id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        category=article.category,
        category_title=category.title.get(article.locale, "") if category else "",
        questions=article.questions,
        keywords=article.keywords,
        sections=body.sections,
        updated=article.updated,
        visibility=article.visibility,
        review_by=article.review_by,
        heading=first_heading(body),
        called=tuple(called),
    )
