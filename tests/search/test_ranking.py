"""Which article comes first, whether it answers, and why."""

from __future__ import annotations

from datetime import date

import pytest

from app.model import Query, Synonyms
from app.ports import SearchIndex
from tests.search.conftest import Builder, Maker, ask, ids


def test_the_typed_word_weighs_more_than_its_synonym(build: Builder, make: Maker) -> None:
    texts = [make("a", "Virement", "Texte."), make("b", "Versement", "Texte.")]
    index = build(texts, Synonyms("fr", (("virement", "versement"),)))
    assert ids(ask(index, "virement")) == ["a", "b"]
    assert ids(ask(index, "versement")) == ["b", "a"]


def test_an_article_that_holds_more_of_the_query_is_before(index: SearchIndex) -> None:
    assert ids(ask(index, "virement facture"))[0] == "invoice-pay"


def test_an_article_that_mentions_what_is_asked_about_does_not_answer(build: Builder, make: Maker) -> None:
    others = [make(f"o{i}", f"Changer la formule {i}", "Rien.") for i in range(6)]
    plan = make("plan-change", "Changer de formule", "Les serveurs DNS restent les mêmes.")
    assert not ask(build([plan, *others]), "changer dns").answered
    about = make("dns", "Les serveurs DNS", "On peut les changer.")
    answer = ask(build([plan, about, *others], name="other"), "changer dns")
    assert (answer.answered, ids(answer)[0]) == (True, "dns")


def test_every_page_says_whether_the_best_articles_answer(build: Builder, make: Maker) -> None:
    pages = [make(f"a{i:02}", "Payer une facture", "Texte.") for i in range(10)]
    index = build([*pages, *(make(f"b{i:02}", "Autre", "Une facture.") for i in range(10))])
    assert ask(index, "payer facture").answered
    assert ask(index, "payer facture", offset=10).answered


def test_popularity_decides_between_equals_and_never_between_others(build: Builder, make: Maker) -> None:
    twins = [make(article, "Payer", "Facture.") for article in ("a", "b")]
    index = build([*twins, make("c", "Autre", "Payer, une fois.")])
    for liked in ("a", "b"):
        answer = index.search(Query("payer", "fr"), {liked: 1.0, "c": 1.0})
        assert ids(answer)[0] == liked
        assert ids(answer)[-1] == "c"


def test_popularity_out_of_range_adds_no_more_than_its_share(index: SearchIndex) -> None:
    answer = index.search(Query("facture", "fr"), dict.fromkeys(["domain-transfer"], 1e9))
    assert ids(answer)[0] == "invoice-pay"


def test_the_newer_of_two_equals_is_first(build: Builder, make: Maker) -> None:
    old, new = make("a", "Payer", "x", updated=date(2020, 1, 1)), make("b", "Payer", "x", updated=date(2024, 1, 1))
    index = build([old, new])
    assert ids(ask(index, "payer")) == ["b", "a"]


def test_parts_add_up_to_the_score(index: SearchIndex) -> None:
    for explain in (False, True):
        for hit in index.search(Query("payer facture virement", "fr", explain=explain), {"invoice-pay": 0.7}).hits:
            assert sum(value for _, value in hit.parts) == pytest.approx(hit.score)


def kinds(index: SearchIndex, text: str) -> set[str]:
    """The words of fields in which the first hit was found, without the bonuses."""
    return {name for name, _ in ask(index, text, explain=True).hits[0].parts if ":" in name}


def test_explained_parts_name_field_word_and_kind(index: SearchIndex) -> None:
    assert {"title:annuler → résilier:synonym", "body:annuler:typed"} <= kinds(index, "annuler")
    assert "title:certifcat → certificat:corrected" in kinds(index, "certifcat")
    assert "title:hébergem → hebergement:prefix" in kinds(index, "résilier hébergem")


def test_a_word_that_was_typed_is_typed_though_its_group_scores_more(build: Builder, make: Maker) -> None:
    synonyms = Synonyms("fr", (("renouveler", "prolonger"), ("mdp", "mot de passe")))
    title, text = "Renouveler, prolonger mon domaine", "Prolonger, prolonger, renouveler, prolonger."
    index = build([make("a", title, text, called=("prolonger le domaine",)), make("b", "Titre", "Rien.")], synonyms)
    assert kinds(index, "renouveler domaine") == {
        "title:renouveler:typed", "body:renouveler:typed", "called:renouveler → prolonger:synonym",
        "title:domaine:typed", "called:domaine:typed",
    }  # fmt: skip
    assert "title:renouvler → renouveler:corrected" in kinds(index, "renouvler domaine")
    assert "called:renouvler → prolonger:corrected+synonym" in kinds(index, "renouvler domaine")


def test_a_phrase_that_stands_as_it_was_typed_is_typed(index: SearchIndex) -> None:
    assert {"title:mot passe → mot de passe:typed"} <= kinds(index, "mot de passe")
    assert {"title:mdp → mot de passe:synonym"} <= kinds(index, "mdp")


@pytest.mark.parametrize("text", ["recette de couscous", "xyzzy", "", "🙂", "qwertz plombier zinguer"])
def test_what_nobody_wrote_about_is_not_answered(index: SearchIndex, text: str) -> None:
    assert not ask(index, text).answered


def test_an_article_is_found_by_what_others_call_it_after_those_whose_title_says_so(
    build: Builder, make: Maker
) -> None:
    called = make("a", "Fonctionnement des accès", "Texte.", called=("droits des équipes",))
    texts = [called, make("b", "Droits des équipes", "Texte."), *(make(f"o{i}", "Autre", "Rien.") for i in range(6))]
    answer = ask(build(texts), "droits équipes")
    assert (ids(answer), answer.answered) == (["b", "a"], True)
    alone = ask(build(texts[::2], name="alone"), "droits équipes")
    assert (ids(alone), alone.answered) == (["a"], True)


def test_names_that_others_give_are_never_shown(build: Builder, make: Maker) -> None:
    index = build([make("a", "Fonctionnement des accès", "Texte.", called=("droits des équipes",))])
    hit = ask(index, "droits équipes").hits[0]
    assert "droits" not in hit.snippet_html
    assert hit.matched == ()


def test_a_title_that_is_cut_short_is_completed_by_the_heading_of_the_text(build: Builder, make: Maker) -> None:
    short = make("a", "Déf. d’une top.", "Texte.", heading="Définition d’une topologie")
    mention = make("b", "Autre chose", "Définition d’une topologie : définition, topologie, topologie.")
    assert ids(ask(build([short, mention]), "définition topologie")) == ["a", "b"]


def test_the_number_that_was_typed_tells_two_titles_apart(build: Builder, make: Maker) -> None:
    index = build([make("one", "Supprimer une adresse"), make("all", "Supprimer les adresses")])
    assert ids(ask(index, "supprimer adresse"))[0] == "one"
    assert ids(ask(index, "supprimer adresses"))[0] == "all"


def test_the_same_word_in_the_other_number_is_nearer_than_one_of_the_same_stem(build: Builder, make: Maker) -> None:
    index = build([make("verb", "Activer le contrôle"), make("noun", "Activation du contrôle")])
    assert ids(ask(index, "activations contrôles"))[0] == "noun"
    assert ids(ask(index, "activer contrôles"))[0] == "verb"


def test_of_two_titles_the_one_of_an_article_that_holds_the_whole_query_is_first(build: Builder, make: Maker) -> None:
    lacks = make("a", "Questions fréquentes", "Texte.")
    holds = make("b", "Questions fréquentes", "Ce qu’un écran affiche.")
    assert ids(ask(build([lacks, holds]), "questions fréquentes écran")) == ["b", "a"]


def test_a_question_typed_as_it_stands_is_found_by_its_small_words_too(build: Builder, make: Maker) -> None:
    renewal = make("renewal", "Hébergement", "Texte.")
    cancel = make("cancel", "Résilier", "Texte.", questions=("Je ne veux plus de mon hébergement",))
    index = build([renewal, cancel])
    assert ids(ask(index, "hébergement")) == ["renewal", "cancel"]
    assert ids(ask(index, "je ne veux plus de mon hebergement !")) == ["cancel", "renewal"]


@pytest.mark.parametrize(
    "typed", ["je veux plus d'hébergement", "plus de mon hébergement", "bonjour, plus d’hébergement"]
)
def test_fillers_make_no_other_question_of_one(build: Builder, make: Maker, typed: str) -> None:
    renewal = make("renewal", "Hébergement", "Texte.")
    cancel = make("cancel", "Résilier", "Texte.", questions=("Je ne veux plus de mon hébergement",))
    assert ids(ask(build([renewal, cancel]), typed)) == ["cancel", "renewal"]


def test_a_short_question_is_known_by_its_very_word(build: Builder, make: Maker) -> None:
    pay = make("pay", "Payer une facture", "Paiement.", keywords=("payer", "payez"))
    history = make("history", "Historique", "Texte.", questions=("Mes paiements",))
    assert ids(ask(build([pay, history]), "paiements")) == ["history", "pay"]
