"""GET /workflows: the portal's actions, and the articles that help with each."""

from __future__ import annotations

from flask import Response

from app.web.api.answers import WorkflowArticles, WorkflowList
from app.web.api.asking import InLocale, asked
from app.web.api.responses import json_response
from app.web.api.shapes import article_entry, workflow_entry
from app.web.problems import Problem


def workflows() -> Response:
    """Every action that the portal offers."""
    wanted = asked(InLocale)
    known = wanted.snapshot.portal.workflows
    entries = [workflow_entry(known[workflow_id], wanted.snapshot, wanted.locale) for workflow_id in sorted(known)]
    return json_response(WorkflowList(len(entries), entries))


def workflow_articles(workflow_id: str) -> Response:
    """The locale's articles with that action; those where it comes first, first."""
    wanted = asked(InLocale)
    workflow = wanted.snapshot.portal.workflows.get(workflow_id)
    if workflow is None:
        raise Problem(404, "unknown_workflow", "There is no workflow with this id.")
    found = [article for article in wanted.snapshot.articles(wanted.locale) if workflow_id in article.workflows]
    found.sort(key=lambda article: article.workflows.index(workflow_id))
    entry = workflow_entry(workflow, wanted.snapshot, wanted.locale)
    return json_response(WorkflowArticles(entry, len(found), [article_entry(article) for article in found]))
