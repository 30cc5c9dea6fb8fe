"""What articles call each other."""

from __future__ import annotations

import pytest

from app.content.calls import MAX_CALLED, called, calls
from app.content.sections import first_heading
from app.model import Article, Body, Section


def article(id: str, title: str = "Un titre") -> Article:
    return Article(
        id=id, locale="fr", title=title, slug=id, summary="", category="c", source="s", path=f"fr/{id}.md", body=""
    )


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="/fr/articles/epp">Le <em>code</em>&nbsp;EPP</a>', (("/fr/articles/epp", "Le code EPP"),)),
        ('<a href="/fr/articles/epp#h-steps" rel="x">ses\nétapes</a>', (("/fr/articles/epp", "ses étapes"),)),
        ('<a href="/agent/articles/fr/epp">la fiche</a>', (("/agent/articles/fr/epp", "la fiche"),)),
        ('<a href="/go/renew?from=epp">Renouveler</a> <a href="#h-steps">les étapes</a>', ()),
        ('<a href="https://registre.example/articles/epp">ailleurs</a>', ()),
        ('<a href="/fr/articles/epp"><img alt="" src="x.png"></a>', ()),
        (f'<a href="/fr/articles/epp">{"a" * 121}</a>', ()),
    ],
)
def test_a_link_to_an_article_calls_it_by_its_text(html: str, found: tuple[tuple[str, str], ...]) -> None:
    assert calls(html) == found


def test_an_article_is_called_what_the_others_call_it_the_most_usual_first() -> None:
    shown = [article("epp", "Le code EPP"), article("a"), article("b"), article("c")]
    path = "/fr/articles/epp"
    names = called(
        shown,
        {
            "epp": [(path, "soi-même")],
            "a": [(path, "code de transfert"), (path, "le code")],
            "b": [(path, "code de transfert"), (path, "LE CODE EPP")],
            "c": [("/fr/articles/gone", "rien")],
        },
    )
    assert names == {"epp": ("code de transfert", "le code"), "a": (), "b": (), "c": ()}


def test_an_article_has_a_bounded_number_of_names() -> None:
    shown = [article("epp"), article("a")]
    names = called(shown, {"epp": [], "a": [("/fr/articles/epp", f"nom {i:02}") for i in range(30)]})
    assert len(names["epp"]) == MAX_CALLED


@pytest.mark.parametrize(
    ("markdown", "heading"), [("# Le titre\n\nTexte.\n", "Le titre"), ("## Étapes\n\nTexte.\n", ""), ("Texte.\n", "")]
)
def test_the_title_in_other_words_is_the_first_level_heading_at_the_top(markdown: str, heading: str) -> None:
    body = Body("", markdown, (Section("h-x", "Le titre", 2, "Texte."),))
    assert first_heading(body) == heading
