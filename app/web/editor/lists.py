"""Lists of the editors' pages: which part of one a request asks for, and which choice among a few."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from flask import request

MOST_PAGES = 1_000
HANDLED: Mapping[str, bool | None] = MappingProxyType({"waiting": False, "handled": True, "all": None})
"""What may be asked of a list whose entries somebody handles, and what it means to the store."""

Item = TypeVar("Item")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of a list is shown, from 1, and whether there is more."""

    number: int
    more: bool


def page_number() -> int:
    """The part that the request asks for; the first for what is no number."""
    text = request.args.get("page", "")
    return min(max(1, int(text)), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def part(found: Sequence[Item], size: int) -> tuple[Sequence[Item], Pager]:
    """The part of a list that the request asks for, the last one where there are fewer."""
    last = max(1, -(-len(found) // size))
    number = min(page_number(), last)
    return found[(number - 1) * size : number * size], Pager(number, number < last)


def fetched_part(fetch: Callable[[int, int], Sequence[Item]], size: int) -> tuple[Sequence[Item], Pager]:
    """The same of a list that nobody has counted: `fetch` takes limit and offset.

    Where nothing is left of that part, as when its last entry was handled, the first one.
    """
    number = page_number()
    found = fetch(size + 1, (number - 1) * size)
    if not found and number > 1:
        number, found = 1, fetch(size + 1, 0)
    return found[:size], Pager(number, len(found) > size)


def choice(name: str, choices: Sequence[Choice]) -> Choice:
    """The parameter's value where it is one of the choices, else the first."""
    given = request.args.get(name)
    return next((each for each in choices if each == given), choices[0])
