"""Signs of a problem: each threshold of docs/insight.md, on both of its sides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.insights import Gap, Trend
from app.insights.articles import ArticleFigures, article_figures
from app.insights.signals import signals
from app.insights.totals import totals
from app.model import ArticleSum, DaySum

DAY = date(2026, 6, 1)
NAMES = ("reads", "helpful", "unhelpful", "clicks", "opened", "solved", "tickets", "actions")


def day(**counts: int) -> DaySum:
    names = ("reads", "searches", "unanswered", "clicks", "helpful", "unhelpful", "solved", "tickets", "actions")
    return DaySum(DAY, **{name: counts.get(name, 0) for name in names})


def article(now: dict[str, int], before: dict[str, int] | None, exists: bool = True) -> ArticleFigures:
    sums = [ArticleSum("a", "fr", **{n: each.get(n, 0) for n in NAMES}) for each in (now, before or {})]
    known = {("fr", "a"): None} if exists else {}
    return article_figures(sums[:1], None if before is None else sums[1:], known)[0]


def gap(now: int, before: int | None) -> Gap:
    return Gap("unanswered", "q", "fr", Trend(now, before), (("q", now),), 0, DAY, DAY)


def kinds(now: dict[str, int], before: dict[str, int] | None, *gaps: Gap, **figures: Any) -> list[str]:
    articles = [figures["article"]] if figures else []
    return [sign.kind for sign in signals(totals([day(**now)], [day(**before)] if before else []), gaps, articles)]


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        ({"searches": 50, "unanswered": 15}, {"searches": 50, "unanswered": 10}, ["no_answers"]),
        ({"searches": 50, "unanswered": 14}, {"searches": 50, "unanswered": 10}, []),
        ({"searches": 49, "unanswered": 40}, {"searches": 50, "unanswered": 1}, []),
        ({"searches": 50, "unanswered": 40}, None, []),
    ],
)
def test_more_searches_without_an_answer(now: dict[str, int], before: dict[str, int] | None, found: list[str]) -> None:
    assert kinds(now, before) == found


@pytest.mark.parametrize(("now", "before", "found"), [(5, 0, 1), (4, 0, 0), (10, 5, 1), (9, 5, 0), (50, None, 0)])
def test_a_question_without_an_answer_that_is_asked_twice_as_often(now: int, before: int | None, found: int) -> None:
    assert kinds({"searches": 1}, {"searches": 1}, gap(now, before)) == ["gap_rose"] * found


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        ({"helpful": 3, "unhelpful": 7}, {"helpful": 6, "unhelpful": 4}, ["helpfulness_fell"]),
        ({"helpful": 5, "unhelpful": 5}, {"helpful": 7, "unhelpful": 3}, []),
        ({"unhelpful": 4}, {"helpful": 50}, []),
        ({"unhelpful": 6}, {"helpful": 4}, ["unhelpful"]),
        ({"unhelpful": 4}, None, []),
        ({"unhelpful": 5}, None, ["unhelpful"]),
    ],
)
def test_an_article_that_helps_less_or_does_not(
    now: dict[str, int], before: dict[str, int] | None, found: list[str]
) -> None:
    assert kinds({"reads": 1}, {"reads": 1}, article=article(now, before)) == found


@pytest.mark.parametrize(
    ("reads", "before", "everything", "found"),
    [(9, 20, 100, 1), (10, 20, 100, 0), (1, 19, 100, 0), (9, 20, 50, 0), (15, 20, 400, 0)],
)
def test_an_article_that_lost_its_readers_while_the_site_did_not(
    reads: int, before: int, everything: int, found: int
) -> None:
    one = article({"reads": reads}, {"reads": before})
    assert kinds({"reads": everything}, {"reads": 100}, article=one) == ["reads_collapsed"] * found


@pytest.mark.parametrize(
    ("tickets", "reads", "all_tickets", "found"), [(3, 60, 3, 1), (2, 20, 2, 0), (3, 61, 3, 0), (6, 60, 60, 0)]
)
def test_an_article_that_is_followed_by_tickets(tickets: int, reads: int, all_tickets: int, found: int) -> None:
    one = article({"tickets": tickets, "reads": reads}, None)
    assert kinds({"reads": 1000, "tickets": all_tickets}, None, article=one) == ["tickets"] * found


def test_an_article_that_was_withdrawn_is_no_problem_any_more() -> None:
    assert kinds({"reads": 1}, None, article=article({"unhelpful": 50}, None, exists=False)) == []


def test_what_concerns_most_readers_comes_first() -> None:
    found = signals(totals([day(reads=1)], [day(reads=1)]), [gap(5, 0), gap(50, 0)], [article({"unhelpful": 9}, None)])
    assert [sign.readers for sign in found] == [50, 9, 5]
