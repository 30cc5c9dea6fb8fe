"""S3 and F11: what an author meant to hide is never public, wherever and in whatever words it was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.content.source import Content
from app.errors import ContentError

ELSEWHERE = {
    "below front matter": "---\ntitle: x\n---\n{}\n---\n\nTexte.\n",
    "below the title": "# Titre\n\n---\n{}\n---\n\nTexte.\n",
    "as the title of all": "{}\n===\n\nTexte.\n",
    "at the end": "# Titre\n\nTexte.\n\n{}\n",
}
MEANT = ("visibility: agents", "Visibility: Agents", "STATUS: draft", "visibility : 'agents'", "status: draft",
         "draft: true", "published: false",
         "publish_at: 2099-01-01")  # fmt: skip
FENCES = ("—", "–", "===", "***", "___", ";;;", "###")
KEYS = ("private: true", "internal: yes", "hidden: true", "unlisted:", "public: false", "visible: no",
        "access: internal", "audience: Agents", "state: draft", "meta: {visibility: agents}", "a: {b: {status: draft}}",
        "etat: brouillon", "Private: 1", "brouillon: oui", "privé: vrai", "Interne: oui", "confidentiel:",
        "public: non",
        "publié: non", "masqué: true", "archivé: oui", "archived: true", "enabled: false", "access: [internal]",
        "audience: [clients, agents]", "audience: équipe", "rôles: [Support]", "accès: agents only")  # fmt: skip
HARMLESS = ("private: false", "hidden: no", "public: true", "access: everybody", "audience: all", "layout: post",
            "meta: {visibility: public}", "tags: [internal, private]", "visible: yes", "public: oui", "privé: non",
            "audience: [clients, partenaires]", "group: support", "team: support", "cache: no")  # fmt: skip


def refused(content: Content, line: int, message: str) -> bool:
    """Whether the only article of a folder is kept back, for one reason."""
    (problem,) = [each for each in content.problems if each.severity == "error"]
    return not content.articles and problem.line == line and message in problem.message


@pytest.mark.parametrize("meant", MEANT)
@pytest.mark.parametrize("place", ELSEWHERE)
def test_s3_a_line_that_hides_nothing_where_it_stands_keeps_the_article_back(
    place: str, meant: str, content_of: Callable[..., Content]
) -> None:
    text = ELSEWHERE[place].format(meant)
    content = content_of({"fr/a.md": text})
    if place == "as the title of all" and ": " in meant and meant.partition(":")[0].strip() in text.partition(":")[0]:
        assert not content.articles
        return
    assert refused(content, text[: text.index(meant)].count("\n") + 1, "hides nothing in the text")


@pytest.mark.parametrize("fence", FENCES)
def test_s3_front_matter_between_other_lines_is_not_a_text(fence: str, content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": f"{fence}\nowner: x\nvisibility: agents\n{fence}\n\n# Titre\n\nTexte.\n"})
    assert refused(content, 1, "front matter must open with ---")


@pytest.mark.parametrize("key", KEYS)
def test_f11_a_key_of_another_tool_that_hides_keeps_the_article_back(
    key: str, content_of: Callable[..., Content]
) -> None:
    content = content_of({"fr/a.md": f"---\ntitle: x\n{key}\n---\n\nTexte.\n"})
    assert refused(content, 3, "write `visibility: agents` or `status: draft`")


@pytest.mark.parametrize("key", ["embargo: 2099-01-01", "expiryDate: 2020-01-01", "Publier le: 01/01/2099"])
def test_f11_a_key_of_another_tool_that_gives_a_day_keeps_the_article_back(
    key: str, content_of: Callable[..., Content]
) -> None:
    content = content_of({"fr/a.md": f"---\ntitle: x\n{key}\n---\n\nTexte.\n"})
    assert refused(content, 3, "hides nothing here: write `publish_at` or `unpublish_at`")


@pytest.mark.parametrize("key", HARMLESS)
def test_f11_a_key_of_another_tool_that_hides_nothing_is_a_warning(
    key: str, content_of: Callable[..., Content]
) -> None:
    content = content_of({"fr/a.md": f"---\ntitle: x\n{key}\n---\n\nTexte.\n"})
    assert [article.id for article in content.articles] == ["a"]
    assert [each.code for each in content.problems] == ["unknown-key"]


@pytest.mark.parametrize(
    "text",
    [
        "```yaml\nvisibility: agents\nstatus: draft\n```",
        "    draft: true",
        "Écrivez `visibility: agents` en haut.",
        "- status: draft",
        "visibility: public",
        "status: draft, puis publiez",
        "***\n\nTexte.",
    ],
)
def test_a_text_may_speak_of_what_hides_an_article(text: str, content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": f"# Titre\n\n{text}\n"})
    assert len(content.articles) == 1


CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> topic"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"---\ntitle: x\n{CONFLICT.format('visibility: agents', 'visibility: public')}\n---\n\nTexte.\n", 3),
        (f"# Titre\n\n{CONFLICT.format('Un.', 'Deux.')}\n", 3),
        (CONFLICT.format("---\ntitle: x\n---\n\nUn.", "# Titre\n\nDeux."), 1),
    ],
)
def test_s3_two_versions_that_git_left_in_an_article_are_none(
    text: str, line: int, content_of: Callable[..., Content]
) -> None:
    assert refused(content_of({"fr/a.md": text}), line, "keep one of them")
    assert content_of({"fr/a.md": f"# Titre\n\n```\n{CONFLICT.format('a', 'b')}\n```\n"}).articles


@pytest.mark.parametrize("path", ["site.yaml", "portal.yaml", "fr/synonyms.yaml"])
def test_two_versions_that_git_left_in_a_configuration_are_named(path: str, content_of: Callable[..., Content]) -> None:
    text = f"{CONFLICT.format('a: b', 'a: c')}\n"
    if path.startswith("fr/"):
        (problem,) = content_of({path: text, "fr/a.md": "# Titre\n"}).problems
        assert (problem.path, problem.line, "keep one of them" in problem.message) == (path, 1, True)
    else:
        with pytest.raises(ContentError, match=f"{path}:1: git left two versions here"):
            content_of({path: text, "fr/a.md": "# Titre\n"})


def test_a_color_without_quotes_is_named(content_of: Callable[..., Content]) -> None:
    content = content_of({"site.yaml": "locales: [fr]\nbrand:\n  color: #0b6e99\n", "fr/a.md": "# Titre\n"})
    assert [str(each) for each in content.problems if each.code == "site"] == [
        'site.yaml:3: brand.color: is empty: a # begins a comment, so write it in quotes: "#0b6e99"'
    ]
