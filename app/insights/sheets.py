"""The tables that editors take away: their columns are stable names, the same from the pages and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.insights.articles import ArticleFigures
from app.insights.beside import BesideTickets
from app.insights.gaps import Gap
from app.insights.sheet import Sheet, sheet
from app.model import ActionSum, Comment, SupportSum
from app.popularity import scrub

Title = Callable[[str, str], str]
"""Locale and article id to the article's title, empty for one that readers can no longer open."""
Nearest = Callable[[str, str], tuple[str, ...]]
"""Query and locale to ids of the nearest articles."""

GAP_COLUMNS = (
    "kind",
    "query",
    "locale",
    "searches",
    "searches_before",
    "first_day",
    "last_day",
    "results",
    "nearest",
    "variants",
)
ARTICLE_COLUMNS = (
    "article",
    "locale",
    "title",
    "reads",
    "reads_before",
    "helpful",
    "unhelpful",
    "helpfulness",
    "tickets",
    "ticket_share",
    "actions",
    "clicks",
    "opened",
    "solved",
    "published",
)
BESIDE_COLUMNS = ("shown", "opened", "opened_share", "solved", "sent")
SUPPORT_COLUMNS = ("article", "locale", "query", "count")
ACTION_COLUMNS = ("article", "locale", "workflow", "count")
COMMENT_COLUMNS = ("id", "at", "article", "locale", "helpful", "reason", "comment", "handled")


def gap_sheet(gaps: Iterable[Gap], nearest: Nearest) -> Sheet:
    """Gaps; lists of ids are separated by spaces, spellings by ` | `."""
    rows = (
        (
            gap.kind,
            gap.query,
            gap.locale,
            gap.searches.now,
            gap.searches.before,
            gap.first_day,
            gap.last_day,
            gap.results,
            " ".join(nearest(gap.query, gap.locale)),
            " | ".join(query for query, _ in gap.variants),
        )
        for gap in gaps
    )
    return sheet(GAP_COLUMNS, rows)


def article_sheet(articles: Iterable[ArticleFigures], title: Title) -> Sheet:
    """Articles; `helpfulness` is the Bayesian mean, empty where nobody voted."""
    rows = (
        (
            one.id,
            one.locale,
            title(one.locale, one.id),
            one.now.reads,
            one.reads.before,
            one.now.helpful,
            one.now.unhelpful,
            one.helpfulness if one.votes else None,
            one.now.tickets,
            one.ticket_share,
            one.now.actions,
            one.now.clicks,
            one.now.opened,
            one.now.solved,
            one.published,
        )
        for one in articles
    )
    return sheet(ARTICLE_COLUMNS, rows)


def action_sheet(actions: Iterable[ActionSum]) -> Sheet:
    """Portal actions; `article` is empty where the action was not taken from one."""
    return sheet(ACTION_COLUMNS, ((one.article, one.locale, one.workflow, one.count) for one in actions))


def support_sheet(found: Iterable[SupportSum]) -> Sheet:
    """Either `article` (its link was sent and followed) or `query` (no article fits) is empty."""
    return sheet(SUPPORT_COLUMNS, ((one.article, one.locale, one.query, one.count) for one in found))


def beside_sheet(found: BesideTickets) -> Sheet:
    """One line: what came of articles shown beside tickets; none where nothing was shown."""
    line = (found.shown, found.opened, found.opened_share, found.solved, found.sent)
    return sheet(BESIDE_COLUMNS, [line] if found.shown else [])


def comment_sheet(comments: Iterable[Comment]) -> Sheet:
    """Comments, with what could lead to a person replaced by `[email]`, `[iban]` and so on."""
    rows = (
        (str(c.id), c.at, c.article, c.locale, int(c.helpful), c.reason, _masked(c.comment), c.handled)
        for c in comments
    )
    return sheet(COMMENT_COLUMNS, rows)


def _masked(comment: str) -> str:
    """Line by line: a comment keeps its lines."""
    return "\n".join(map(scrub, comment.splitlines()))
