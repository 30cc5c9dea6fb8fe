"""Tickets are measured as the figures say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.relevance_measure import main
from scripts.relevance_tickets import Figures, Known, figures, outcome, read
from tests.support.sites import article, write_site

ROOT = Path(__file__).resolve().parents[2]
OWN = [ROOT / "tests" / "relevance" / f"tickets.{locale}.jsonl" for locale in ("fr", "en")]


def a_ticket(*ids: str) -> Known:
    return Known("a", "fr", "all", frozenset(ids))


def test_figures_count_places_and_sure_answers() -> None:
    outcomes = [
        outcome(a_ticket("x"), [("x", "high"), ("y", "low")]),
        outcome(a_ticket("y", "z"), [("x", "high"), ("y", "low")]),
        outcome(a_ticket("z"), [("x", "low")]),
        outcome(a_ticket("z"), []),
        outcome(a_ticket(), [("x", "high")]),
        outcome(a_ticket(), [("x", "low")]),
    ]
    assert figures(outcomes) == Figures(6, 0.25, 0.5, 1 / 3)
    assert figures([]).reaches(1, 1, 1)
    assert not figures(outcomes).reaches(0, 0, 0.5)


def test_a_line_without_an_answer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a", "ids": []}\n\n{"text": "b"}\n')
    with pytest.raises(SystemExit, match=r"bad\.jsonl:3"):
        read(path, "fr")


def test_the_repositorys_tickets_name_articles_that_exist() -> None:
    for path, least in zip(OWN, (60, 30), strict=True):
        locale = path.name.split(".")[1]
        tickets = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        stems = {each.stem for each in (ROOT / "articles" / locale).rglob("*.md")}
        assert len(tickets) >= least
        assert {article for ticket in tickets for article in ticket["ids"]} == stems
        assert any(not ticket["ids"] for ticket in tickets)


def test_the_repositorys_tickets_find_their_articles_and_sure_answers_are_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    floors = ["--first", "0.85", "--third", "0.96", "--high", "0.95"]
    assert main(["--tickets", *map(str, OWN), *floors]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("floor", "code"), [("first", 1), ("third", 1), ("high", 0)])
def test_fewer_right_answers_than_a_floor_end_with_1(tmp_path: Path, floor: str, code: int) -> None:
    articles = write_site(tmp_path / "articles", {"fr/payer.md": article("Payer une facture", id="payer")})
    tickets = tmp_path / "tickets.fr.jsonl"
    tickets.write_text('{"text": "payer une facture", "ids": ["payer"]}\n{"text": "zinguer", "ids": ["payer"]}\n')
    assert main(["--tickets", str(tickets), "--articles", str(articles), "--misses", f"--{floor}", "0.9"]) == code
