"""What the very words of a title and the length of texts do to the order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.search.ranking import damped
from tests.search.conftest import Builder, Maker, ask, ids


def test_a_heading_in_the_very_words_comes_before_another_of_their_family(build: Builder, make: Maker) -> None:
    index = build([make("one", title="Activer le module"), make("two", title="Le module actif")])
    assert ids(ask(index, "module actif")) == ["two", "one"]
    assert ids(ask(index, "activer module")) == ["one", "two"]


def test_a_title_that_says_little_else_comes_first(build: Builder, make: Maker) -> None:
    titles = {
        "plain": "Guichet : renouveler un domaine",
        "long": "Guichet : renouveler un domaine auprès d'un registre étranger",
    }
    index = build([make(each, title=title) for each, title in titles.items()])
    assert ids(ask(index, "renouveler domaine"))[0] == "plain"


def test_damped_scores_keep_their_order_and_the_highest() -> None:
    assert damped(np.array([8.0, 2.0, 0.0]), 0.5) == pytest.approx([8.0, 4.0, 0.0])
    assert damped(np.array([3.0, 1.0]), 1.0) == pytest.approx([3.0, 1.0])
    assert not len(damped(np.array([]), 0.5))


def test_an_article_whose_review_is_long_overdue_comes_after_its_equal(build: Builder, make: Maker) -> None:
    today = datetime.now(UTC).date()
    late, soon = today - timedelta(days=120), today + timedelta(days=120)
    index = build([make("a", title="Payer", review_by=late), make("b", title="Payer", review_by=soon)])
    assert ids(ask(index, "payer")) == ["b", "a"]


def test_a_review_that_is_a_few_days_late_changes_nothing(build: Builder, make: Maker) -> None:
    late = datetime.now(UTC).date() - timedelta(days=9)
    index = build([make("a", title="Payer", review_by=late), make("b", title="Payer")])
    assert ids(ask(index, "payer")) == ["a", "b"]


def test_an_overdue_review_does_not_hide_the_better_answer(build: Builder, make: Maker) -> None:
    late = datetime.now(UTC).date() - timedelta(days=900)
    index = build([make("late", title="Payer une facture", review_by=late), make("b", title="Payer, une fois par an")])
    assert ids(ask(index, "payer une facture"))[0] == "late"
