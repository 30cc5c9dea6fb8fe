"""The sections that the reply desk proposes are measured as the figures say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scripts.relevance_measure import main
from scripts.relevance_sections import read

ROOT = Path(__file__).resolve().parents[2]
OWN = [ROOT / "tests" / "relevance" / f"sections.{locale}.jsonl" for locale in ("fr", "en")]


def test_a_ticket_without_the_section_that_answers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a", "id": "x", "anchors": ["y"]}\n{"text": "b", "id": "x", "anchors": []}\n')
    with pytest.raises(SystemExit, match=r"bad\.jsonl:2"):
        read(path, "fr")


@pytest.mark.parametrize("path", OWN, ids=["fr", "en"])
def test_the_repositorys_tickets_name_sections_that_exist(path: Path) -> None:
    locale = path.name.split(".")[1]
    sources = {each.stem: each.read_text("utf-8") for each in (ROOT / "articles" / locale).rglob("*.md")}
    tickets = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(tickets) >= {"fr": 60, "en": 30}[locale]
    for ticket in tickets:
        assert set(ticket["anchors"]) <= set(re.findall(r"\{#([a-z-]+)\}", sources[ticket["id"]])), ticket
    if locale == "fr":
        assert {ticket["id"] for ticket in tickets} == set(sources)


def test_the_section_that_answers_is_proposed_for_three_tickets_of_four(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sections", *map(str, OWN), "--first", "0.75"]) == 0, capsys.readouterr().out
    assert main(["--sections", str(OWN[1]), "--first", "1"]) == 1
