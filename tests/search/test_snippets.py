"""Extracts: from the section that matched, marked, and nothing but text."""

from __future__ import annotations

import re

import pytest

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


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Une adresse e-mail de contact.", "e-mail", "e-mail"),
        ("Une adresse e‑mail de contact.", "email", "e‑mail"),
        ("Une adresse e-mail de contact.", "e mail", "e-mail"),
        ("Ouvrez c Panel ici.", "cpanel", "c Panel"),
        ("Créez un sous-domaine ici.", "sous-domaine", "sous-domaine"),
        ("Créez un pare-feu ici.", "pare feu", "pare-feu"),
        ("Prenez rendez-vous aujourd’hui.", "rendez-vous", "rendez-vous"),
        ("Prenez rendez-vous aujourd’hui.", "aujourd'hui", "aujourd’hui"),
        ("Le site exemple.ma arrive.", "exemple.ma", "exemple.ma"),
    ],
)
def test_a_word_is_marked_whole_however_it_is_joined(
    build: Builder, make: Maker, text: str, typed: str, marked: str
) -> None:
    html = ask(build([make("a", "Titre", text)]), typed).hits[0].snippet_html
    assert html == text.replace(marked, f"<mark>{marked}</mark>")


def test_a_part_of_a_joined_word_is_marked_alone(build: Builder, make: Maker) -> None:
    index = build([make("a", "Titre", "Créez un sous-domaine ici.")])
    assert ask(index, "domaine").hits[0].snippet_html == "Créez un sous-<mark>domaine</mark> ici."


SEVERAL = "Rien ici. " * 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{SEVERAL}Payé ! Le virement est là. {SEVERAL}", "… Le <mark>virement</mark> est là. Rien"),
        (
            f"{SEVERAL}Vide – rien\nReçu – le virement est là\n{SEVERAL}",
            "… Reçu – le <mark>virement</mark> est là · Rien",
        ),
        (f"Vide – rien\nReçu – le virement est là\n{SEVERAL}", "Vide – rien · Reçu – le <mark>virement</mark> est"),
        ("Titre – autrement\n" + "mot " * 13 + "virement " + "mot " * 60, "… mot mot"),
        (f"{SEVERAL}Le virement.", "… Rien ici. Rien ici."),
    ],
)
def test_an_extract_begins_with_a_sentence_or_a_line(build: Builder, make: Maker, text: str, shown: str) -> None:
    html = ask(build([make("a", "Titre", text)]), "virement").hits[0].snippet_html
    assert "<mark>virement</mark>" in html
    assert html.startswith(shown)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Gardez la preuve de votre virement :", "<mark>virement</mark> …"),
        ("Gardez la preuve de votre virement\u00a0: " + "m" * 200, "<mark>virement</mark> …"),
        ("Le virement, le seul moyen « " + "m" * 200, "le seul moyen …"),
        ("Le virement – " + "m" * 200, "<mark>virement</mark> …"),
        ("Le virement est arrivé.", "arrivé."),
    ],
)
def test_an_extract_does_not_end_at_a_sign_that_announces_more(
    build: Builder, make: Maker, text: str, end: str
) -> None:
    assert ask(build([make("a", "Titre", text)]), "virement").hits[0].snippet_html.endswith(end)


def test_an_article_found_by_its_question_shows_its_summary_rather_than_a_section_with_a_chance_word(
    build: Builder, make: Maker
) -> None:
    text = "Votre espace client montre la formule. Rien d’autre."
    document = make(
        "a",
        "Changer de formule",
        "Avant.",
        text,
        summary="Une formule plus grande.",
        questions=("Mon disque est plein",),
    )
    index = build([document, make("b", "Titre", "Un espace."), make("c", "Titre", "Rien.")])
    hit = ask(index, "espace disque plein").hits[0]
    assert (hit.id, hit.sections, hit.snippet_html) == ("a", (), "Une formule plus grande.")
    assert hit.matched == ("espace", "disque", "plein")


def test_a_section_that_says_what_the_question_asks_is_shown(build: Builder, make: Maker) -> None:
    text = "Si le disque est plein, changez de formule."
    document = make("a", "Changer de formule", "Avant.", text, questions=("Mon disque est plein",))
    assert [section.anchor for section in ask(build([document]), "disque plein").hits[0].sections] == ["h-1"]
