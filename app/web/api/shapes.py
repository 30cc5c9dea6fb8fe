"""The JSON shapes of version 1: what an article, a hit and a workflow look like to a program."""

from __future__ import annotations

from app.library import Snapshot
from app.model import Hit, RenderedArticle, Section, Suggestion
from app.portal import Workflow
from app.web import paths
from app.web.services import standings
from app.web.urls import absolute

Json = dict[str, object]


def article_entry(article: RenderedArticle) -> Json:
    """An article in a list."""
    return {
        "id": article.id,
        "locale": article.locale,
        "title": article.title,
        "summary": article.summary,
        "url": _url(article),
        "permalink": permalink(article),
        "category": article.category,
        "popularity": _popularity(article),
        "updated": article.updated.isoformat() if article.updated else None,
        "source": article.source,
    }


def article_page(article: RenderedArticle, snapshot: Snapshot) -> Json:
    """An article with its text, its table of contents and its translations."""
    body = snapshot.body(article)
    return {
        **article_entry(article),
        "html": body.html,
        "markdown": body.markdown,
        "sections": [_section(article, section) for section in body.sections if section.anchor],
        "alternates": [
            {"locale": locale, "title": other.title, "url": _url(other)}
            for locale, other in snapshot.alternates(article.id).items()
            if locale != article.locale
        ],
    }


def hit_entry(hit: Hit, article: RenderedArticle, snapshot: Snapshot) -> Json:
    """A search result."""
    return {
        "id": article.id,
        "locale": article.locale,
        "title": article.title,
        "summary": article.summary,
        "snippet_html": hit.snippet_html,
        "sections": [
            {
                "anchor": section.anchor,
                "title": section.title,
                "snippet_html": section.snippet_html,
                "url": _url(article, section.anchor),
            }
            for section in hit.sections
        ],
        "url": _url(article),
        "permalink": permalink(article),
        "category": article.category,
        "visibility": article.visibility,
        "popularity": _popularity(article),
        "workflows": _actions(article, snapshot),
        "score": round(hit.score, 4),
        "matched": list(hit.matched),
    }


def suggestion_entry(suggestion: Suggestion, article: RenderedArticle) -> Json:
    """An article offered while typing."""
    return {
        "id": article.id,
        "title": article.title,
        "title_html": suggestion.title_html,
        "url": _url(article),
        "category": article.category,
    }


def workflow_entry(workflow: Workflow, snapshot: Snapshot, locale: str) -> Json:
    """A portal action; `parameters` are those that its address takes."""
    return {
        "id": workflow.id,
        "label": snapshot.portal.label(workflow.id, locale),
        "hint": workflow.hint.get(locale, ""),
        "login": workflow.login,
        "url": _action(workflow.id, None, snapshot, locale),
        "parameters": list(workflow.parameters),
    }


def _action(workflow_id: str, article_id: str | None, snapshot: Snapshot, locale: str) -> str:
    """Where an action is followed from; with its language where the portal's addresses differ by it."""
    return absolute(paths.action(workflow_id, article_id, locale if snapshot.portal.depends_on_locale else None))


def permalink(article: RenderedArticle) -> str:
    """The absolute address of an article that never changes."""
    return absolute(paths.permalink(article.id))


def _url(article: RenderedArticle, anchor: str = "") -> str:
    return absolute(paths.article(article.locale, article.slug)) + (f"#{anchor}" if anchor else "")


def _section(article: RenderedArticle, section: Section) -> Json:
    return {
        "anchor": section.anchor,
        "title": section.title,
        "level": section.level,
        "url": _url(article, section.anchor),
    }


def _popularity(article: RenderedArticle) -> Json:
    standing = standings().of(article)
    return {"label": standing.label, "views_30d": standing.views_30d}


def _actions(article: RenderedArticle, snapshot: Snapshot) -> list[Json]:
    return [
        {
            "id": workflow_id,
            "label": snapshot.portal.label(workflow_id, article.locale),
            "url": _action(workflow_id, article.id, snapshot, article.locale),
        }
        for workflow_id in article.workflows
        if workflow_id in snapshot.portal.workflows
    ]
