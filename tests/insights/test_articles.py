"""Articles: helpfulness as a Bayesian mean, what fails, what nobody reads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights import after_tickets, failing, helpfulness, in_order, unread
from app.insights.articles import article_figures
from app.model import ArticleSum

SINCE = date(2026, 6, 1)
counts = st.integers(0, 10_000)


def a_sum(article: str = "a", **counts: int) -> ArticleSum:
    names = ("reads", "helpful", "unhelpful", "clicks", "opened", "solved", "tickets", "actions")
    return ArticleSum(article, "fr", **{name: counts.get(name, 0) for name in names})


@pytest.mark.parametrize(
    ("helpful", "unhelpful", "share"), [(0, 0, 0.7), (0, 1, 0.636), (3, 0, 0.769), (0, 10, 0.35), (900, 100, 0.898)]
)
def test_helpfulness_begins_at_seven_of_ten_and_follows_the_votes(helpful: int, unhelpful: int, share: float) -> None:
    assert helpfulness(a_sum(helpful=helpful, unhelpful=unhelpful)) == pytest.approx(share, abs=0.001)


@given(counts, counts)
def test_a_helpful_vote_never_lowers_helpfulness_and_it_stays_a_share(helpful: int, unhelpful: int) -> None:
    before = helpfulness(a_sum(helpful=helpful, unhelpful=unhelpful))
    assert 0 < before < 1
    assert helpfulness(a_sum(helpful=helpful + 1, unhelpful=unhelpful)) > before
    assert helpfulness(a_sum(helpful=helpful, unhelpful=unhelpful + 1)) < before


def test_every_existing_article_has_figures_and_withdrawn_ones_keep_theirs() -> None:
    known = {("fr", "a"): SINCE, ("en", "a"): None}
    found = article_figures([a_sum("a", reads=2), a_sum("gone", reads=5)], [a_sum("a", reads=3)], known)
    assert [(one.locale, one.id, one.now.reads, one.reads.before, one.exists) for one in found] == [
        ("fr", "gone", 5, 0, False),
        ("fr", "a", 2, 3, True),
        ("en", "a", 0, 0, True),
    ]


def test_one_vote_condemns_nobody_two_do() -> None:
    found = article_figures([a_sum("one", unhelpful=1), a_sum("two", unhelpful=2), a_sum("good", helpful=9)], None, {})
    assert [one.id for one in failing(found)] == ["two"]


def test_unread_are_articles_that_were_there_the_whole_period() -> None:
    known = {
        ("fr", "old"): date(2026, 1, 1),
        ("fr", "new"): date(2026, 6, 2),
        ("fr", "undated"): None,
        ("fr", "a"): None,
    }
    assert [one.id for one in unread(article_figures([a_sum(reads=1)], None, known), SINCE)] == ["old", "undated"]


def test_articles_come_in_the_order_of_what_needs_attention() -> None:
    sums = [a_sum("a", reads=9, tickets=1), a_sum("b", reads=3, tickets=4, unhelpful=3), a_sum("c", reads=5, helpful=1)]
    found = article_figures(sums, None, {})
    assert [one.id for one in found] == ["a", "c", "b"]
    assert [one.id for one in in_order(found, "helpfulness")] == ["b", "c", "a"]
    assert [one.id for one in after_tickets(found)] == ["b", "a"]


def test_the_share_of_tickets_is_one_at_most_and_unknown_without_readers() -> None:
    found = article_figures([a_sum("a", tickets=3, reads=2), a_sum("b", tickets=1)], None, {})
    assert [one.ticket_share for one in found] == [1.0, None]
