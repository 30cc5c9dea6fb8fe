"""A miniature corpus for the search benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model import SearchDocument, Section

TEXTS = {
    "renouveler-domaine": ("Renouveler un nom de domaine", "Ouvrez la fiche du domaine, puis réglez la facture."),
    "code-epp": ("Obtenir le code EPP", "Le code d'autorisation permet de transférer un domaine ailleurs."),
    "mot-de-passe": ("Mot de passe oublié", "Demandez un lien de réinitialisation par e-mail."),
    "facture-payee": ("Payer une facture", "Les factures se règlent par carte ou par virement bancaire."),
}


@pytest.fixture
def documents() -> tuple[SearchDocument, ...]:
    """Four short French articles as an index sees them."""
    return tuple(
        SearchDocument(
            id=name,
            locale="fr",
            title=title,
            summary="",
            category="help",
            category_title="Aide",
            questions=(),
            keywords=(),
            sections=(Section("", "", 0, text),),
        )
        for name, (title, text) in TEXTS.items()
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The same articles as a plain folder of Markdown, with queries."""
    folder = tmp_path / "corpus"
    for name, (title, text) in TEXTS.items():
        path = folder / "aide" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: {title}\n---\n\n{text}\n", "utf-8")
    (folder / "aide" / "broken.md").write_text("---\ntitle: [\n---\n\nRien.\n", "utf-8")
    queries = (
        '{"kind": "keywords", "q": "facture virement", "path": "aide/facture-payee.md"}',
        '{"kind": "keywords", "q": "réinitialisation mot de passe", "path": "aide/mot-de-passe.md"}',
        '{"kind": "keywords", "q": "code autorisation", "ids": ["code-epp"]}',
        '{"kind": "keywords", "q": "cassé", "path": "aide/broken.md"}',
        '{"kind": "noise", "q": "recette de couscous"}',
    )
    (folder / "queries.jsonl").write_text("\n".join(queries) + "\n", "utf-8")
    return folder
