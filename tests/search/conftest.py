"""A small help centre to search in, and an index of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from app.model import Answer, Query, SearchDocument, Section, Synonyms
from app.ports import SearchIndex
from app.search import open_engine

Maker = Callable[..., SearchDocument]
Builder = Callable[..., SearchIndex]


def document(article: str, title: str, *texts: str, locale: str = "fr", **more: object) -> SearchDocument:
    """An article whose first text stands before any heading and whose others have one each."""
    sections = tuple(
        Section(f"h-{i}" if i else "", f"Partie {i}" if i else "", 2 if i else 0, text) for i, text in enumerate(texts)
    )
    values: dict[str, object] = {
        "id": article,
        "locale": locale,
        "title": title,
        "summary": "",
        "category": "other",
        "category_title": "Divers",
        "questions": (),
        "keywords": (),
        "sections": sections,
        "updated": date(2024, 1, 1),
    }
    return SearchDocument(**(values | more))  # type: ignore[arg-type]


@pytest.fixture
def articles() -> list[SearchDocument]:
    return [
        document(
            "epp-code",
            "Récupérer le code EPP de mon domaine",
            "Le code EPP arrive par e-mail à l’adresse du titulaire.",
            "Ouvrez la page du domaine, puis cliquez sur « Code EPP ». Le code part aussitôt.",
            questions=("où trouver le code d'autorisation",),
            category="domains",
            category_title="Noms de domaine",
        ),
        document(
            "domain-transfer",
            "Transférer mon nom de domaine",
            "Un transfert demande trois conditions.",
            "Déverrouillez le domaine, demandez le code, puis payez la facture du transfert.",
            category="domains",
            category_title="Noms de domaine",
        ),
        document(
            "service-cancel",
            "Comment résilier mon hébergement ?",
            "La résiliation se demande dans l’espace client.",
            "Choisissez la formule, puis « Demander une annulation ».",
            category="hosting",
            category_title="Hébergement",
        ),
        document(
            "invoice-pay",
            "Comment payer une facture ?",
            "Par carte bancaire, par virement ou par versement.",
            "La facture est réglée dès que le paiement est reçu. Gardez la preuve du virement.",
            category="billing",
            category_title="Facturation",
        ),
        document(
            "password-reset",
            "Réinitialiser le mot de passe",
            "Un mot de passe oublié se remplace en deux minutes.",
            "Cliquez sur « Mot de passe oublié ? » et relevez votre boîte.",
            category="account",
            category_title="Compte",
        ),
        document(
            "ssl-setup",
            "Configurer mon certificat SSL",
            "Le certificat TLS gratuit est posé en quelques minutes pour exemple.ma et les noms en .ma.",
            "Ailleurs, envoyez une demande de signature (CSR).",
            category="security",
            category_title="Sécurité",
        ),
    ]


@pytest.fixture
def synonyms() -> Synonyms:
    return Synonyms(
        "fr",
        (
            ("code EPP", "code d'autorisation", "auth code"),
            ("mdp", "mot de passe"),
            ("résilier", "annuler", "arrêter", "mettre fin"),
            ("virement", "versement"),
        ),
    )


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    """Builds an index of documents and opens it."""

    def make(
        documents: Iterable[SearchDocument],
        synonyms: Synonyms | None = None,
        locale: str = "fr",
        name: str = "index",
        previous: Path | None = None,
    ) -> SearchIndex:
        folder = tmp_path / name
        folder.mkdir()
        engine = open_engine("whoosh:")
        engine.build(folder, locale, tuple(documents), synonyms or Synonyms(locale), previous)
        return engine.open(folder, locale)

    return make


@pytest.fixture
def index(build: Builder, articles: Sequence[SearchDocument], synonyms: Synonyms) -> SearchIndex:
    return build(articles, synonyms)


@pytest.fixture
def make() -> Maker:
    return document


def ask(index: SearchIndex, text: str, **more: object) -> Answer:
    """The answer in French, without readers."""
    return index.search(Query(text, "fr", **more), {})  # type: ignore[arg-type]


def ids(answer: Answer) -> list[str]:
    """The articles in their order."""
    return [hit.id for hit in answer.hits]
