"""The labels of a simulated month are what a person would say."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.simulate_month import ARTICLES, HANDFUL, NEW, ROBOT, SENT, Month, picture, simulate, text


@pytest.fixture(scope="module", params=[1, 2])
def month(request: pytest.FixtureRequest) -> Month:
    return simulate(request.param)


def test_what_is_read_most_is_popular_every_day(month: Month) -> None:
    for name in month.names[:3]:
        assert set(month.labels[name]) == {"popular"}
    assert not any("popular" in month.labels[name] for name in month.names[8:ARTICLES])


def test_neither_a_robot_nor_a_burst_makes_an_article_popular(month: Month) -> None:
    assert set(month.labels[ROBOT]) <= {"few", "regular"}
    assert set(month.labels[SENT]) == {"few"}


def test_a_new_article_is_new_and_popular_only_if_it_is_read(month: Month) -> None:
    assert month.labels[NEW][0] == "new"
    assert month.labels[NEW][-1] == "popular"
    assert set(month.labels[HANDFUL]) == {"new"}


def test_labels_do_not_flicker(month: Month) -> None:
    assert all(month.changes(name) <= 2 for name in month.names)
    assert sum(month.changes(name) for name in month.names) <= 8


def test_the_month_is_drawn_as_text_and_as_a_picture(month: Month) -> None:
    assert len(text(month).splitlines()) == len(month.names) + 1
    squares = ElementTree.fromstring(picture(month)).findall("{http://www.w3.org/2000/svg}rect")
    assert len(squares) == sum(map(len, month.labels.values())) + 5


def test_the_page_shows_the_month_that_the_script_draws() -> None:
    assert text(simulate()) in Path("docs/popularity.md").read_text("utf-8")
