"""Which articles may be published beside each other: their workflows exist, their aliases lead to one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from app.content.nearest import Hints
from app.content.source import Content
from app.content.text import listed
from app.model import Article, Problem, in_order

_TOP_ROUTES = frozenset(
    "a go api media widget agent editor account login logout healthz readyz metrics hooks mcp static oembed csp-report"  # noqa: SIM905
    " sitemap.xml robots.txt llms.txt llms-full.txt favicon.ico .well-known".split()
)
_LOCALE_ROUTES = frozenset(
    {"", "c", "articles", "search", "feed.atom", "privacy", "accessibility", "feedback", "popularity", "portal"}
)
_PREFIXES = ("opensearch-", "widget.")


def admit(content: Content, workflows: Collection[str]) -> Content:
    """The content without articles that name an unknown workflow or claim an alias that is not theirs to claim.

    Nobody could say where a reader of those would land, so they are problems and left out; `workflows` are the
    ids that the portal knows.
    """
    hints = Hints()
    problems = [problem for article in content.articles for problem in _unknown_workflows(article, workflows, hints)]
    problems += _alias_problems(content)
    refused = {problem.path for problem in problems}
    return replace(
        content,
        articles=tuple(article for article in content.articles if article.path not in refused),
        refused=content.refused + tuple(article for article in content.articles if article.path in refused),
        problems=in_order((*content.problems, *problems)) if problems else content.problems,
    )


def _unknown_workflows(article: Article, workflows: Collection[str], hints: Hints) -> Iterable[Problem]:
    for workflow in article.workflows:
        if workflow not in workflows:
            message = f"unknown workflow {workflow!a}{hints.of(workflow, workflows)}"
            yield Problem(article.path, article.line("workflows"), message, code="unknown-workflow")


def _alias_problems(content: Content) -> list[Problem]:
    slugs = {(article.locale, article.slug): article for article in content.articles}
    claims: dict[tuple[str, str], list[Article]] = defaultdict(list)
    problems: list[Problem] = []
    for article in content.articles:
        for alias in article.aliases:
            # A path is claimed in all locales: it leads to the article in its reader's language.
            claims["" if alias.startswith("/") else article.locale, alias].append(article)
            if owner := slugs.get((article.locale, alias)):
                other = "this very article" if owner is article else owner.path
                problems.append(_problem(article, alias, f"is the slug of {other}"))
            elif alias.startswith("/") and is_route(alias, content.site.locales):
                problems.append(_problem(article, alias, "is an address of the help centre itself"))
    for (_, alias), claimants in claims.items():
        if len({article.id for article in claimants}) > 1:
            for article in claimants:
                others = listed(other.path for other in claimants if other.id != article.id)
                problems.append(_problem(article, alias, f"is also claimed by {others}"))
    return problems


def _problem(article: Article, alias: str, why: str) -> Problem:
    return Problem(article.path, article.line("aliases"), f"aliases: '{alias}' {why}", code="alias-conflict")


def is_route(path: str, locales: Collection[str]) -> bool:
    """Whether the help centre itself answers at a path, so that no alias may claim it."""
    first, *rest = path.split("/")[1:]
    if first in locales:
        return (rest[0] if rest else "") in _LOCALE_ROUTES
    return first in _TOP_ROUTES or first.startswith(_PREFIXES)
