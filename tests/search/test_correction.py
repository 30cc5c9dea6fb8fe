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
        ("resilier lhebergement", "résilier l'hébergement"),
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


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("renouvelement automatike", "renouvellement automatique"),
        ("telecharger la factrue", "télécharger la facture"),
        ("modifer mes cordonnees", "modifier mes coordonnées"),
        ("anuler la command", "annuler la commande"),
        ("annule la factrue", "annule la facture"),
        ("comandé la factrue", "commandé la facture"),
        ("factrue commandee, factrue payee", "facture commandée, facture payée"),
        ("Telecharger FACTRUE", "Télécharger FACTURE"),
        ("je gardais ma factrue", "je gardais ma facture"),
        ("« telecharger » factrue -renouvelement", '" telecharger " facture -renouvelement'),
    ],
)
def test_a_correction_shows_every_word_as_articles_write_it(
    build: Builder, make: Maker, typed: str, shown: str
) -> None:
    words = "Télécharger une facture payée, modifier des coordonnées, annuler la commande commandée, je garde"
    index = build([make("a", words, "La facture."), make("b", "Renouvellement automatique")])
    assert ask(index, typed).corrected == shown


def test_of_two_words_that_may_be_meant_the_one_of_the_first_article_is_shown(build: Builder, make: Maker) -> None:
    articles = [make("panel", "cPanel login", "cPanel."), make("cancel", "Cancel hosting", "Cancel.")]
    index = build([make(each.id, each.title, locale="en") for each in articles], locale="en")
    shown = {q: index.search(Query(q, "en"), {}).corrected for q in ("canel hostng", "canel logn")}
    assert shown == {"canel hostng": "cancel hosting", "canel logn": "cpanel login"}


def test_the_first_article_of_a_later_page_does_not_change_what_is_shown(build: Builder, make: Maker) -> None:
    articles = [make("a", "Cancel hosting"), *(make(f"b{i:02}", "cPanel", "Some hosting.") for i in range(12))]
    index = build([make(each.id, each.title, locale="en") for each in articles], locale="en")
    pages = [index.search(Query("canel hostng", "en", offset=offset), {}) for offset in (0, 10)]
    assert [page.corrected for page in pages] == ["cancel hosting"] * 2
    assert pages[1].hits


@pytest.mark.parametrize("typed", ["mon conptre", "je veux suprimer mon conptre"])
def test_a_small_word_is_no_correction_where_another_is_nearly_as_near(build: Builder, make: Maker, typed: str) -> None:
    index = build([make("a", "Supprimer mon compte"), make("b", "Se protéger contre le vol")])
    answer = ask(index, typed)
    assert answer.corrected == typed.replace("conptre", "compte").replace("suprimer", "supprimer")
    assert ids(answer)[0] == "a"


def test_a_participle_is_meant_where_its_accent_was_typed(build: Builder, make: Maker) -> None:
    index = build([*(make(f"a{i}", "Il renouvelle") for i in range(4)), make("b", "Un domaine renouvelé")])
    assert ask(index, "renouvlé").corrected == "renouvelé"
    assert ask(index, "renouvle").corrected == "renouvelle"


def test_a_small_word_that_tells_a_little_counts_when_it_is_mended(build: Builder, make: Maker) -> None:
    index = build([make("a", "Un hébergement qui expire"), make("b", "Quand expire mon hébergement ?")])
    for typed in ("hébergement expire quan", "hébergement expire quand"):
        assert ids(ask(index, typed))[0] == "b"


def test_a_word_that_is_known_by_the_stem_of_another_is_mended(build: Builder, make: Maker) -> None:
    index = build([make("a", "Mot de passe"), make("b", "Ce n’est pas là", "Pas ici, mot pour mot.")])
    answer = ask(index, "mot de pase")
    assert (answer.corrected, ids(answer)[0]) == ("mot de passe", "a")
    assert ask(index, "mot de pass").corrected is None
    assert ask(index, "mot de pase", exact=True).corrected is None


@pytest.mark.parametrize(("typed", "meant"), [("unlock domane", "unlock domain"), ("renue domane", "renew domain")])
def test_an_english_word_written_by_ear_is_understood(build: Builder, make: Maker, typed: str, meant: str) -> None:
    index = build([make("a", "Unlock or renew my domain", locale="en")], locale="en")
    assert index.search(Query(typed, "en"), {}).corrected == meant


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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("conection", "connexion"),  # heard alike, though « correction » is one letter nearer
        ("renouvelment", "renouvellement"),  # far more widespread than « renouvellent »
    ],
)
def test_the_likeliest_word_is_said(build: Builder, make: Maker, typed: str, meant: str) -> None:
    texts = ("La connexion échoue.", "Une correction.", "Ils renouvellent.", "La facture.", "Un factage.")
    likely = [make(f"often-{number}", "Le renouvellement", "Le renouvellement.") for number in range(20)]
    index = build([*likely, *(make(f"a-{number}", text, text) for number, text in enumerate(texts))])
    assert ask(index, typed).corrected == meant


@pytest.mark.parametrize("typed", ["sftp", "rgpd"])
def test_an_acronym_is_not_another(build: Builder, make: Maker, typed: str) -> None:
    index = build([make("smtp", "Le port SMTP", "SMTP et RGP.")])
    assert ask(index, typed).corrected is None
    assert not ask(index, typed).hits


@pytest.mark.parametrize("typed", ["passport", "card"])
def test_a_word_of_another_language_is_no_mistake_for_one_of_that_language_or_for_a_small_one(
    build: Builder, make: Maker, typed: str
) -> None:
    index = build([make("reset", "Mot de passe (password)", "Car un mot de passe s’oublie.")])
    assert ask(index, typed).corrected is None
    assert ask(index, "pasword").corrected == "password"
    assert ask(index, f"{typed} oublié").corrected is None
