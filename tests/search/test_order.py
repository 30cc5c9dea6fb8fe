"""What the very words of a title and the length of texts do to the order."""

from __future__ import annotations

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
