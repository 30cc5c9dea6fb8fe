"""Thousands of queries, half of them hostile, through every way to search the repository's own help centre."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from scripts.bench_queries import WAYS, generated, vocabulary
from tests.support.sites import ROOT

COUNT, PARTS = 4000, 4


@pytest.mark.parametrize("part", range(PARTS))
def test_s5_4000_generated_queries_are_answered_or_refused(real: FlaskClient, part: int) -> None:
    ways = list(WAYS.values())
    texts = list(generated(COUNT, vocabulary(ROOT / "articles")))[part::PARTS]
    for number, text in enumerate(texts):
        path, parameters = ways[number % len(ways)](text)
        values = {name: value.encode("utf-8", "surrogatepass") for name, value in parameters.items()}
        response = real.get(path, query_string=values)
        assert response.status_code in (200, 400), (path, text)
        if path.startswith("/api/") and response.status_code == 200:
            assert response.json is not None
            assert response.json["query"] == text
            for found in re.findall(r'"(?:snippet|title)_html": *"((?:[^"\\]|\\.)*)"', response.text):
                assert set(re.findall(r"</?\w[^>]*>", found)) <= {"<mark>", "</mark>"}, text
        elif not path.startswith("/api/"):
            assert 'role="search"' in response.text
            assert "<svg/onload" not in response.text


def test_generated_queries_are_natural_and_hostile_and_always_the_same() -> None:
    words = vocabulary(ROOT / "articles")
    texts = list(generated(COUNT, words))
    assert texts == list(generated(COUNT, words))
    assert len(set(texts)) > 0.9 * COUNT
    assert any("domaine" in text for text in texts)
    assert any("\0" in text for text in texts)
    assert any(len(text) > 200 for text in texts)
