"""Gaps: searches of one meaning together, with their trend and what comes nearest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidQuery
from app.insights import Gap, Trend, find_gap, nearest
from app.insights.gaps import compared, gaps
from app.insights.keys import QueryKeys
from app.model import Answer, Hit, Query, SearchDay, SearchSum

KEYS = QueryKeys()
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def a_sum(query: str, searches: int, unanswered: int | None = None, **others: object) -> SearchSum:
    values = {"locale": "fr", "corrected": 0, "clicks": 0, "results_last": 2, "first_day": FIRST, "last_day": LAST}
    missed = searches if unanswered is None else unanswered
    return SearchSum(query=query, searches=searches, unanswered=missed, **{**values, **others})  # type: ignore[arg-type]


def a_day(query: str, searches: int, unanswered: int, clicks: int = 0) -> SearchDay:
    return SearchDay(query, "fr", FIRST, searches, unanswered, clicks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mot de passe oublié", "mots de passe oubliés"),
        ("mot-de-passe oublie", "oublié mon mot de passe"),
        ("e-mail", "email"),
        ("comment renouveler un domaine", "renouveler mon domaine ?"),
        ("epp [email]", "epp"),
    ],
)
def test_spellings_orders_and_endings_of_one_meaning_have_one_key(one: str, other: str) -> None:
    assert KEYS.of(one, "fr") == KEYS.of(other, "fr")


def test_what_means_something_else_has_another_key() -> None:
    assert len({KEYS.of(query, "fr") for query in ("domaine", "hébergement", "changer de domaine", "??", "de la")}) == 5


@given(st.text(max_size=200), st.sampled_from(["fr", "en", "de"]))
def test_every_text_has_a_key(query: str, locale: str) -> None:
    assert isinstance(KEYS.of(query, locale), str)


def test_a_gap_is_called_as_most_readers_wrote_it_and_sums_all_spellings() -> None:
    now = [a_sum("sauvegardes", 2, last_day=FIRST), a_sum("sauvegarde", 5), a_sum("parrainage", 9, 1)]
    found = gaps("unanswered", now, KEYS)
    assert [(gap.query, gap.searches.now) for gap in found] == [("sauvegarde", 7), ("parrainage", 1)]
    assert found[0].variants == (("sauvegarde", 5), ("sauvegardes", 2))
    assert (found[0].first_day, found[0].last_day) == (FIRST, LAST)


def test_a_trend_compares_with_all_spellings_of_the_period_before() -> None:
    (gap,) = gaps("unanswered", [a_sum("sauvegardes", 2), a_sum("sauvegarde", 5)], KEYS)
    days = {
        ("fr", "sauvegarde"): [a_day("sauvegarde", 3, 2), a_day("sauvegarde", 1, 1)],
        ("fr", "x"): [a_day("x", 9, 9)],
    }
    days["fr", "sauvegardes"] = [a_day("sauvegardes", 1, 1)]
    assert compared(gap, days).searches == Trend(7, 4)
    assert compared(gap, {}).searches == Trend(7, 0)


@pytest.mark.parametrize(("clicks", "before"), [(0, 5), (1, 0)])
def test_an_answer_that_was_opened_before_was_no_gap_then(clicks: int, before: int) -> None:
    (gap,) = gaps("unopened", [a_sum("dns", 4, 0)], KEYS)
    assert compared(gap, {("fr", "dns"): [a_day("dns", 6, 1, clicks)]}).searches == Trend(4, before)


def test_locales_are_apart() -> None:
    found = gaps("unanswered", [a_sum("ssl", 2), a_sum("ssl", 1, locale="en")], KEYS)
    assert [(gap.locale, gap.searches.now, gap.searches.before) for gap in found] == [("fr", 2, None), ("en", 1, None)]


@pytest.mark.parametrize(("searches", "found"), [(2, 0), (3, 1)])
def test_an_answer_is_called_unopened_from_three_searches_on(searches: int, found: int) -> None:
    assert len(gaps("unopened", [a_sum("dns", searches, 0)], KEYS)) == found


def test_a_gap_is_found_again_however_it_is_spelt() -> None:
    found: tuple[Gap, ...] = gaps("unanswered", [a_sum("recette couscous", 1)], KEYS)
    assert find_gap(found, "Recettes de COUSCOUS", "fr", KEYS) is found[0]
    assert find_gap(found, "recette couscous", "en", KEYS) is None


def test_the_nearest_articles_are_asked_for_without_placeholders() -> None:
    asked: list[Query] = []

    def search(query: Query) -> Answer:
        asked.append(query)
        return Answer(query, 1, (Hit("epp", "fr", 1.0, ""),))

    assert nearest(search, "epp [email] ….ma", "fr") == ("epp",)
    assert asked[0].text == "epp .ma"


def test_a_query_that_cannot_be_searched_has_no_nearest_article() -> None:
    def search(query: Query) -> Answer:
        raise InvalidQuery("no", code="invalid_text")

    assert nearest(search, "x", "fr") == ()
