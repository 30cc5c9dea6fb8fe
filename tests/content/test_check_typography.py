"""French typography of articles: what is reported, where, with which right spelling, and what is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.checks.proofreading import proofread
from app.content.checks.prose import prose
from app.content.checks.typography import typography
from app.content.source import Content
from app.model import Article, Problem

Read = Callable[..., Content]


def article(body: str, locale: str = "fr", **keys: str) -> Article:
    return Article(
        id="a",
        locale=locale,
        title=keys.get("title", "Titre"),
        slug="a",
        summary=keys.get("summary", "Résumé"),
        category="other",
        source="a.md",
        path=f"{locale}/a.md",
        body=body,
        body_line=4,
        lines=dict.fromkeys(keys, 2),
    )


def found(body: str, locale: str = "fr") -> list[Problem]:
    return list(typography(prose(article(body, locale))))


@pytest.mark.parametrize(
    ("text", "column", "fix"),
    [
        ("Attention: c’est coupé", 10, "'Attention:' → 'Attention :' (a space before it)"),
        ("Ouvrez la page; puis", 15, "page;' → 'page ;'"),
        ("Que faire?", 10, "faire?' → 'faire ?'"),
        ("C’est « fini»", 13, "fini»' → 'fini »'"),
        ("C’est «fini »", 7, "«fini' → 'C’est « fini'"),
        ("Voir l'article", 7, "l'article' → 'l’article'"),
        ("Et ainsi de suite...", 18, "suite...' → 'suite…'"),
        ('Le menu "Mes domaines" suffit', 9, "\"Mes domaines\"' → 'menu « Mes domaines »' (French guillemets)"),
        ("Le 2ème mois", 4, "'Le 2ème' → 'Le 2e'"),
        ("La 1ère fois", 4, "'La 1ère' → 'La 1re'"),
        ("Les 3èmes", 5, "'Les 3èmes' → 'Les 3es'"),
        ("Le ticket n°12", 11, "'ticket n°12' → 'ticket n° 12'"),
        ("Le [guide](article:x): lisez", 22, "(article:x):' → "),
        ("**Note:** lisez", 7, "'**Note:**' → '**Note :**'"),
    ],
)
def test_what_is_wrong_is_shown_with_its_place_and_its_right_spelling(text: str, column: int, fix: str) -> None:
    problems = found(text)
    assert [(p.line, p.column, p.code, p.severity) for p in problems] == [(4, column, "typography", "warning")]
    assert fix in problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "Attention : c’est coupé ; que faire ? Vite ! « Oui »…",
        "Attention\u00a0: « oui »",
        "À 10:30 ou à 16:9, sur le port 8080 de localhost:8080",
        "https://exemple.ma/a?b;c ou http://[::1]/ et www.exemple.ma/?x!",
        "[texte](https://exemple.ma/a:b 'l'un')",
        '`l\'hôte: x...` et ``a: "b"``',
        "```\nl'hôte: x...\n```",
        '~~~ sh\necho "bonjour"...\n~~~',
        "Un paragraphe\n\n    l'indentation: du code...\n",
        "{{ brand.name }} et {#ancre: x}",
        '!!! note "Un titre"\n    Texte.',
        "| a | b |\n|:---|---:|\n| c | d |",
        "<https://exemple.ma/l'x>",
        "support@exemple.ma",
        "1er, 1re, 2e, n° 5, le XXe siècle, François Ier",
        "Terme\n: Sa définition",
        "[^1]: https://x.example/l'un",
        "![Une image](../_images/l'x.png)",
        "Voir le fichier .../etc ou a....b",
        ":smile: et :-)",
        "&eacute; et &nbsp;",
    ],
)
def test_code_addresses_times_and_what_is_right_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_other_languages_are_left_alone() -> None:
    assert found('Note: it\'s "here"...', "en") == []


def test_text_of_a_list_item_is_no_code() -> None:
    assert [p.line for p in found("- un\n\n    l'autre\n")] == [6]


def test_one_problem_a_line_and_rule_counts_the_others() -> None:
    problems = found("l'un, l'autre\nl'un")
    assert [(p.line, "(2 times in this line)" in p.message) for p in problems] == [(4, True), (5, False)]


def test_titles_and_summaries_are_read_where_they_are_written() -> None:
    problems = list(typography(prose(article("", title="Que faire?", summary="L'accès"))))
    assert [(p.line, p.column, p.message.partition(":")[0]) for p in problems] == [(2, 0, "title"), (2, 0, "summary")]


def test_questions_stay_as_customers_type_them(content_of: Read) -> None:
    content = content_of({"fr/a.md": '---\ntitle: T\nquestions: ["pourquoi l\'accès est coupé?"]\n---\nTexte.\n'})
    assert proofread(content.articles[0]) == ()


@given(st.text(alphabet="ab'\".:;!?«»`[](){}<>#*_|-~ \n\t1è°&@/\\!é", max_size=300))
def test_prose_keeps_every_place_and_never_fails(body: str) -> None:
    made = prose(article(body))
    assert len(made.text) == len(body)
    assert [len(line) for line in made.text.split("\n")] == [len(line) for line in body.split("\n")]
    lines = body.split("\n")
    for problem in proofread(article(body)):
        assert problem.column <= len(lines[problem.line - 4]) + 1


def test_long_hostile_text_takes_no_longer_than_long_text() -> None:
    for piece in ("[", "](", "`", "<a ", "{{ ", "l'", '"', "1è", "!!! x\n", "* ", "a@", "www."):
        began = time.thread_time()
        proofread(article(piece * (100_000 // len(piece))))
        assert time.thread_time() - began < 2, piece  # a twentieth of a second; were it quadratic, many seconds
