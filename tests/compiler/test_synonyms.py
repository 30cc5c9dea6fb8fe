"""Synonyms as `guichet check` sees them: what the analysis of their language shows, at the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.synonyms import read_synonyms
from app.content.yaml_strict import load
from tests.support.sites import ROOT, article, compiler_for, write_site


def said(folder: Path, french: str, english: str = "") -> list[str]:
    files = {
        "fr/a.md": article("Payer"),
        "en/a.md": article("Pay"),
        "fr/synonyms.yaml": french,
        "en/synonyms.yaml": english,
    }
    with compiler_for(folder, write_site(folder / "articles", files)) as compiler:
        return [f"{p.severity}: {p}" for p in compiler.check() if p.code == "synonyms"]


def test_each_language_is_checked_by_its_own_analysis(tmp_path: Path) -> None:
    french = (
        "- [payer, régler]\n- [impayée, non payées]\n- [résilier, résiliation, résilié]\n- [mdp, mot de passe, s'il]\n"
    )
    english = "- [turn on, activate]\n- [turn off, disable]\n"
    found = said(tmp_path, french, english)
    assert [each.partition(":")[2].split(": ")[0] for each in found] == [
        " en/synonyms.yaml:2",
        " fr/synonyms.yaml:2",
        " fr/synonyms.yaml:3",
        " fr/synonyms.yaml:4",
    ]
    assert all(each.startswith("warning") for each in found)
    assert "'turn off' is also in the group of line 1, as 'turn on'" in found[0]
    assert "'non payées' is also in the group of line 1, as 'payer'" in found[1]
    assert "takes all of this group for one word" in found[2]
    assert "'s'il' is made of small words only" in found[3]


def test_a_phrase_of_which_one_everyday_word_is_left_is_told_unless_the_word_is_meant(tmp_path: Path) -> None:
    french = "- [contacter, parler à, écrire, écrire à]\n- [code EPP, se désabonner]\n"
    english = "- [backup, back up]\n- [transfer, domain transfer]\n- [email, e-mail address]\n- [ticket, my question]\n"
    found = said(tmp_path, french, english)
    assert [each.partition(" and that")[0] for each in found] == [
        "warning: en/synonyms.yaml:1: the search keeps only 'back' of 'back up',",
        "warning: en/synonyms.yaml:4: the search keeps only 'question' of 'my question',",
        "warning: fr/synonyms.yaml:1: the search keeps only 'parler' of 'parler à',",
    ]


def test_groups_without_contradiction_are_no_problem(tmp_path: Path) -> None:
    assert said(tmp_path, "- [ndd, nom de domaine, domaine]\n- [mdp, mot de passe]\n", "- [invoice, bill]\n") == []


@pytest.mark.parametrize(("locale", "least"), [("fr", 60), ("en", 40)])
def test_enough_groups_are_shipped(locale: str, least: int) -> None:
    path = f"{locale}/synonyms.yaml"
    text = (ROOT / "articles" / path).read_text("utf-8")
    synonyms, problems = read_synonyms(load(text, path=path), locale, path)
    assert problems == []
    assert len(synonyms.groups) >= least
