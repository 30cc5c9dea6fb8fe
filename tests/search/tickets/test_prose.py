"""What is read of a letter: what its author wrote for this occasion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import MAX_TICKET_CHARACTERS
from app.search.analysis import analyzer
from app.search.tickets.manners import manners
from app.search.tickets.prose import letter, sentences
from app.search.tickets.salience import SENTENCES, WHOLE_WORDS, WORDS, familiarity, passages

FRENCH = manners("fr")


def said(text: str, locale: str = "fr") -> list[str]:
    """The words that are looked up of a letter as a whole."""
    found = passages(letter(text, manners(locale)), analyzer(locale), lambda _: 1.0)
    return [word.word for word in found[-1]] if found else []


@pytest.mark.parametrize(
    "rest",
    [
        "\nCordialement,\nJean Dupont\nTél. 05 22 00 00 00",
        "--\nJean Dupont, directeur des ventes\nhttps://exemple.ma",
        "\nEnvoyé de mon iPhone",
        "> Votre facture est payée.\n>> Bien reçu.",
        "Le 3 mars, le support a écrit :\nVotre facture est payée.",
        "-----Message d'origine-----\nVotre facture.",
        "De : Support\nEnvoyé : mardi 4 mars 2026 09:01\nÀ : Nadia\nObjet : facture\n\nVotre facture.",
        "*De :* Support <support@exemple.ma>\n*Envoyé :* mardi 4 mars\nVotre facture.",
        "Le lun. 3 mars 2026 à 10:12, le support <\nsupport@exemple.ma> a écrit :\n\nVotre facture est payée.",
        "Bien à vous,\n\nJean Dupont\nCe message et ses pièces jointes sont confidentiels et ne visent que la facture.",
    ],
)
def test_signatures_and_quotations_are_not_searched(rest: str) -> None:
    assert said(f"Bonjour,\nmon certificat a expiré.\n{rest}") == ["certificat", "expiré"]


@pytest.mark.parametrize(
    "head",
    [
        "De : Karim <karim@exemple.ma>\nEnvoyé : mardi 4 mars 2026\nÀ : Support\nObjet : urgent\n",
        "From: Karim\nSent: Tuesday\nTo: Support\n",
        "-----Message d'origine-----\n",
        "*De :* Karim\n*Date :* 4 mars\n",
    ],
)
def test_a_mail_that_was_copied_with_its_head_is_read(head: str) -> None:
    older = "De : Support\nEnvoyé : lundi\nObjet : facture\n\nVotre facture est payée."
    found = said(f"{head}\nBonjour,\nmon certificat a expiré.\n\n{older}")
    assert [word for word in found if word != "objet"] == ["certificat", "expiré"]


@pytest.mark.parametrize(
    "text",
    ["De : mon ancien hébergeur, mon certificat a expiré", "From: X\nhier mon certificat a expiré", "_certificat_"],
)
def test_what_only_begins_like_an_older_mail_is_read(text: str) -> None:
    assert "certificat" in said(text)


def test_a_letter_that_goes_on_after_thanks_is_read_to_its_end() -> None:
    goes_on = "Le certificat de mon site a pourtant expiré hier soir, que dois-je faire maintenant ?"
    assert "certificat" in said(f"Bonjour,\nMerci pour votre réponse.\n{goes_on}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("domaine tapis-berbere.com", ["domaine", ".com"]),
        ("adresse contact@exemple.ma perdue", ["adresse", "perdue"]),
        ("voir https://exemple.ma/panier?id=12 panier", ["panier"]),
        ("commande n° 48213 du 12/03/2026", ["commande"]),
        ("ticket #AB12 en erreur", ["ticket", "erreur"]),
        ("clé 9f86d081884c7d65 refusée", ["clé", "refusée"]),
        ("un .ma à transférer", [".ma", "transférer"]),
    ],
)
def test_addresses_and_numbers_are_not_searched_but_endings_are(text: str, words: list[str]) -> None:
    found = [word for word in said(text) if word not in ("com", "ma", "voir")]
    assert found == words


@pytest.mark.parametrize("number", ["1.", "1)", "12/", "2°", "3 -"])
def test_the_number_of_an_item_is_no_word(number: str) -> None:
    assert said(f"Bonjour,\n{number} mon certificat") == said("Bonjour,\n- mon certificat") == ["certificat"]


def test_error_codes_are_searched_in_their_parts() -> None:
    assert {"err", "cert"} <= set(said("Chrome affiche NET::ERR_CERT_DATE_INVALID"))


def test_politeness_is_not_searched() -> None:
    assert said("Bonjour, pouvez-vous m'aider s'il vous plaît ? C'est urgent, merci d'avance !") == []
    assert said("Hello, can you help me please? It is urgent, thanks a lot!", "en") == []


def test_sentences_end_at_marks_lines_and_items() -> None:
    assert sentences("Un. Deux ! Trois\nQuatre : cinq\n- six") == ["Un", "Deux", "Trois", "Quatre", "cinq", "six"]


def test_what_is_looked_up_is_bounded() -> None:
    rare = " ".join(f"mot{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(60))
    found = passages(". ".join([rare] * 30), analyzer("fr"), lambda _: 1.0)
    assert len(found) == SENTENCES + 1
    assert all(len(words) <= WORDS for words in found[:-1])
    assert len(found[-1]) == WHOLE_WORDS


def test_sentences_with_words_of_titles_are_preferred() -> None:
    filler = "Le chat dort sur le canapé du voisin. " * (SENTENCES + 4)
    found = passages(
        filler + "Le certificat a expiré.", analyzer("fr"), lambda term: 4.0 if term == b"certificat" else 1.0
    )
    assert "certificat" in [word.word for word in found[0]]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Je ne trouve plus mon mot de passe et je voudrais renouveler", "fr"),
        ("I cannot find my password and would like to renew", "en"),
    ],
)
def test_a_text_looks_most_like_its_own_language(text: str, locale: str) -> None:
    assert max(("fr", "en"), key=lambda code: familiarity(text, analyzer(code))) == locale


def test_a_text_without_words_looks_like_no_language() -> None:
    assert familiarity("", analyzer("fr")) == familiarity("🙂 ?!", analyzer("fr")) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * MAX_TICKET_CHARACTERS,
        "a" + "\u0315\u0300" * (MAX_TICKET_CHARACTERS // 2),
        "a." * (MAX_TICKET_CHARACTERS // 2),
        "@" * MAX_TICKET_CHARACTERS,
        "1-" * (MAX_TICKET_CHARACTERS // 2),
        "le " * (MAX_TICKET_CHARACTERS // 3),
        "#" * MAX_TICKET_CHARACTERS,
        "merci\n" * (MAX_TICKET_CHARACTERS // 6),
        "deadbeef-" * (MAX_TICKET_CHARACTERS // 9),
        "from: " * (MAX_TICKET_CHARACTERS // 6),
        "  >  " * (MAX_TICKET_CHARACTERS // 5),
    ],
)
def test_q4_hostile_texts_are_cut_after_normalising_and_cost_little(text: str) -> None:
    assert len(letter(text, FRENCH)) <= MAX_TICKET_CHARACTERS


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_taken_apart(text: str) -> None:
    for code in ("fr", "en", "zxx"):
        assert all(passages(letter(text, manners(code)), analyzer(code), lambda _: 1.0))
        assert 0 <= familiarity(text, analyzer(code)) <= 1


def test_a_language_without_manners_is_read_as_it_is() -> None:
    assert letter("Hola\nGracias", manners("es")) == "Hola\nGracias"
