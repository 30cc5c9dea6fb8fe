"""Which articles are alike: those that share rare terms, the same whatever was known before."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.compiler.editions import related_ids
from app.compiler.likeness import Likeness
from app.model import Article


def about(id: str, title: str, **keys: object) -> Article:
    facts = {"slug": id, "summary": "", "category": "c", "source": f"{id}.md", "path": f"fr/{id}.md", "body": ""}
    return Article(id=id, locale="fr", title=title, **{**facts, **keys})  # type: ignore[arg-type]


SHELF = [
    about("transfer", "Le transfert d’un nom de domaine"),
    about("epp", "Récupérer le code EPP", keywords=("code de transfert", "autorisation")),
    about("invoice", "Télécharger une facture en PDF"),
    about("pay", "Régler une facture par virement"),
    about("move", "Autorisation et transfert vers un autre compte"),
]


def test_articles_that_share_rare_terms_are_alike_whatever_their_form() -> None:
    alike = Likeness().alike("public", "fr", SHELF)
    assert alike["pay"] == ("invoice",)
    assert alike["move"] == ("epp", "transfer")
    assert alike["transfer"][:1] != ("invoice",)


def test_what_the_author_named_comes_first_then_what_is_alike_then_the_category() -> None:
    articles = [*SHELF[:4], replace(SHELF[4], related=("pay",))]
    related = related_ids(articles, {"fr": Likeness().alike("public", "fr", articles)})
    assert related["fr", "move"] == ("pay", "epp", "transfer", "invoice")
    assert related["fr", "pay"][:2] == ("move", "invoice")


def test_nothing_is_alike_in_an_article_that_shares_nothing() -> None:
    lone = about("lone", "Xylophone")
    assert Likeness().alike("public", "fr", [*SHELF, lone])["lone"] == ()


WORDS = ["domaine", "facture", "code", "transfert", "compte", "serveur", "boîte", "mail", "site"]
titles = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
shelves = st.dictionaries(st.sampled_from("abcdefgh"), titles, min_size=1)


@settings(max_examples=50, deadline=None)
@given(st.lists(shelves, min_size=2, max_size=4))
def test_what_is_found_after_changes_is_what_is_found_at_once(builds: list[dict[str, str]]) -> None:
    likeness = Likeness()
    for written in builds:
        articles = [about(id, title) for id, title in written.items()]
        assert likeness.alike("public", "fr", articles) == Likeness().alike("public", "fr", articles)
