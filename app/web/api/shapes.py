"""From articles, hits and workflows to what a program is answered."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from app.library import Snapshot
from app.model import Hit as Found
from app.model import RenderedArticle, Section, Suggestion, shown_to
from app.portal import Workflow
from app.web import paths
from app.web.api.answers import (
    Action,
    ArticleEntry,
    ArticleSection,
    ArticleText,
    Hit,
    HitSection,
    Popularity,
    ScorePart,
    SuggestedArticle,
    Translation,
    WorkflowEntry,
)
from app.web.services import standings
from app.web.urls import absolute


def article_entry(article: RenderedArticle) -> ArticleEntry:
    """An article in a list."""
    return ArticleEntry(
        id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        url=_url(article),
        permalink=permalink(article),
        category=article.category,
        popularity=_popularity(article),
        updated=article.updated,
        source=article.source,
        visibility=internal(article),
    )


def article_text(article: RenderedArticle, snapshot: Snapshot) -> ArticleText:
    """An article with its text, its table of contents and its translations."""
    body, entry = snapshot.body(article), article_entry(article)
    return ArticleText(
        **{name: getattr(entry, name) for name in entry.__struct_fields__},
        html=body.html,
        markdown=body.markdown,
        sections=[_section(article, section) for section in body.sections if section.anchor],
        alternates=[
            Translation(locale, other.title, _url(other))
            for locale, other in snapshot.alternates(article.id).items()
            if locale != article.locale
        ],
    )


def hit_entry(hit: Found, article: RenderedArticle, snapshot: Snapshot, *, explained: bool = False) -> Hit:
    """A search result; `explained`, with what its score is made of."""
    return Hit(
        id=article.id,
        locale=article.locale,
        title=article.title,
        summary=article.summary,
        snippet_html=hit.snippet_html,
        sections=[
            HitSection(section.anchor, section.title, section.snippet_html, _url(article, section.anchor))
            for section in hit.sections
        ],
        url=_url(article),
        permalink=permalink(article),
        category=article.category,
        visibility=article.visibility,
        popularity=_popularity(article),
        workflows=_actions(article, snapshot),
        score=round(hit.score, 4),
        matched=list(hit.matched),
        explanation=[ScorePart(name, round(value, 6)) for name, value in hit.parts] if explained else UNSET,
    )


def suggestion_entry(suggestion: Suggestion, article: RenderedArticle) -> SuggestedArticle:
    """An article offered while typing."""
    return SuggestedArticle(
        article.id, article.title, suggestion.title_html, _url(article), article.category, internal(article)
    )


def workflow_entry(workflow: Workflow, snapshot: Snapshot, locale: str) -> WorkflowEntry:
    """A portal action; `parameters` are those that its address takes."""
    return WorkflowEntry(
        id=workflow.id,
        label=snapshot.portal.label(workflow.id, locale),
        hint=workflow.hint.get(locale, ""),
        login=workflow.login,
        url=action_url(workflow.id, None, snapshot, locale),
        parameters=list(workflow.parameters),
    )


def action_url(workflow_id: str, article_id: str | None, snapshot: Snapshot, locale: str) -> str:
    """Where an action is followed from; with its language where the portal's addresses differ by it."""
    return absolute(paths.action(workflow_id, article_id, locale if snapshot.portal.depends_on_locale else None))


def internal(article: RenderedArticle) -> Literal["agents"] | UnsetType:
    """What is said of an article that the public cannot see."""
    return "agents" if article.visibility == "agents" else UNSET


def permalink(article: RenderedArticle) -> str:
    """The absolute address of an article that never changes; of an internal one, an address for the team."""
    path = paths.permalink if shown_to("public", article.visibility) else paths.agent_permalink
    return absolute(path(article.id))


def _url(article: RenderedArticle, anchor: str = "") -> str:
    path = paths.article if shown_to("public", article.visibility) else paths.agent_article
    return absolute(path(article.locale, article.slug)) + (f"#{anchor}" if anchor else "")


def _section(article: RenderedArticle, section: Section) -> ArticleSection:
    return ArticleSection(section.anchor, section.title, section.level, _url(article, section.anchor))


def _popularity(article: RenderedArticle) -> Popularity:
    standing = standings().of(article)
    return Popularity(standing.label, standing.views_30d)


def _actions(article: RenderedArticle, snapshot: Snapshot) -> list[Action]:
    return [
        Action(
            workflow.id,
            snapshot.portal.label(workflow.id, article.locale),
            action_url(workflow.id, article.id, snapshot, article.locale),
        )
        for workflow in snapshot.portal.offered(article.workflows)
    ]
