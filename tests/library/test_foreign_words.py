"""What other locales answer to words typed in one, which seldom say the same there; over real indexes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.library.search import search
from app.library.tickets import deflect
from app.model import Answer, Query, SearchDocument, Section, Synonyms, Ticket
from app.ports import SearchIndex
from app.search import open_engine

ENGLISH = {
    "webmail": ("Check my email", "Check your mailbox at the support center, by a program of your choice."),
    "penalty": ("Pay a late penalty with a code", "The penalty is the sale price."),
    "epp-code": ("Get the EPP code of a domain", "The auth code is sent to the holder."),
    "reset": ("Forgotten password", "Choose a new password."),
}


def document(article: str, title: str, text: str, locale: str) -> SearchDocument:
    return SearchDocument(article, locale, title, "", "other", "Other", (), (), (Section("", "", 0, text),))


@pytest.fixture
def indexes() -> Mapping[str, SearchIndex]:
    engine = open_engine("whoosh:")
    french = [document("profile", "Modifier mes coordonnées", "Votre adresse postale.", "fr")]
    english = [document(article, *texts, "en") for article, texts in ENGLISH.items()]
    return {
        "fr": engine.rehearse("fr", french, Synonyms("fr")),
        "en": engine.rehearse("en", english, Synonyms("en")),
    }


def ask(indexes: Mapping[str, SearchIndex], text: str) -> Answer:
    return search(indexes, Query(text, "fr"), {}, lambda _hit: "other")


@pytest.mark.parametrize("text", ["chèque", "cheque", "centre", "programme", "car", "des", "code pénal"])
def test_a_word_that_means_something_else_there_is_not_answered_from_there(
    indexes: Mapping[str, SearchIndex], text: str
) -> None:
    answer = ask(indexes, text)
    assert not answer.answered
    assert answer.corrected is None


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("password", "reset"),
        ("domain epp code", "epp-code"),
        ("forgoten password", "reset"),
        ("check my email", "webmail"),
    ],
)
def test_a_query_in_the_other_language_is_answered_from_there(
    indexes: Mapping[str, SearchIndex], text: str, article: str
) -> None:
    answer = ask(indexes, text)
    assert answer.answered
    assert (answer.hits[0].id, answer.hits[0].locale) == (article, "en")


def test_what_must_be_absent_is_named_in_one_language_so_the_other_is_not_asked(
    indexes: Mapping[str, SearchIndex],
) -> None:
    assert ask(indexes, "code").total
    assert not ask(indexes, "code -domaine").total


@pytest.mark.parametrize(
    "text", ["Quel temps fait-il à la caisse ?", "Bonjour, un chèque pour le centre des programmes"]
)
def test_a_ticket_s_small_talk_means_nothing_in_another_language(indexes: Mapping[str, SearchIndex], text: str) -> None:
    assert deflect(indexes, Ticket(text, "fr"), (), lambda _id, _locale: None) == ()


def test_a_ticket_s_word_that_says_the_same_elsewhere_is_answered_from_there(
    indexes: Mapping[str, SearchIndex],
) -> None:
    found = deflect(indexes, Ticket("Bonjour, où est le code EPP du domaine ?", "fr"), (), lambda _id, _locale: None)
    assert [(each.hit.id, each.confidence) for each in found][:1] == [("epp-code", "low")]
