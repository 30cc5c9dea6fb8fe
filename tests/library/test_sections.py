"""The section that a ticket is answered with: the steps, unless it tells of something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.sections import answering, understood
from app.model import Body, Section

STEPS = Section("h-steps", "Demander le code", 2, "Ouvrez le domaine.\nCliquez sur « Code EPP ».")
NO_EMAIL = Section("h-no-email", "Si l’e-mail n’arrive pas", 2, "Regardez dans les courriers indésirables.")
WHAT = Section("h-what", "À quoi sert ce code", 2, "Il prouve que le propriétaire demande le transfert.")
HTML = (
    '<p>Début</p><h2 id="h-what">À quoi</h2><p>Il prouve</p><h2 id="h-steps">Demander</h2><ol><li>Ouvrez</li></ol>'
    '<h2 id="h-no-email">Si</h2><ul><li>Regardez</li></ul>'
)
BODY = Body(HTML, "", (Section("", "", 0, "Début"), WHAT, STEPS, NO_EMAIL))
TITLE = "Récupérer le code EPP"


def best(text: str, locale: str = "fr", body: Body = BODY) -> str:
    found = answering(text, locale, TITLE, body, 3)
    return found[0].anchor if found else ""


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Bonjour, pouvez-vous m’envoyer le code EPP de mon domaine ?", "h-steps"),
        ("Je ne sais pas comment avoir mon code EPP", "h-steps"),
        ("J’ai demandé mon code EPP hier et je ne l’ai jamais reçu.", "h-no-email"),
        ("À quoi sert le code, que prouve-t-il ?", "h-what"),
        ("zinguer un toit", "h-steps"),
        ("", ""),
    ],
)
def test_a_broad_ticket_gets_the_steps_and_trouble_the_section_about_it(text: str, anchor: str) -> None:
    assert best(text) == anchor


def test_a_language_without_data_gets_the_steps() -> None:
    assert best("Wie bekomme ich den Code?", "de") == "h-steps"


def test_an_article_without_headings_has_no_section_to_offer() -> None:
    assert best("le code", body=Body("<p>Début</p>", "", (Section("", "", 0, "Début"),))) == ""


def test_asking_how_is_no_trouble_and_a_failure_is() -> None:
    assert not understood("Je n’arrive pas à voir comment payer.", "fr").trouble
    assert understood("The code you gave me is invalid.", "en").trouble
    assert understood("Whois still shows my old details", "en").trouble


@given(st.text(max_size=500), st.sampled_from(["fr", "en", "de"]))
def test_any_text_gets_at_most_as_many_sections_as_are_wanted(text: str, locale: str) -> None:
    found = answering(text, locale, TITLE, BODY, 2)
    assert len(found) <= 2
    assert all(section.anchor for section in found)
