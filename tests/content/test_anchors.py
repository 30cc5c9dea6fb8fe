"""Anchors are the same in every translation, and `check` says where they are not."""

from __future__ import annotations

from app.content.anchors import differing_anchors
from app.model import Article


def translation(locale: str, body: str, status: str = "published", article_id: str = "epp") -> Article:
    path = f"{locale}/{article_id}.md"
    return Article(article_id, locale, "T", "t", "", "", f"{article_id}.md", path, body, 5, status=status)  # type: ignore[arg-type]


def told(*articles: Article, generated: str = "") -> list[str]:
    """Problems, when every anchor that is written is in the page."""
    names = {"h-steps", "h-next", "h-problems", "h-problem", "h-étapes", generated}
    return [str(problem) for problem in differing_anchors(articles, {a.path: frozenset(names) for a in articles})]


def test_translations_with_the_same_anchors_are_sound_in_any_order() -> None:
    assert (
        told(
            translation("fr", "## Un {#steps}\n\n## Deux {#next}"),
            translation("en", "## B {#next}\n\n## A {#steps} ##"),
        )
        == []
    )


def test_an_anchor_that_is_missing_is_named_with_the_heading_that_has_it() -> None:
    [line] = told(translation("fr", "Texte\n\n## Un {#steps}"), translation("en", "Text\n\n## One"))
    assert line == "en/epp.md:5: no heading has the anchor {#steps} of fr/epp.md:7: links to it lead past it"


def test_a_translated_anchor_is_reported_on_both_sides_with_what_was_meant() -> None:
    first, second = told(translation("fr", "## Un {#problems}"), translation("en", "## One {#problem}"))
    assert first.startswith("fr/")
    assert first.endswith("did you mean 'problems'?")
    assert second.startswith("en/")
    assert second.endswith("did you mean 'problem'?")


def test_generated_anchors_drafts_single_articles_and_code_are_not_compared() -> None:
    fr = translation("fr", "## Un\n\n```\n## Code {#steps}\n```")
    assert told(fr, translation("en", "## One"), generated="h-un") == []
    assert told(translation("fr", "## Un {#steps}"), translation("en", "## One", "draft")) == []
    assert told(translation("fr", "## Un {#steps}"), translation("fr", "## Un", article_id="other")) == []


def test_what_the_page_does_not_have_as_an_anchor_is_none() -> None:
    fr, en = translation("fr", "Du texte {#absent}"), translation("en", "Text")
    assert told(fr, en) == []


def test_an_article_that_could_not_be_rendered_is_left_out() -> None:
    fr, en = translation("fr", "## Un {#steps}"), translation("en", "## One")
    assert list(differing_anchors([fr, en], {fr.path: frozenset({"h-steps"})})) == []
