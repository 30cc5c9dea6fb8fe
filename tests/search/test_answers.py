"""Answers that an index keeps: the same as those that it works out, and never somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from app.model import Query, SearchDocument, Synonyms
from app.ports import SearchIndex

Maker = Callable[..., SearchDocument]
Builder = Callable[..., SearchIndex]

LIKED: Mapping[str, float] = {"second": 1.0}


@pytest.fixture
def twins(build: Builder, make: Maker) -> SearchIndex:
    documents: list[SearchDocument] = [
        make(name, "Payer une facture", "Par carte ou par virement.", category=category)
        for name, category in (("first", "billing"), ("second", "billing"), ("third", "other"))
    ]
    return build(documents, Synonyms("fr"))


def test_a_repeated_search_is_answered_with_the_very_hits_of_the_first(twins: SearchIndex) -> None:
    first = twins.search(Query("facture", "fr"), LIKED)
    assert twins.search(Query("facture", "fr"), LIKED).hits is first.hits


def test_a_kept_answer_names_the_query_as_it_was_typed_this_time(twins: SearchIndex) -> None:
    twins.search(Query("payer  facture", "fr"), LIKED)
    again = Query(" payer facture ", "fr")
    assert twins.search(again, LIKED).query is again


@pytest.mark.parametrize(
    "other",
    [{"category": "other"}, {"offset": 1}, {"limit": 1}, {"exact": True}, {"explain": True}, {"text": "virement"}],
    ids=str,
)
def test_a_kept_answer_is_not_given_to_another_question(twins: SearchIndex, other: dict[str, object]) -> None:
    asked = Query("facture", "fr")
    kept = twins.search(asked, LIKED)
    assert twins.search(replace(asked, **other), LIKED).hits is not kept.hits  # type: ignore[arg-type]


def test_a_new_popularity_is_seen_at_once(twins: SearchIndex) -> None:
    assert next(hit.id for hit in twins.search(Query("facture", "fr"), {}).hits) == "first"
    assert next(hit.id for hit in twins.search(Query("facture", "fr"), LIKED).hits) == "second"
    assert next(hit.id for hit in twins.search(Query("facture", "fr"), {}).hits) == "first"
