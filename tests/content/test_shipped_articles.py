"""What the two languages of the shipped articles share, and that none of their questions repeats another."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.search.analysis import analyzer
from tests.support.sites import ROOT

FRENCH = sorted((ROOT / "articles" / "fr").rglob("*.md"))
HEADING = re.compile(r"^##+ .*\{#([a-z-]+)\}$", re.MULTILINE)
FACTS = {
    "figures": re.compile(r"\d+"),
    "links": re.compile(r"\((?:article|portal|mailto):[^)]*\)"),
    "contacts": re.compile(r"\{\{ support\.\w+ \}\}"),
    "steps, points and rows": re.compile(r"^(?: *\d+\. | *- |\||:   |!!! \w+)", re.MULTILINE),
}


def read(file: Path) -> tuple[dict[str, Any], str]:
    """An article's keys and text."""
    _, keys, text = file.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(keys), text


def facts_by_section(text: str) -> dict[str, dict[str, list[str]]]:
    """What each section says in any language, under its anchor."""
    start, *rest = HEADING.split(text)
    sections = {"start": start, **dict(zip(rest[0::2], rest[1::2], strict=True))}
    return {
        anchor: {kind: sorted(pattern.findall(body)) for kind, pattern in FACTS.items()}
        for anchor, body in sections.items()
    }


@pytest.mark.parametrize("french", FRENCH, ids=lambda file: file.stem)
def test_both_languages_state_the_same_figures_steps_links_and_contacts_section_by_section(french: Path) -> None:
    english = ROOT / "articles" / "en" / french.relative_to(ROOT / "articles" / "fr")
    assert facts_by_section(read(french)[1]) == facts_by_section(read(english)[1])


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_no_question_repeats_the_words_of_another(locale: str) -> None:
    asked: dict[frozenset[str], list[str]] = defaultdict(list)
    for file in sorted((ROOT / "articles" / locale).rglob("*.md")):
        for question in read(file)[0]["questions"]:
            asked[frozenset(analyzer(locale).terms(question))].append(f"{file.stem}: {question}")
    assert [same for same in asked.values() if len(same) > 1] == []
