"""A mistake is told where it stands and once: a file that is broken says nothing of its translations and pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from app.content.admission import admit
from app.content.check import check
from app.content.checks.history import Former, lost_addresses
from app.content.render import Outcome, RefusedError, render
from app.content.source import Content
from app.content.world import world_of
from app.model import Problem

Read = Callable[..., Content]

SOUND = "---\ntitle: T\nid: epp\nslug: code-epp\n---\n![x](_images/x.png)\n"
ENGLISH = "---\ntitle: T\nid: epp\nslug: get-epp\n---\n[x](article:epp)\n"
BROKEN = {
    "front matter that is not closed": SOUND.replace("\n---\n", "\n").encode(),
    "front matter that is not opened": SOUND.replace("---\n", "", 1).encode(),
    "YAML": SOUND.replace("title: T", "title: A: B").encode(),
    "an unknown key": SOUND.replace("title: T", "title: T\nvisiblity: agents").encode(),
    "Latin-1": SOUND.replace("title: T", "title: Été").encode("latin-1"),
    "UTF-16": SOUND.encode("utf-16"),
    "a control character": SOUND.replace("title: T", "title: T\0").encode(),
    "a conflict": SOUND.replace("![x]", "<<<<<<< HEAD\n![x]").encode(),
    "a picture from elsewhere": (SOUND + "![y](https://y.example/y.png)\n").encode(),
}


def png(width: int = 1) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 1)).save(file, "PNG")
    return file.getvalue()


def problems(content: Content, *formers: Former) -> list[Problem]:
    """As `guichet check` finds them."""
    content = admit(content, frozenset())
    outcomes: dict[str, Outcome] = {}
    for article in (*content.articles, *content.refused):
        try:
            outcomes[article.path] = render(
                article, world_of(content, article.locale, content.articles, workflows=frozenset())
            )
        except RefusedError as error:
            outcomes[article.path] = error.refusal
    return [*check(content, outcomes, frozenset()), *lost_addresses(content, formers)]


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("name", ["epp", "recuperer"])
def test_a_broken_file_is_one_problem_and_none_of_its_translation(content_of: Read, what: str, name: str) -> None:
    files = {f"fr/{name}.md": BROKEN[what], "fr/_images/x.png": png(), "en/epp.md": ENGLISH}
    formers = [Former(f"fr/{name}.md", "epp", "code-epp"), Former("fr/older.md", "epp", "former")]
    found = problems(content_of(files), *formers[: 1 if what == "a picture from elsewhere" else 2])
    assert [(problem.path, problem.severity) for problem in found] == [(f"fr/{name}.md", "error")]


def test_a_file_that_is_not_read_at_all_is_known_by_its_place(content_of: Read) -> None:
    files = {"fr/epp.md": SOUND.encode() + b"x" * 600_000, "fr/_images/x.png": png(), "en/epp.md": ENGLISH}
    found = problems(content_of(files), Former("fr/epp.md", "epp", "code-epp"))
    assert [str(problem) for problem in found] == ["fr/epp.md:1: larger than 512 KiB: divide it"]


def test_a_broken_file_takes_no_link_to_it_for_a_mistake_of_writing(content_of: Read) -> None:
    files = {"fr/recuperer.md": BROKEN["YAML"], "fr/b.md": "---\ntitle: B\nrelated: [epp]\n---\n[x](article:epp)\n"}
    found = [problem.message for problem in problems(content_of(files)) if problem.path == "fr/b.md"]
    assert found == ["not translated into en", "link to article 'epp', which is not published"]


def test_a_picture_that_nothing_names_is_told_beside_a_broken_article(content_of: Read) -> None:
    files = {"fr/epp.md": BROKEN["an unknown key"], "fr/_images/x.png": png(), "fr/_images/y.png": png(2)}
    unused = [problem.path for problem in problems(content_of(files)) if problem.code == "unused-picture"]
    assert unused == ["fr/_images/y.png"]


def test_a_translation_whose_id_was_changed_names_the_other(content_of: Read) -> None:
    files = {"fr/epp.md": "---\ntitle: T\nid: epp\n---\n", "en/epp.md": "---\ntitle: T\nid: eep\n---\n"}
    asked = "write the same in both if they are one"
    assert [str(problem) for problem in problems(content_of(files))] == [
        f"en/epp.md:3: not translated into fr, and fr/epp.md has another id, 'epp': {asked}",
        f"fr/epp.md:3: not translated into en, and en/epp.md has another id, 'eep': {asked}",
    ]


def test_a_translation_that_was_deleted_is_named_where_its_address_may_lead(content_of: Read) -> None:
    found = problems(content_of({"fr/epp.md": SOUND, "fr/_images/x.png": png()}), Former("en/epp.md", "epp", "get-epp"))
    (lost,) = [str(problem) for problem in found if problem.code == "lost-address"]
    assert lost == (
        "fr/epp.md:4: en/epp.md is gone, and /en/articles/get-epp would answer 404: put it back, or add 'get-epp' to "
        "the aliases of this one"
    )
