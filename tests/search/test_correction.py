"""Spelling in a search: what is mended and said, and what is never touched."""

from __future__ import annotations

import pytest

from app.model import Query, Synonyms
from app.ports import SearchIndex
from tests.search.conftest import Builder, Maker, ask, ids


@pytest.mark.parametrize("typed", ["certifcat", "factrue", "hebergemnt"])
def test_a_mistyped_word_is_corrected_and_said(index: SearchIndex, typed: str) -> None:
    answer = ask(index, typed)
    assert answer.corrected is not None
    assert typed not in answer.corrected
    assert answer.hits


def test_a_correction_that_leads_nowhere_is_not_made(index: SearchIndex) -> None:
    answer = ask(index, "recus de couscous")
    assert (answer.answered, answer.corrected) == (False, None)
    assert ids(answer) == ids(ask(index, "recus de couscous", exact=True))


def test_where_what_was_typed_finds_nothing_the_closest_articles_are_those_of_the_correction(
    index: SearchIndex,
) -> None:
    answer = ask(index, "certifcat couscous zinguer")
    assert (answer.answered, answer.corrected) == (False, None)
    assert ids(answer) == ["ssl-setup"]
    assert ids(ask(index, "certifcat couscous zinguer", exact=True)) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sertifika", "certificat"),
        ("ebergeman", "hébergement"),
        ("faktures", "facture"),
        ("certtifficats", "certificat"),
    ],
)
def test_a_word_written_by_ear_is_understood(index: SearchIndex, typed: str, meant: str) -> None:
    assert ids(ask(index, typed))[:1] == ids(ask(index, meant))[:1] != []


def test_an_elided_verb_that_is_written_together_is_taken_apart(build: Builder, make: Maker) -> None:
    index = build([make("lock", "Enlever le verrou", "Cliquez."), make("other", "Le domaine", "Un verrou.")])
    assert ids(ask(index, "jenleve le verrou"))[0] == "lock"


def test_a_category_without_the_answer_keeps_the_correction(index: SearchIndex) -> None:
    assert ask(index, "certifcat ssl", category="billing").corrected == ask(index, "certifcat ssl").corrected


def test_a_word_of_the_synonyms_is_never_corrected(build: Builder, make: Maker) -> None:
    groups = Synonyms("fr", (("client de messagerie", "Apple Mail"),))
    index = build([make("a", "Votre appel", "Un appel.")], groups)
    assert ask(index, "apple").corrected is None
    assert ask(index, "appal").corrected == "appel"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("motdepasse", "mot de passe"),
        ("motdepasse oublié", "mot de passe oublié"),
        ("Récupérer codeepp", "Récupérer code epp"),
        ("lhébergement", "l'hébergement"),
        ("resilier lhebergement", "resilier l'hébergement"),
    ],
)
def test_words_written_together_are_taken_apart_and_said(index: SearchIndex, typed: str, meant: str) -> None:
    answer = ask(index, typed)
    assert (answer.corrected, answer.answered) == (meant, True)
    assert ids(answer) == ids(ask(index, meant))
    assert ask(index, typed, exact=True).corrected is None


def test_words_that_stand_nowhere_in_a_row_are_not_taken_apart(index: SearchIndex) -> None:
    assert ask(index, "codecarte").corrected is None


def test_one_mistake_in_a_usual_word_is_likelier_than_a_missing_space(build: Builder, make: Maker) -> None:
    usual = [make(f"s{i}", "Le serveur", "Un serveur de messagerie.") for i in range(3)]
    index = build([*usual, make("chance", "Autre", "La serv veur.")])
    assert ask(index, "servveur").corrected == "serveur"
    assert ask(index, "lservveur").corrected != "serv veur"


@pytest.mark.parametrize("text", ["jai payé ma facture", "cest quoi le code EPP", "quil faut payer une facture"])
def test_an_elision_without_its_apostrophe_does_not_count(index: SearchIndex, text: str) -> None:
    answer = ask(index, text)
    assert (answer.answered, answer.corrected) == (True, None)


def test_exact_corrects_nothing(index: SearchIndex) -> None:
    answer = ask(index, "certifcat", exact=True)
    assert (answer.corrected, answer.total) == (None, 0)


def test_a_word_that_exists_is_never_corrected(index: SearchIndex) -> None:
    assert ask(index, "domaines").corrected is None
    assert ask(index, "annulez").corrected is None


def test_a_quoted_word_is_never_corrected(index: SearchIndex) -> None:
    answer = ask(index, '"certifcat ssl"')
    assert (answer.corrected, answer.total) == (None, 0)


def test_a_mistyped_stop_word_is_mended_and_does_not_count(index: SearchIndex, build: Builder, make: Maker) -> None:
    index = build([make("a", "Comment payer", "Comment payer ?"), make("b", "Texte", "Rien")], name="other")
    answer = ask(index, "comemnt payer")
    assert answer.corrected == "comment payer"
    assert answer.answered


@pytest.mark.parametrize("typed", ["facture masociete.com", "facture contact@monsite.ma", "facture boutik@zzyzx.co.ma"])
def test_a_name_inside_an_address_is_neither_corrected_nor_missed(index: SearchIndex, typed: str) -> None:
    answer = ask(index, typed)
    assert (answer.corrected, answer.answered, ids(answer)[0]) == (None, True, "invoice-pay")


@pytest.mark.parametrize(
    ("locale", "title", "typed"),
    [("fr", "Payer par virement", "vivement"), ("en", "Reset my password", "passport")],
)
def test_a_common_word_of_the_language_is_no_mistake_though_no_article_has_it(
    build: Builder, make: Maker, locale: str, title: str, typed: str
) -> None:
    index = build([make("a", title, locale=locale)], locale=locale)
    assert index.search(Query(typed, locale), {}).corrected is None


@pytest.mark.parametrize(
    ("locale", "title", "typed", "meant"),
    [("fr", "Le code EPP", "code pep", "code epp"), ("en", "Get the EPP code", "epp coed", "epp code")],
)
def test_a_common_word_with_letters_in_wrong_order_is_a_mistake(
    build: Builder, make: Maker, locale: str, title: str, typed: str, meant: str
) -> None:
    index = build([make("a", title, locale=locale)], locale=locale)
    assert index.search(Query(typed, locale), {}).corrected == meant


def test_the_parts_of_an_address_that_no_article_has_find_nothing(index: SearchIndex) -> None:
    assert ids(ask(index, "facture@virement.com")) == []
    assert ids(ask(index, "certificat exemple.ma"))[0] == "ssl-setup"
    assert ids(ask(index, "écrire à exemple.ma."))[0] == "ssl-setup"
