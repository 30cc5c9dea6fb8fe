"""Lines of sections A, F and I that reach across files: what is refused still tells all that is wrong with it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.content.links import World
from app.content.pictures import Picture
from app.content.render import Rendering
from app.content.sanitize import sanitize
from app.content.source import Content
from app.model import Problem
from tests.support.sites import article, compiler_for, write_site

FORBIDDEN = (
    "<form action=https://evil.example><input name=x><button formaction=//evil.example>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>body{display:none}</style>",
)
_TAG = re.compile(r"<(form|input|button|iframe|object|embed|base|meta|link|style|script)\b", re.IGNORECASE)


@pytest.mark.parametrize("html", FORBIDDEN)
def test_a7_forms_frames_and_what_changes_the_page_are_removed(
    html: str, rendered: Callable[..., Rendering], violations: Callable[[str], list[str]]
) -> None:
    for safe in (sanitize(f"<p>a</p>{html}<p>b</p>"), rendered(f"Un.\n\n{html}\n\nDeux.").html):
        assert not _TAG.search(safe)
        assert violations(safe) == []


@pytest.mark.parametrize(
    "attribute",
    [
        'class="admin-toolbar btn-danger"',
        'id="__proto__"',
        'id="defaultView"',
        'id="h-<x>"',
        'name="getElementById"',
        'class="go go-admin"',
    ],
)
def test_a9_names_that_pages_and_scripts_use_are_dropped(attribute: str) -> None:
    name = attribute.partition("=")[0]
    kept = re.search(rf'{name}="([^"]*)"', sanitize(f"<p {attribute}>x</p>"))
    assert kept is None or kept[1] == "go"


def problems(folder: Path) -> list[Problem]:
    with compiler_for(folder.parent, folder) as compiler:
        return [problem for problem in compiler.check() if problem.severity != "hint"]


def test_what_refuses_an_article_hides_no_other_problem_of_it(tmp_path: Path) -> None:
    body = "[x](article:nope)\n\n![y](no.png)\n\nL'un. [z](#nulle-part)"
    folder = write_site(
        tmp_path / "articles",
        {
            "site.yaml": "locales: [fr]\n",
            "fr/key.md": article("A", body, visiblity="agents"),
            "fr/workflow.md": article("B", body, workflows=["no.such"]),
            "fr/twin-1.md": article("C", body, id="twin"),
            "fr/twin-2.md": article("D", body, id="twin"),
            "fr/yaml.md": f"---\ntitle: E: F\n---\n\n{body}\n",
            "fr/good.md": article("Bon", "[a](article:key) [b](article:twin)"),
        },
    )
    found = problems(folder)
    inside = ["broken-link", "missing-picture", "broken-link", "typography"]
    for path in ("key", "workflow", "twin-1", "twin-2", "yaml"):
        codes = [problem.code for problem in found if problem.path == f"fr/{path}.md"]
        assert sorted(codes[1:]) == sorted(inside), path
    assert [problem.message for problem in found if problem.path == "fr/good.md"] == [
        "link to article 'key', which is not published",
        "link to article 'twin', which is not published",
    ]


def test_f11_what_is_refused_is_never_built(tmp_path: Path) -> None:
    folder = write_site(
        tmp_path / "articles",
        {
            "fr/secret.md": article("Secret", visiblity="agents"),
            "fr/twin-1.md": article("C", id="twin"),
            "fr/twin-2.md": article("D", id="twin"),
            "fr/good.md": article("Bon", "[x](article:secret)"),
        },
    )
    with compiler_for(tmp_path, folder) as compiler:
        compiler.check()
        outcome = compiler.build()
    assert [article.id for article in outcome.live] == ["good"]
    assert outcome.articles == 1


def test_a_refused_article_takes_no_name_from_another(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a/x.md": "---\ntitle: T: U\n---\n", "fr/b/x.md": "---\ntitle: T\n---\n"})
    assert [(a.id, a.path) for a in content.articles] == [("x", "fr/b/x.md")]
    assert [a.path for a in content.refused] == ["fr/a/x.md"]
    assert [p.code for p in content.problems if p.severity == "error"] == ["yaml"]


def test_a_picture_of_a_refused_article_is_not_called_unused(tmp_path: Path, picture: bytes) -> None:
    files: dict[str, str | bytes] = {
        "fr/a.md": article("A", "![Un rectangle](x.png)", visiblity="agents"),
        "fr/x.png": picture,
    }
    assert [p.code for p in problems(write_site(tmp_path / "articles", files))] == ["front-matter"]


def test_i9_a_picture_that_no_article_shows_is_not_published(tmp_path: Path, picture: bytes) -> None:
    folder = write_site(tmp_path / "articles", {"fr/a.md": article("A"), "fr/_images/x.png": picture})
    assert [(p.path, p.code) for p in problems(folder)] == [("fr/_images/x.png", "unused-picture")]
    with compiler_for(tmp_path, folder) as compiler:
        name = compiler.build().generation
    assert not list((tmp_path / "index" / name).rglob("*.png"))


def test_every_picture_has_its_size_without_anybody_writing_it(rendered: Callable[..., Rendering]) -> None:
    world = World({}, pictures={"fr/x.png": Picture("0" * 64 + ".png", 640, 480, "fr/x.png")})
    html = rendered("![Un](../x.png) et ![Deux](../x.png 'titre')", world).html
    assert html.count("<img") == html.count('width="640"') == html.count('height="480"') == 2


@pytest.fixture
def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (4, 2)).save(out, "PNG")
    return out.getvalue()
