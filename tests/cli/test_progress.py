"""Progress is for people: on a terminal, and only when there is something to wait for."""

from __future__ import annotations

import io

import pytest

from app.cli.report import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "total", "shown"), [(Terminal(), 51, True), (Terminal(), 50, False), (io.StringIO(), 51, False)]
)
def test_progress_is_shown_on_a_terminal_above_50_articles(stream: io.StringIO, total: int, shown: bool) -> None:
    with progress(stream) as report:
        report(1, total)
        report(total, total)
    assert (f"{total}/{total} articles" in stream.getvalue()) is shown
