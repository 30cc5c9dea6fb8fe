"""Spelling finds what is near, and only that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.edits import edits
from app.search.analysis.french_sounds import SOUNDS
from app.search.analysis.sounds import sounding
from app.search.mistakes import reach, thin
from app.search.spelling import Speller, entries
from app.search.vocabulary import Vocabulary
from tests.search.conftest import Builder, Maker, ask, ids

sound = sounding(SOUNDS)
WORDS = {"certificat": 9, "facture": 8, "hébergement": 7, "verrouillage": 3, "domaine": 9, "cpanel": 2, "domaines": 1}


def speller(*words: str) -> Speller:
    vocabulary = Vocabulary(dict.fromkeys(words, 1) if words else WORDS)
    return Speller(vocabulary, entries(word.folded for word in vocabulary))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("certifcat", "certificat"),
        ("factture", "facture"),
        ("hebergemment", "hébergement"),
        ("hebregement", "hébergement"),
        ("verouillage", "verrouillage"),
        ("domane", "domaine"),
        ("domiane", "domaine"),
        ("odmaine", "domaine"),
        ("cpannel", "cpanel"),
    ],
)
def test_a_mistyped_word_is_found(typed: str, meant: str) -> None:
    assert speller().near(typed)[0].written == meant


@pytest.mark.parametrize(
    "typed", ["cod", "abc", "a", "", "zzzzzz", "facturation", "fxctxre", "12345678", "pomaine", "bentificat"]
)
def test_what_is_too_far_or_too_short_is_not(typed: str) -> None:
    assert speller().near(typed) == []


def test_a_doubled_letter_is_no_mistake_beside_others() -> None:
    assert speller("verrouiller").near("veroullier")[0].written == "verrouiller"
    assert speller("connexion").near("conexiion")[0].written == "connexion"


@pytest.mark.parametrize(("typed", "meant"), [("sll", "ssl"), ("eep", "epp"), ("dsn", "dns"), ("vsp", "vps")])
def test_three_letters_are_found_in_another_order_or_with_another_one_doubled(typed: str, meant: str) -> None:
    assert [word.written for word in speller("ssl", "epp", "dns", "vps", "tls").near(typed)] == [meant]


def test_what_sounds_alike_is_found_where_nothing_is_near() -> None:
    words = Vocabulary({"espace": 2, "domaine": 3, "certificat": 1})
    table = entries((word.folded for word in words), sound)
    assert [w.written for w in Speller(words, table, sound).near("espasse")] == ["espace"]
    assert [w.written for w in Speller(words, table, sound).near("domene")] == ["domaine"]
    assert Speller(words, table).near("domene") == []


def test_at_most_three_candidates_the_most_widespread_first() -> None:
    vocabulary = Vocabulary({"carte": 2, "carta": 9, "cartes": 5, "cartel": 1, "carton": 8})
    near = Speller(vocabulary, entries(word.folded for word in vocabulary)).near("cartx")
    assert [word.written for word in near] == ["carta", "carte"]
    assert len(speller("carta", "carte", "cartu", "carti").near("cartx")) == 3


def test_letters_in_wrong_order_are_likelier_than_one_too_many() -> None:
    vocabulary = Vocabulary({"plan": 9, "plans": 2})
    near = Speller(vocabulary, entries(word.folded for word in vocabulary)).near("plasn")
    assert [word.written for word in near] == ["plans", "plan"]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("ownr", ["owner", "own"]),
        ("expird", ["expired", "expiry"]),
        ("renouvelment", ["renouvellement", "renouvellent"]),
        ("verouiller", ["verrouiller", "verrouillé"]),
    ],
)
def test_a_letter_left_out_is_likelier_than_another_in_its_place(typed: str, nearest: list[str]) -> None:
    vocabulary = Vocabulary({word: 1 + 10 * place for place, word in enumerate(nearest)})
    near = Speller(vocabulary, entries(word.folded for word in vocabulary)).near(typed)
    assert [word.written for word in near] == nearest


def test_of_near_words_the_one_that_sounds_alike_comes_first() -> None:
    vocabulary = Vocabulary({"correction": 9, "condition": 8, "connexion": 1})
    table = entries((word.folded for word in vocabulary), sound)
    assert Speller(vocabulary, table, sound).near("conection")[0].written == "connexion"


def test_words_that_tell_are_looked_for_a_mistake_further_than_small_ones() -> None:
    assert [word.written for word in speller("contre", "compte").telling("conptre", ["contre"])] == ["compte"]
    assert speller("avec", "aveu").telling("avce", ["avec"]) == []


@pytest.mark.parametrize(("word", "mistakes"), [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2)])
def test_how_much_is_forgiven_grows_with_the_word(word: str, mistakes: int) -> None:
    assert reach(word) == mistakes


def test_exchanged_neighbours_are_one_mistake() -> None:
    assert edits("passwrod", "password", 2) == 1
    assert edits("abc", "xyz", 2) == 3


LETTERS = st.text(alphabet="abcde", min_size=1, max_size=12)


@given(st.lists(LETTERS, min_size=1, max_size=12, unique=True), LETTERS)
def test_the_table_finds_all_that_comparing_with_every_word_does(words: list[str], typed: str) -> None:
    far = reach(typed)
    apart = {word: max(1, edits(thin(typed), thin(word))) for word in words}
    near = {word for word in words if far and apart[word] <= far and edits(typed, word) <= far + 1}
    if len(typed) < 6:
        near = {word for word in near if thin(word) == thin(typed) or edits(typed, word) <= far}
    near = {w for w in near if w[0] == typed[0] or typed[:2] == w[1::-1] or (len(typed) >= 8 and apart[w] == 1)}
    if len(typed) == 3:
        near = {word for word in words if len(word) == 3 and set(word) == set(typed)}
    found = {word.written for word in speller(*words).near(typed)}
    assert found <= near
    assert len(found) == min(len(near), 3)


@pytest.mark.parametrize(("typed", "written"), [("meteo", "mettez"), ("regal", "reggae")])
def test_a_short_word_with_a_letter_doubled_and_another_changed_is_another_word(typed: str, written: str) -> None:
    assert speller(written).near(typed) == []


@pytest.mark.parametrize(("typed", "written"), [("apele", "appelle"), ("comende", "commande")])
def test_a_doubled_letter_is_forgiven_beside_the_mistake_of_a_longer_word(typed: str, written: str) -> None:
    assert [word.written for word in speller(written).near(typed)] == [written]


def test_an_entry_without_its_word_finds_nothing() -> None:
    table = entries(["facture", "secret"])
    assert Speller(Vocabulary({"facture": 1}), table).near("secrt") == []


def test_the_beginning_of_a_rare_word_may_be_a_common_one_mistyped(build: Builder, make: Maker) -> None:
    articles = [make(f"a{i:02}", f"Conférence {i}", "Texte.") for i in range(25)]
    index = build([*articles, make("z", "Autre", "Le confernceur.")])
    assert ask(index, "confernce").corrected == "conférence"
    assert ask(index, "conferen").corrected is None
    assert ids(ask(index, "confernceu")) == ["z"]


def test_a_letter_left_out_is_likelier_than_one_too_many() -> None:
    near = Speller(Vocabulary({"own": 9, "owner": 9}), None).near("ownr")
    assert [word.folded for word in near] == ["owner", "own"]
