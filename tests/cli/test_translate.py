"""`guichet translate`: the draft of a translation, from the article in another language."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from tests.support.sites import article, write_site

BODY = """Avant tout.

## Étapes {#steps}

1. Un.
2. Deux.

![le plan](../_images/plan.png "légende")

[Mon code](portal:domains.epp-code)

```
## pas un titre {#non}
```

### Sans ancre

Fin."""
FILES = {
    "site.yaml": "locales: [fr, en]\ncategories:\n  - {id: domains}\n",
    "fr/domains/epp.md": article(
        "Le code",
        BODY,
        id="epp-code",
        workflows=["domains.epp-code"],
        related=["autre"],
        visibility="agents",
        publish_at="2199-01-01",
        weight=3,
        aliases=["ancien"],
    ),
    "en/domains/other.md": article("Other", "Text.", id="other", slug="epp"),
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_site(tmp_path / "articles", FILES)


def translate(articles: Path, *arguments: str) -> Result:
    env = {"GUICHET_ARTICLES": str(articles), "GUICHET_INSTANCE": str(articles.parent / "instance")}
    return CliRunner().invoke(cli, ["translate", *arguments], env=env)


def test_a_skeleton_has_what_languages_share_and_marks_what_is_to_translate(articles: Path) -> None:
    done = translate(articles, "epp-code", "--to", "en")
    assert done.exit_code == 0, done.output
    assert "remove 'status: draft'" in done.output
    front, _, body = (articles / "en/domains/epp.md").read_text().removeprefix("---\n").partition("\n---\n")
    assert {
        "id: epp-code",
        'title: "TO TRANSLATE: Le code"',
        "slug: epp-code",  # the file's name would give that of another article
        "category: domains",
        "status: draft",
        "visibility: agents",
        "publish_at: 2199-01-01T00:00:00+00:00",
        "workflows: [domains.epp-code]",
        "related: [autre]",
        "weight: 3",
    } <= set(front.split("\n"))
    assert "aliases" not in front
    parts = [part for part in body.strip().split("\n\n") if not part.startswith("TO TRANSLATE: fr/domains/epp.md:")]
    assert parts == [
        "## TO TRANSLATE: Étapes {#steps}",
        "![TO TRANSLATE](../../fr/_images/plan.png)",
        "[TO TRANSLATE: Mon code](portal:domains.epp-code)",
        "### TO TRANSLATE: Sans ancre",
    ]


def test_a_skeleton_is_an_article_that_check_takes_and_names_what_is_left(articles: Path) -> None:
    assert translate(articles, "epp-code", "--to", "en").exit_code == 0
    env = {"GUICHET_ARTICLES": str(articles), "GUICHET_INSTANCE": str(articles.parent / "instance")}
    done = CliRunner().invoke(cli, ["check", str(articles / "en/domains/epp.md")], env=env)
    assert "still to be translated [template-text]" in done.output
    errors = [line for line in done.output.splitlines() if "articles/en/" in line and "hint: " not in line]
    assert [line.partition(":12: ")[2] for line in errors if "picture" not in line] == [
        "related: unknown article 'autre' [unknown-related]"
    ]


def test_a_translation_that_exists_is_never_overwritten(articles: Path) -> None:
    assert translate(articles, "epp-code", "--to", "en").exit_code == 0
    before = (articles / "en/domains/epp.md").read_bytes()
    done = translate(articles, "epp-code", "--to", "en")
    assert done.exit_code == 1
    assert "en/domains/epp.md is the translation already" in done.output
    assert (articles / "en/domains/epp.md").read_bytes() == before


def test_a_file_of_another_article_in_its_place_is_left_alone(articles: Path) -> None:
    (articles / "en/domains/epp.md").write_text(article("Another", id="another", slug="another"))
    done = translate(articles, "epp-code", "--to", "en")
    assert done.exit_code == 1
    assert "exists already, and is another article" in done.output


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("nope", "--to", "en"), 1, "there is no article 'nope'"),
        (("epp-code", "--to", "de"), 2, "choose one of fr, en"),
        (("other", "--to", "fr", "--from", "fr"), 1, "only in en"),
    ],
)
def test_what_cannot_be_translated_is_one_sentence(
    articles: Path, arguments: tuple[str, ...], code: int, why: str
) -> None:
    done = translate(articles, *arguments)
    assert done.exit_code == code
    assert why in done.output


BOXES = """Avant.

!!! warning "Avant de commencer"
    Un texte.

    ![le plan](../_images/plan.png)

    !!! tip
        Une astuce.

    Encore.

Après.

!!! note ""
    Sans titre.
"""


def test_a_skeleton_keeps_admonitions_with_their_kind_and_says_that_the_slug_is_to_translate(articles: Path) -> None:
    (articles / "fr/domains/boites.md").write_text(article("Boîtes", BOXES, id="boites"))
    done = translate(articles, "boites", "--to", "en")
    assert done.exit_code == 0, done.output
    assert "give it a slug in its language" in done.output
    front, _, body = (articles / "en/domains/boites.md").read_text().removeprefix("---\n").partition("\n---\n")
    assert "# slug: TO TRANSLATE" in front.split("\n")
    mark = "TO TRANSLATE: fr/domains/boites.md:"
    assert [part.partition(mark)[0] + "…" * (mark in part) for part in body.strip("\n").split("\n\n")] == [
        "…",
        '!!! warning "TO TRANSLATE: Avant de commencer"',
        "    …",
        "    ![TO TRANSLATE](../../fr/_images/plan.png)",
        "    !!! tip",
        "        …",
        "    …",
        "…",
        '!!! note ""',
        "    …",
    ]
    env = {"GUICHET_ARTICLES": str(articles), "GUICHET_INSTANCE": str(articles.parent / "instance")}
    done = CliRunner().invoke(cli, ["check", str(articles / "en/domains/boites.md")], env=env)
    assert "still to be translated" in done.output
    assert "[admonition]" not in done.output
