"""A defect of the program that every build meets: the log tells it when it comes, not every few seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.compiler.drawing import Painter
from app.jobs import Background
from tests.support.sites import article, settings_for, write_site


def test_a_defect_is_told_once_and_again_when_it_is_another_one_or_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    articles = write_site(tmp_path / "articles", {"fr/un.md": article("Un")})

    def told(jobs: Background, defect: str | None) -> int:
        """How many tracebacks three attempts add to the log."""

        def card(*_: object) -> bytes:
            raise KeyError(defect)

        caplog.clear()
        with monkeypatch.context() as patch:
            if defect:
                patch.setattr(Painter, "card", card)
            for _ in range(3):
                jobs.build_once()
        return sum(record.exc_info is not None for record in caplog.records)

    with Background(settings_for(tmp_path, articles)) as jobs:
        assert [told(jobs, defect) for defect in ("one", "one", "other", None)] == [1, 0, 1, 0]
        write_site(articles, {"fr/deux.md": article("Deux")})
        assert told(jobs, "one") == 1
