"""The sweep chooses the weights that answer more, and keeps queries about one article together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.search.weights import DEFAULT, Weights
from scripts.relevance_queries import Known
from scripts.sweep_weights import RANGES, Bench, changed, everything, fold_of, main, value
from tests.support.sites import article, write_site


class _Valley(Bench):
    """Best where `exact` and the title's weight are highest."""

    def __init__(self) -> None:
        super().__init__([])

    def goal(self, weights: Weights, wanted: Callable[[Known], bool]) -> float:
        return value(weights, "exact") + value(weights, "title")


def test_every_weight_that_is_tried_can_be_changed() -> None:
    for name, values in RANGES.items():
        for each in values:
            assert value(changed(DEFAULT, name, each), name) == each


def test_each_weight_goes_where_it_does_best() -> None:
    best = _Valley().climb(DEFAULT, everything, 2)
    assert (best.exact, best.fields["title"]) == (max(RANGES["exact"]), max(RANGES["title"]))
    assert best.coverage == DEFAULT.coverage


def test_queries_with_one_answer_are_held_out_together() -> None:
    one, other = Known("payer", "fr", "a", ("x",)), Known("paiement", "fr", "b", ("x",))
    assert fold_of(one, 5) == fold_of(other, 5) < 5


def test_the_sweep_prints_what_each_weight_does(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("sweep")
    articles = write_site(folder / "articles", {"fr/payer.md": article("Payer une facture", id="payer")})
    queries = folder / "queries.fr.jsonl"
    queries.write_text('{"q": "payer", "ids": ["payer"]}\n')
    monkeypatch.setattr("scripts.sweep_weights.RANGES", {"exact": (0.0, DEFAULT.exact)})
    monkeypatch.setattr("scripts.sweep_weights.OWN", ())
    assert main([str(queries), "--articles", str(articles), "--folds", "2", "--rounds", "1"]) == 0
    printed = capsys.readouterr().out
    assert f"{DEFAULT.exact:g}*!: 1.0000" in printed
    assert "queries.fr.jsonl held out" in printed
