"""Scores that fade and labels by rank."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import DailyReads, Label, Standing, Thresholds
from app.popularity import horizon_days, standings, tie_breaker

TODAY = date(2026, 8, 1)
OLD = TODAY - timedelta(days=400)
THRESHOLDS = Thresholds()
IDS = [f"a{number:02}" for number in range(10)]
ORDER: dict[Label, int] = {"few": 0, "regular": 1, "new": 1, "popular": 2}

ages = st.integers(-3, 500)
read_lists = st.lists(
    st.builds(
        lambda id, locale, age, readers: DailyReads(id, locale, TODAY - timedelta(days=age), readers),
        st.sampled_from([*IDS, "gone"]),
        st.sampled_from(["fr", "en", "de"]),
        ages,
        st.integers(1, 200),
    ),
    max_size=40,
)
published = st.dictionaries(
    st.sampled_from(IDS), st.none() | st.integers(-2, 500).map(lambda age: TODAY - timedelta(days=age))
)
articles = st.fixed_dictionaries({"fr": published, "en": published})


def read(id: str, readers: int, age: int = 0, locale: str = "fr") -> DailyReads:
    return DailyReads(id, locale, TODAY - timedelta(days=age), readers)


def labels(reads: list[DailyReads], days: dict[str, date | None]) -> dict[str, Label]:
    found = standings(reads, {"fr": days}, THRESHOLDS, TODAY)
    return {id: standing.label for (_, id), standing in found.items()}


def test_reads_weigh_half_after_14_days() -> None:
    found = standings([read("a", 8, age) for age in (0, 14, 28)], {"fr": {"a": OLD}}, THRESHOLDS, TODAY)
    assert found["fr", "a"].score == pytest.approx(8 + 4 + 2)


@given(read_lists, articles)
def test_everything_halves_with_the_half_life(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    past = [one for one in reads if one.day <= TODAY]
    now = standings(past, articles, THRESHOLDS, TODAY)
    then = standings(past, articles, THRESHOLDS, TODAY + timedelta(days=14))
    for key, standing in now.items():
        assert then[key].score == pytest.approx(standing.score / 2, abs=1e-8)


@given(read_lists, articles)
def test_every_article_has_one_label_and_no_figure_is_negative(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    found = standings(reads, articles, THRESHOLDS, TODAY)
    assert set(found) == {(locale, id) for locale, days in articles.items() for id in days}
    assert sum(Counter(standing.label for standing in found.values()).values()) == sum(map(len, articles.values()))
    assert all(standing.score >= 0 and standing.views_30d >= 0 for standing in found.values())


@given(read_lists, articles)
def test_order_of_reads_and_articles_does_not_matter(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    turned = {locale: dict(reversed(days.items())) for locale, days in articles.items()}
    assert standings(reads, articles, THRESHOLDS, TODAY) == standings(reads[::-1], turned, THRESHOLDS, TODAY)


@given(read_lists, articles, st.sampled_from(IDS), st.integers(1, 50))
def test_more_reads_never_cost_an_article_its_label(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]], id: str, more: int
) -> None:
    before = standings(reads, articles, THRESHOLDS, TODAY)
    after = standings([*reads, read(id, more)], articles, THRESHOLDS, TODAY)
    if ("fr", id) in before:
        assert ORDER[after["fr", id].label] >= ORDER[before["fr", id].label]
        assert after["fr", id].score > before["fr", id].score


def test_labels_go_by_rank_and_minimum() -> None:
    reads = [read(id, 50 - 5 * place) for place, id in enumerate(IDS)]  # 50, 45, …, 5
    found = labels(reads, dict.fromkeys(IDS, OLD))
    assert list(found.values()) == ["popular"] * 2 + ["regular"] * 4 + ["few"] * 4
    assert set(labels([read(id, 2) for id in IDS], dict.fromkeys(IDS, OLD)).values()) == {"few"}


def test_share_is_rounded_up_and_not_by_the_error_of_a_float() -> None:
    ids = [f"{number:02}" for number in range(35)]
    counted = Counter(labels([read(id, 100) for id in ids], dict.fromkeys(ids, OLD)).values())
    assert counted == {"popular": 7, "regular": 14, "few": 14}
    assert labels([read("a", 10)], {"a": OLD, "b": OLD, "c": OLD})["a"] == "popular"


def test_equal_scores_are_ranked_by_id() -> None:
    found = labels([read(id, 20) for id in reversed(IDS)], dict.fromkeys(reversed(IDS), OLD))
    assert sorted(id for id, label in found.items() if label == "popular") == ["a00", "a01"]


def test_locales_are_ranked_apart() -> None:
    reads = [read("a", 100, locale="en"), read("b", 12, locale="fr")]
    found = standings(reads, {"fr": {"a": OLD, "b": OLD}, "en": {"a": OLD, "b": OLD}}, THRESHOLDS, TODAY)
    assert {key for key, standing in found.items() if standing.label == "popular"} == {("en", "a"), ("fr", "b")}


def test_article_is_new_for_thirty_days() -> None:
    young, older = TODAY - timedelta(days=29), TODAY - timedelta(days=30)
    assert labels([], {"first": OLD, "a": young, "b": older, "c": None, "d": TODAY}) == {
        "first": "few",
        "a": "new",
        "b": "few",
        "c": "few",
        "d": "new",
    }


def test_help_centre_that_has_just_opened_is_not_all_new() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert set(labels([], dict.fromkeys(IDS, yesterday)).values()) == {"few"}
    assert labels([], {"a": yesterday, "b": TODAY}) == {"a": "few", "b": "new"}


def test_new_article_that_is_already_popular_is_popular() -> None:
    assert labels([read("b", 10)], {"a": OLD, "b": TODAY}) == {"a": "few", "b": "popular"}
    assert labels([read("b", 9)], {"a": OLD, "b": TODAY}) == {"a": "few", "b": "new"}


def test_b14_reads_of_the_future_are_left_out() -> None:
    found = standings([read("a", 100, age=-1), read("a", 1)], {"fr": {"a": OLD}}, THRESHOLDS, TODAY)
    assert found["fr", "a"] == Standing("few", 1.0, 1)


def test_month_is_thirty_days() -> None:
    found = standings([read("a", 1, 0), read("a", 2, 29), read("a", 4, 30)], {"fr": {"a": OLD}}, THRESHOLDS, TODAY)
    assert found["fr", "a"].views_30d == 3


def test_reads_older_than_the_horizon_weigh_less_than_a_thousandth() -> None:
    assert horizon_days(THRESHOLDS) == 140
    assert horizon_days(Thresholds(half_life_days=1)) == 30
    age = horizon_days(THRESHOLDS)
    assert standings([read("a", 1, age)], {"fr": {"a": OLD}}, THRESHOLDS, TODAY)["fr", "a"].score < 0.001


@given(read_lists, articles)
def test_tie_breaker_is_between_0_and_1_in_the_order_of_scores(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    found = standings(reads, articles, THRESHOLDS, TODAY)
    ties = tie_breaker(found, "fr")
    assert set(ties) == set(articles["fr"])
    assert all(0 <= tie <= 1 for tie in ties.values())
    scores = {id: found["fr", id].score for id in ties}
    assert sorted(ties, key=lambda id: (scores[id], id)) == sorted(ties, key=lambda id: (ties[id], scores[id], id))
    if any(scores.values()):
        assert max(ties.values()) == 1
