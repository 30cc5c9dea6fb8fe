"""What articles say of the portal's actions: the note beside a button in a text, and actions that cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.content.check import Outcomes
from app.content.render import Rendering
from app.locales import LANGUAGES, load_catalogue
from app.model import Article, Problem
from app.portal import Portal


def action_notes(portal: Portal, locale: str) -> Mapping[str, str]:
    """By workflow id, in that locale: what the customer finds there, and whether signing in is needed."""
    catalogue = load_catalogue(LANGUAGES[locale])
    signing_in = {True: catalogue.text("action.login"), False: catalogue.text("action.no_login")}
    return {
        workflow.id: f"{workflow.hint.get(locale, '')} {signing_in[workflow.login]}.".strip()
        for workflow in portal.workflows.values()
    }


def action_problems(articles: Iterable[Article], outcomes: Outcomes, portal: Portal) -> tuple[Problem, ...]:
    """Actions that an article names and that have no text for their button, or no screen in this portal."""
    found: list[Problem] = []
    for article in articles:
        found += _of_buttons(article, portal)
        outcome = outcomes.get(article.path)
        for link in outcome.links if isinstance(outcome, Rendering) else ():
            if link.kind == "portal" and link.target in portal.unsupported:
                found.append(_unsupported(article, link.line, link.target, "the link is plain text"))
    return tuple(found)


def _of_buttons(article: Article, portal: Portal) -> Iterator[Problem]:
    line = article.line("workflows")
    for name in article.workflows:
        if name in portal.unsupported:
            yield _unsupported(article, line, name, "no button is shown")
        elif name in portal.workflows and article.locale not in portal.workflows[name].label:
            message = f"workflows: '{name}' has no label in {article.locale}: write one in portal.yaml"
            yield Problem(article.path, line, message, code="action-label")


def _unsupported(article: Article, line: int, name: str, consequence: str) -> Problem:
    message = f"the portal has no screen for '{name}': {consequence}"
    return Problem(article.path, line, message, code="unsupported-action", severity="hint")
