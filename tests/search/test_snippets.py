"""Extracts: from the section that matched, marked, and nothing but text."""

from __future__ import annotations

import re

from app.ports import SearchIndex
from tests.search.conftest import Builder, Maker, ask


def test_q7_snippet_never_carries_markup(build: Builder, make: Maker) -> None:
    hostile = 'Avant </b><script>alert("facture")</script> & <mark>facture</mark> <svg/onload=alert(1)> facture après.'
    index = build([make("a", f"Facture {hostile}", hostile, hostile * 8, summary=hostile)])
    for text in ("facture", "script", "svg onload", '"facture"', "mark"):
        for hit in ask(index, text).hits:
            for html in (hit.snippet_html, *(section.snippet_html for section in hit.sections)):
                assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
                assert "<script" not in html
        for suggestion in index.suggest(text, 5)[0]:
            assert set(re.findall(r"<[^>]*>", suggestion.title_html)) <= {"<mark>", "</mark>"}


def test_a_snippet_comes_from_the_section_that_matched(index: SearchIndex) -> None:
    hit = ask(index, "preuve du virement").hits[0]
    assert hit.sections[0].anchor == "h-1"
    assert "<mark>preuve</mark>" in hit.sections[0].snippet_html
    assert "preuve" in hit.matched
    assert len(hit.sections) <= 2


def test_a_snippet_keeps_lines_apart(build: Builder, make: Maker) -> None:
    index = build([make("a", "Titre", "Ce que vous voulez\nLe virement\nIl arrive.\nGardez la preuve :\nun reçu")])
    html = ask(index, "virement").hits[0].snippet_html
    assert html == "Ce que vous voulez · Le <mark>virement</mark> · Il arrive. Gardez la preuve : un reçu"


def test_a_long_text_is_cut_around_the_match(build: Builder, make: Maker) -> None:
    index = build([make("a", "Titre", "Rien ici. " * 200 + "Le virement arrive. " + "Rien ici. " * 200)])
    html = ask(index, "virement").hits[0].snippet_html
    assert "<mark>virement</mark>" in html
    assert len(html) < 300
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_an_ending_is_marked_whole_inside_a_name_too(build: Builder, make: Maker) -> None:
    index = build([make("a", "Extensions", "Écrivez à aide@exemple.com au sujet du .com.")])
    assert ask(index, "masociete.com").hits[0].snippet_html.count("<mark>.com</mark>") == 2
