"""S1: no listed vector leaves a tag, attribute or address outside the policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.content.render import Rendering
from app.content.sanitize import sanitize
from tests.content.vectors import ALL, ELEMENTS, HANDLERS, SCRIPTS


def test_s1_at_least_150_vectors_are_listed() -> None:
    assert len(set(ALL)) >= 150


@pytest.mark.parametrize("vector", ALL)
def test_s1_the_sanitiser_leaves_nothing_outside_the_policy(
    vector: str, violations: Callable[[str], list[str]]
) -> None:
    assert violations(sanitize(vector)) == []
    assert violations(sanitize(f"<p>before {vector} after</p>")) == []


@pytest.mark.parametrize("vector", ALL)
def test_s1_a_rendered_article_leaves_nothing_outside_the_policy(
    vector: str, rendered: Callable[..., Rendering], violations: Callable[[str], list[str]]
) -> None:
    assert violations(rendered(f"before {vector} after\n\n{vector}\n").html) == []


@pytest.mark.parametrize("vector", SCRIPTS + HANDLERS + ELEMENTS)
def test_a1_html_in_an_article_is_shown_as_text(vector: str, rendered: Callable[..., Rendering]) -> None:
    html = rendered(f"x\n\n{vector}").html
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
