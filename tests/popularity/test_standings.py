"""Scores that fade, labels by rank that do not flicker, and nobody alone who makes an article popular."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import DailyReads, Label, Standing, Thresholds
from app.popularity import Published, horizon_days, past, standings, tie_breaker
from app.popularity.labels import relabel
from app.popularity.scores import Form

TODAY = date(2026, 8, 1)
OLD = TODAY - timedelta(days=400)
THRESHOLDS = Thresholds()
IDS = [f"a{number:02}" for number in range(10)]
ORDER: dict[Label, int] = {"few": 0, "regular": 1, "new": 1, "popular": 2}

read_lists = st.dictionaries(
    st.tuples(st.sampled_from([*IDS, "gone"]), st.sampled_from(["fr", "en", "de"]), st.integers(-3, 150)),
    st.integers(1, 200),
    max_size=40,
).map(lambda days: [read(id, readers, age, locale) for (id, locale, age), readers in days.items()])
published = st.dictionaries(
    st.sampled_from(IDS), st.none() | st.integers(-2, 500).map(lambda age: TODAY - timedelta(days=age))
)
articles = st.fixed_dictionaries({"fr": published, "en": published})


def read(id: str, readers: int, age: int = 1, locale: str = "fr") -> DailyReads:
    return DailyReads(id, locale, TODAY - timedelta(days=age), readers)


def steady(id: str, readers: int, days: int = 40, last: int = 1) -> list[DailyReads]:
    """The same number of readers on each of some days until `last` days ago."""
    return [read(id, readers, last + age) for age in range(days)]


def placed(reads: Sequence[DailyReads], articles: Published, today: date = TODAY) -> dict[tuple[str, str], Standing]:
    return standings(past(reads, articles, THRESHOLDS, today), reads, articles, THRESHOLDS)


def labels(reads: list[DailyReads], days: dict[str, date | None], today: date = TODAY) -> dict[str, Label]:
    return {id: standing.label for (_, id), standing in placed(reads, {"fr": days}, today).items()}


def score(reads: list[DailyReads]) -> float:
    return placed(reads, {"fr": {"a": OLD}})["fr", "a"].score


def test_reads_weigh_half_after_14_days() -> None:
    together = [read("a", 8, age + more) for age in (0, 14, 28) for more in (0, 1, 2, 3)]
    alone = [read("a", 8, more) for more in (0, 1, 2, 3)]
    assert score(together) == pytest.approx(score(alone) * (1 + 0.5 + 0.25), rel=0.01)


@given(read_lists, articles)
def test_everything_halves_with_the_half_life(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    before = [one for one in reads if one.day <= TODAY]
    now = placed(before, articles)
    then = placed(before, articles, TODAY + timedelta(days=14))
    for key, standing in now.items():
        assert then[key].score == pytest.approx(standing.score / 2, abs=1e-8)


@given(read_lists, articles)
def test_every_article_has_one_label_and_no_figure_is_negative(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    found = placed(reads, articles)
    assert set(found) == {(locale, id) for locale, days in articles.items() for id in days}
    assert all(standing.score >= 0 and standing.views_30d >= 0 for standing in found.values())


@given(read_lists, articles)
def test_order_of_reads_and_articles_does_not_matter(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    turned = {locale: dict(reversed(days.items())) for locale, days in articles.items()}
    assert placed(reads, articles) == placed(reads[::-1], turned)


@given(read_lists, articles, st.sampled_from(IDS), st.integers(1, 60), st.integers(1, 50))
def test_more_reads_never_cost_an_article_its_label(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]], id: str, age: int, more: int
) -> None:
    before = placed(reads, articles)
    day = TODAY - timedelta(days=age)
    there = next((one.readers for one in reads if (one.article, one.locale, one.day) == (id, "fr", day)), 0)
    others = [one for one in reads if (one.article, one.locale, one.day) != (id, "fr", day)]
    after = placed([*others, read(id, there + more, age)], articles)
    if ("fr", id) in before:
        assert ORDER[after["fr", id].label] >= ORDER[before["fr", id].label]
        assert after["fr", id].score >= before["fr", id].score


@given(
    st.lists(st.sampled_from(IDS), max_size=10),
    st.lists(st.integers(1, 140), unique=True, max_size=140),
)
def test_no_single_reader_makes_an_article_popular_however_often_he_comes(ids: list[str], ages: list[int]) -> None:
    # One reader is one read of an article and day, whatever he does; so is a robot with one address and one agent.
    found = labels([read(id, 1, age) for id in set(ids) for age in ages], dict.fromkeys(IDS, OLD))
    assert "popular" not in found.values()


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 100_000)), max_size=3, unique_by=lambda day: day[0]))
def test_no_burst_of_three_days_makes_an_article_popular_or_regularly_read(days: list[tuple[int, int]]) -> None:
    burst = [read("a00", readers, age) for age, readers in days]
    assert labels(burst, dict.fromkeys(IDS, OLD))["a00"] == "few"


@given(st.integers(1, 28), st.integers(100, 100_000))
def test_a_burst_on_top_of_few_readers_changes_next_to_nothing(age: int, readers: int) -> None:
    calm = steady("a00", 2)
    stirred = [read("a00", readers, age) if one.day == TODAY - timedelta(days=age) else one for one in calm]
    assert score([DailyReads("a", "fr", one.day, one.readers) for one in stirred]) < 1.2 * score(
        [DailyReads("a", "fr", one.day, one.readers) for one in calm]
    )


def test_an_article_that_several_people_read_on_four_days_can_be_popular() -> None:
    assert labels(steady("a00", 5, days=3), dict.fromkeys(IDS, OLD))["a00"] == "few"
    assert labels(steady("a00", 5, days=4), dict.fromkeys(IDS, OLD))["a00"] == "popular"
    weekly = [read("a00", 9, age) for age in (1, 8, 15, 22)]
    assert labels(weekly, dict.fromkeys(IDS, OLD))["a00"] == "popular"


def test_labels_go_by_rank_and_minimum() -> None:
    reads = [one for place, id in enumerate(IDS) for one in steady(id, 50 - 5 * place)]  # 50, 45, …, 5 a day
    found = labels(reads, dict.fromkeys(IDS, OLD))
    assert list(found.values()) == ["popular"] * 2 + ["regular"] * 4 + ["few"] * 4
    assert set(labels([read(id, 2) for id in IDS], dict.fromkeys(IDS, OLD)).values()) == {"few"}


def test_share_is_rounded_up_and_not_by_the_error_of_a_float() -> None:
    forms = {f"{number:02}": Form(100.0, 28) for number in range(35)}
    assert Counter(relabel({}, forms, THRESHOLDS).values()) == {"popular": 7, "regular": 14, "few": 14}
    assert relabel({}, {"a": Form(10.0, 4), "b": Form(), "c": Form()}, THRESHOLDS)["a"] == "popular"


def test_equal_scores_are_ranked_by_id() -> None:
    found = relabel({}, {id: Form(20.0, 28) for id in reversed(IDS)}, THRESHOLDS)
    assert sorted(id for id, label in found.items() if label == "popular") == ["a00", "a01"]


def test_a_label_is_kept_until_the_article_has_clearly_left_its_place() -> None:
    forms = {id: Form(100.0 - place, 28) for place, id in enumerate(IDS)}
    close = forms | {"a02": Form(99.5, 28)}  # a02 overtakes a01 by a hair
    first = relabel({}, forms, THRESHOLDS)
    second = relabel(first, close, THRESHOLDS)
    assert [id for id in IDS if second[id] == "popular"] == ["a00", "a01", "a02"]
    assert relabel(second, forms, THRESHOLDS) == second
    gone = forms | {"a02": Form(94.5, 28)}
    assert relabel(second, gone, THRESHOLDS)["a02"] == "regular"
    below = dict.fromkeys(IDS, Form()) | {"a": Form(9.0, 4)}
    assert relabel({}, below, THRESHOLDS)["a"] == "regular"
    assert relabel({"a": "popular"}, below, THRESHOLDS)["a"] == "popular"
    assert relabel({"a": "popular"}, below | {"a": Form(7.0, 4)}, THRESHOLDS)["a"] == "regular"


def test_articles_that_take_turns_keep_their_labels() -> None:
    reads = [
        DailyReads(id, "fr", one.day, 60 - 5 * place + (5 if (one.day.toordinal() // 4 + place) % 2 else -5))
        for place, id in enumerate(IDS)
        for one in steady(id, 1, days=140)
    ]
    seen = [labels(reads, dict.fromkeys(IDS, OLD), TODAY - timedelta(days=age)) for age in range(10)]
    assert all(one == seen[0] for one in seen)


def test_locales_are_ranked_apart() -> None:
    reads = [*steady("b", 4), *(DailyReads("a", "en", one.day, 100) for one in steady("a", 100))]
    found = placed(reads, {"fr": {"a": OLD, "b": OLD}, "en": {"a": OLD, "b": OLD}})
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
    days: dict[str, date | None] = {"a": OLD, "b": TODAY - timedelta(days=5)}
    assert labels(steady("b", 10, days=5), days) == {"a": "few", "b": "popular"}
    assert labels(steady("b", 1, days=5), days) == {"a": "few", "b": "new"}


def test_todays_reads_are_in_the_figures_and_change_no_label() -> None:
    reads = steady("a", 5, days=3)
    assert labels([*reads, read("a", 5, 0)], {"a": OLD}) == {"a": "few"}
    assert placed([*reads, read("a", 5, 0)], {"fr": {"a": OLD}})["fr", "a"].views_30d == 20


def test_b14_reads_of_the_future_are_left_out() -> None:
    found = placed([read("a", 100, age=-1), read("a", 1, age=0)], {"fr": {"a": OLD}})
    assert found["fr", "a"] == Standing("few", 1.0, 1)


def test_month_is_thirty_days() -> None:
    found = placed([read("a", 1, 0), read("a", 2, 29), read("a", 4, 30)], {"fr": {"a": OLD}})
    assert found["fr", "a"].views_30d == 3


def test_reads_older_than_the_horizon_weigh_less_than_a_thousandth() -> None:
    assert horizon_days(THRESHOLDS) == 140
    assert horizon_days(Thresholds(half_life_days=1)) == 30
    assert score([read("a", 1, horizon_days(THRESHOLDS))]) < 0.001


@given(read_lists, articles)
def test_tie_breaker_is_between_0_and_1_in_the_order_of_scores(
    reads: list[DailyReads], articles: dict[str, dict[str, date | None]]
) -> None:
    found = placed(reads, articles)
    ties = tie_breaker(found, "fr")
    assert set(ties) == set(articles["fr"])
    assert all(0 <= tie <= 1 for tie in ties.values())
    scores = {id: found["fr", id].score for id in ties}
    assert sorted(ties, key=lambda id: (scores[id], id)) == sorted(ties, key=lambda id: (ties[id], scores[id], id))
    if any(scores.values()):
        assert max(ties.values()) == 1
