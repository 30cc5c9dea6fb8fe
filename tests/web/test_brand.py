"""Any brand colour gives a palette that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.colors import contrast, palette

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = ("bg", "surface", "sunken", "soft")


@pytest.mark.parametrize("dark", [False, True])
@given(color=COLORS)
def test_every_text_can_be_read_on_every_ground(dark: bool, color: str) -> None:
    shades = palette(color, dark=dark)
    for text in ("text", "muted", "accent", "accent-strong"):
        for ground in GROUNDS:
            assert contrast(shades[text], shades[ground]) >= 4.5
    for ground in ("accent", "accent-strong"):
        assert contrast(shades["on-accent"], shades[ground]) >= 4.5
    for ground in ("bg", "surface"):
        assert contrast(shades["edge"], shades[ground]) >= 3.0


def test_a_brand_colour_that_can_be_read_is_kept() -> None:
    assert palette("#0b6e99", dark=False)["accent"] == "#0b6e99"
