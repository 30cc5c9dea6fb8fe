"""Which part of a list a request asks for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.editor.lists import Pager, choice, fetched_part, page_number, part

ENTRIES = tuple(range(45))
SIZE = 20


def fetch(limit: int, offset: int) -> Sequence[int]:
    return ENTRIES[offset : offset + limit]


@pytest.mark.parametrize(
    ("page", "pager"),
    [("1", Pager(1, True)), ("2", Pager(2, True)), ("3", Pager(3, False)), ("4", Pager(3, False))],
)
def test_a_list_has_as_many_parts_as_it_takes_and_beyond_them_is_the_last(page: str, pager: Pager) -> None:
    with Flask("lists").test_request_context(f"/?page={page}"):
        shown, found = part(ENTRIES, SIZE)
    assert (tuple(shown), found) == (ENTRIES[(pager.number - 1) * SIZE :][:SIZE], pager)


@pytest.mark.parametrize(
    ("page", "pager"),
    [("2", Pager(2, True)), ("3", Pager(3, False)), ("4", Pager(1, True))],
)
def test_where_nothing_is_left_of_a_part_the_list_begins_again(page: str, pager: Pager) -> None:
    with Flask("lists").test_request_context(f"/?page={page}"):
        shown, found = fetched_part(fetch, SIZE)
    assert (tuple(shown), found) == (ENTRIES[(pager.number - 1) * SIZE :][:SIZE], pager)


def test_an_empty_list_has_one_part_with_nothing_in_it() -> None:
    with Flask("lists").test_request_context("/?page=2"):
        assert fetched_part(lambda _limit, _offset: (), SIZE) == ((), Pager(1, False))
        assert part((), SIZE) == ((), Pager(1, False))


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "²", "1_0", "9" * 5000])
def test_what_is_no_number_is_the_first_part(page: str) -> None:
    with Flask("lists").test_request_context(query_string={"page": page}):
        assert page_number() == 1


def test_what_is_none_of_the_choices_is_the_first() -> None:
    with Flask("lists").test_request_context("/?state=handled&show=x"):
        assert choice("state", ("waiting", "handled")) == "handled"
        assert choice("show", ("all", "failing")) == "all"


@pytest.mark.parametrize("path", ["/editor/comments?state=all", "/editor/gaps?days=365", "/editor/articles"])
def test_a_part_that_is_not_there_is_no_empty_page(editor: FlaskClient, path: str) -> None:
    beyond = f"{path}{'&' if '?' in path else '?'}page=900"
    assert ("calm" in editor.get(beyond).text) == ("calm" in editor.get(path).text)
