"""Tickets that ask several things are measured as the figures say."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model import Confidence, Deflection, Hit
from scripts.relevance_matters import Figures, Known, figures, outcome, read
from scripts.relevance_measure import main

ROOT = Path(__file__).resolve().parents[2]
OWN = [ROOT / "tests" / "relevance" / f"matters.{locale}.jsonl" for locale in ("fr", "en")]


def a_ticket(*matters: str) -> Known:
    return Known("a", "fr", "all", tuple(frozenset({each}) for each in matters))


def found(article: str, question: str = "", confidence: Confidence = "high") -> Deflection:
    return Deflection(Hit(article, "fr", 1.0, ""), confidence, question)


def test_figures_count_matters_and_what_was_taken_apart() -> None:
    outcomes = [
        outcome(a_ticket("x", "y"), [found("x", "1"), found("y", "2", "medium")]),
        outcome(a_ticket("x", "y"), [found("x"), found("z")]),
        outcome(a_ticket("x"), [found("x", "1"), found("z", "2")]),
        outcome(a_ticket("x"), [found("z"), found("x")]),
    ]
    assert figures(outcomes) == Figures(5 / 6, 1 / 2, 1 / 2, 2 / 3)
    assert figures([]).reaches(1, 1, 1, 1)
    assert not figures(outcomes).reaches(0, 0, 0, 0.7)


def test_a_line_without_a_matter_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a", "matters": [["x"]]}\n\n{"text": "b", "matters": []}\n')
    with pytest.raises(SystemExit, match=r"bad\.jsonl:3"):
        read(path, "fr")


def test_our_own_tickets_reach_their_floors() -> None:
    floors = ["--third", "0.95", "--apart", "0.9", "--whole", "0.65", "--high", "0.9"]
    assert main(["--matters", *floors, *map(str, OWN)]) == 0
