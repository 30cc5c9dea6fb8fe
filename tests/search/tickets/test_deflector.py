"""A ticket finds the article that answers it, and says how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import CONFIDENCES, MAX_TICKET_CHARACTERS, Deflection, SearchDocument, Section, Synonyms
from app.ports import SearchIndex
from app.search import open_engine
from app.search.tickets.deflector import Judged, confidence

TITLES = {
    "epp-code": "Récupérer le code EPP de mon domaine",
    "domain-transfer": "Transférer mon nom de domaine",
    "service-cancel": "Comment résilier mon hébergement ?",
    "invoice-pay": "Comment payer une facture ?",
    "password-reset": "Réinitialiser le mot de passe",
    "ssl-setup": "Configurer mon certificat SSL",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder: Path = tmp_path_factory.mktemp("index")
    documents = [
        SearchDocument(name, "fr", title, "", "other", "Divers", (), (), (Section("", "", 0, f"{title}. Le détail."),))
        for name, title in TITLES.items()
    ]
    engine = open_engine("whoosh:")
    engine.build(folder, "fr", documents, Synonyms("fr", (("code EPP", "code d'autorisation"),)))
    return engine.open(folder, "fr")


def ids(found: Sequence[Deflection]) -> list[str]:
    return [each.hit.id for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bonjour, je veux résilier mon hébergement. Par ailleurs, où récupérer le code EPP ? Bonne journée",
            {"service-cancel": "Bonjour, je veux résilier mon hébergement.", "epp-code": "Par ailleurs, où récup"},
        ),
        (
            "Deux choses :\n1. mon certificat SSL est à configurer\n2) payer une facture\nMerci\nAli",
            {"ssl-setup": "mon certificat SSL est", "invoice-pay": "payer une facture"},
        ),
        (
            "Comment payer une facture ? Où récupérer le code EPP ?",
            {"invoice-pay": "Comment payer", "epp-code": "Où récupérer"},
        ),
        (
            "je voudrais payer une facture et aussi configurer un certificat SSL",
            {"invoice-pay": "je voudrais payer une facture", "ssl-setup": "et aussi configurer"},
        ),
    ],
)
def test_of_a_ticket_that_asks_two_things_each_is_answered_first(
    index: SearchIndex, text: str, expected: dict[str, str]
) -> None:
    found = index.deflect(text, 2)
    assert ids(found) == [*expected]
    assert [each.confidence for each in found] == ["high", "high"]
    assert all(each.question.startswith(expected[each.hit.id]) for each in found)
    assert all(not each.question and each.confidence == "low" for each in index.deflect(text, 5)[2:])


@pytest.mark.parametrize(
    "text",
    [
        "Où récupérer le code EPP de mon domaine ? Je ne le trouve nulle part.",
        "Comment payer une facture ? Pouvez-vous aussi me répondre vite ?",
        "Comment payer une facture ? Et faut-il payer la facture avant ?",
        "Comment résilier mon hébergement ? La piscine ouvre-t-elle aussi le samedi ?",
    ],
)
def test_one_thing_is_not_taken_for_two(index: SearchIndex, text: str) -> None:
    assert {each.question for each in index.deflect(text, 3)} == {""}


def test_a_question_of_a_long_letter_is_told_by_the_sentence_that_says_it(index: SearchIndex) -> None:
    story = "Nous tenons une petite boutique de tapis près de la gare, et notre cousin nous a beaucoup aidés. " * 3
    text = f"{story}Où récupérer le code EPP ? {story}Comment résilier mon hébergement ?"
    assert {each.question for each in index.deflect(text, 2)} == {
        "Où récupérer le code EPP ?",
        "Comment résilier mon hébergement ?",
    }


def test_a_letter_dictated_in_one_breath_is_read_to_its_end(index: SearchIndex) -> None:
    story = " ".join(f"tapis{chr(97 + i)} gare{chr(97 + i)}" for i in range(6))
    asked = f"voilà {story} comment réinitialiser le mot de passe"
    assert ids(index.deflect(f"{asked} {story}", 1)) == ["password-reset"]


def test_the_sentence_that_matters_decides(index: SearchIndex) -> None:
    text = """Bonjour,
    nous sommes une petite entreprise familiale et nous tenons beaucoup à la qualité. Notre cousin nous a conseillé.
    Comment récupérer le code d'autorisation de notre domaine ?
    Cordialement,
    Jean Facture"""
    (first, *_) = index.deflect(text, 3)
    assert (first.hit.id, first.confidence) == ("epp-code", "high")
    assert "<mark>" in first.hit.snippet_html


def test_careless_spelling_is_understood(index: SearchIndex) -> None:
    assert ids(index.deflect("coment resiliér mon hebergment svp", 1)) == ["service-cancel"]


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂🙂", "bonjour merci", "?!", "\x00", "\ud800", "\u202e\u200b", "le la les"]
)
def test_q5_a_text_that_says_nothing_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.deflect(text, 3) == ()


@pytest.mark.parametrize(
    "text", ['"facture" -payer', "* OR title:facture~9 [a TO z] ^5", "visibility:draft facture", "fact* NOT payer"]
)
def test_q1_q8_operators_are_plain_words(index: SearchIndex, text: str) -> None:
    assert ids(index.deflect(text, 1)) == ["invoice-pay"]


def test_q6_markup_of_a_ticket_is_never_repeated(index: SearchIndex) -> None:
    (first, *_) = index.deflect("<svg/onload=alert(1)> payer une facture <b>", 3)
    assert first.hit.id == "invoice-pay"
    plain = first.hit.snippet_html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert "onload" not in plain


def test_what_no_article_is_about_is_not_sure(index: SearchIndex) -> None:
    for text in (
        "La piscine ouvre-t-elle le samedi ?",
        "Mon imprimante clignote, je veux la configurer pour ma maison.",
    ):
        assert all(each.confidence != "high" for each in index.deflect(text, 3))


def test_lifted_articles_win_near_ties_only(index: SearchIndex) -> None:
    text = "payer le certificat"
    plain, lifted = index.deflect(text, 2), index.deflect(text, 2, {"ssl-setup"})
    assert {*ids(plain)} == {*ids(lifted)} == {"invoice-pay", "ssl-setup"}
    assert ids(lifted)[0] == "ssl-setup"
    assert ids(index.deflect("comment payer une facture", 1, {"ssl-setup"})) == ["invoice-pay"]


def test_the_parts_of_a_score_add_up(index: SearchIndex) -> None:
    (first, *_) = index.deflect("payer une facture. résilier.", 3, {"invoice-pay"})
    assert sum(value for _, value in first.hit.parts) == pytest.approx(first.hit.score)


def test_only_as_many_as_asked_are_given(index: SearchIndex) -> None:
    text = "payer une facture, résilier un hébergement, transférer un domaine"
    assert [len(index.deflect(text, limit)) for limit in (-1, 0, 1, 2)] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    "text",
    ["facture " * 2000, "(" * 9999, "a" * 20_000, "ﷺ" * 10_000, "mot " * 5000, "\n".join(["payer la facture"] * 600)],
)
def test_q4_long_texts_are_answered_too(index: SearchIndex, text: str) -> None:
    assert len(index.deflect(text, 3)) <= 3
    assert index.deflect(f"{' ' * MAX_TICKET_CHARACTERS}facture", 3) == ()


@given(text=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_an_answer_in_order(index: SearchIndex, text: str) -> None:
    found = index.deflect(text, 3)
    assert all(each.confidence in CONFIDENCES for each in found)
    others = [each for each in found if not each.question]
    scores = [each.hit.score for each in others]
    assert scores == sorted(scores, reverse=True)
    assert all(each.confidence != "high" for each in (others if len(others) < len(found) else others[1:]))


@pytest.mark.parametrize(
    ("scores", "evidence", "expected"),
    [
        ((10, 5), (1.0, 1.0), ["high", "low"]),
        ((10,), (1.0,), ["high"]),
        ((10, 9.5), (1.0, 1.0), ["medium", "medium"]),
        ((10, 9.5), (1.0, 0.1), ["medium", "low"]),
        ((10, 9.5), (0.1, 1.0), ["low", "low"]),
        ((10, 1), (0.1, 0.1), ["low", "low"]),
    ],
)
def test_an_answer_is_sure_with_a_lead_and_evidence(
    scores: Iterable[float], evidence: Iterable[float], expected: list[str]
) -> None:
    judged = [Judged(0, score, each, {}) for score, each in zip(scores, evidence, strict=True)]
    assert [confidence(judged, place) for place in range(len(judged))] == expected
