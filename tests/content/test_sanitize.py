"""The sanitiser's own rules: what it keeps, what makes it refuse, who may use it."""

from __future__ import annotations

import ast
import re
from html import escape
from pathlib import Path

import pytest

import app
from app.content.policy import SIZES, address_allowed, attribute_allowed
from app.content.sanitize import UnsafeHtmlError, check, sanitize

PACKAGE = Path(app.__file__).parent
DOORS = {
    "bleach": {"content/sanitize.py"},
    "nh3": {"content/sanitize.py"},
    "frontmatter": {"content/frontmatter.py"},
    "PIL": {"compiler/drawing.py", "content/pictures.py"},
    "markdown": {f"content/markdown_{part}.py" for part in ("blocks", "html", "inline", "tree")},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    users = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if library in imports(p)}
    assert users == DOORS[library]


def test_s1_safe_html_is_made_by_the_sanitiser_only() -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bSafeHtml\(", path.read_text("utf-8"))
    }
    assert makers == {"content/sanitize.py"}


def test_what_the_policy_allows_is_kept() -> None:
    html = (
        '<h2 id="h-x">T</h2>'
        '<p class="admonition-title" dir="ltr" lang="fr" title="t">a<br>b</p>'
        '<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a>'
        '<ol start="3"><li value="2">x</li></ol>'
        '<table><thead><tr><th class="align-right" scope="col">x</th></tr></thead></table>'
        '<pre><code class="language-c++">x &lt; y</code></pre>'
    )
    assert sanitize(html) == html


def test_a_picture_of_ours_is_kept() -> None:
    source = f"/media/{'a' * 64}.png"
    html = f'<img alt="x" decoding="async" height="2" loading="lazy" src="{source}" width="1">'
    assert sanitize(html) == html


ONE, TWO = "a" * 64, "b" * 64
CHOICES = f"/media/{ONE}.webp 480w, /media/{TWO}.webp 800w, /media/{ONE}.png 1440w"


@pytest.mark.parametrize("choices", [CHOICES, CHOICES.replace("/media", "/agent/media")])
def test_the_smaller_forms_of_a_picture_are_kept(choices: str) -> None:
    html = f'<img alt="x" sizes="{SIZES}" src="/media/{ONE}.png" srcset="{choices}">'
    assert sanitize(html) == html


@pytest.mark.parametrize(
    "choices",
    [
        "https://evil.example/x.webp 480w",
        f"{CHOICES}, https://evil.example/x.png 2000w",
        f"https://evil.example/x.webp 1w, {CHOICES}",
        f"//evil.example/media/{ONE}.webp 480w, //evil.example/media/{ONE}.png 1440w",
        f"/media/{ONE}.webp 480w,/media/{ONE}.png 1440w",
        f"/media/{ONE}.webp, /media/{ONE}.png 2x",
        f"/media/{ONE}.webp 0w, /media/{ONE}.png 1440w",
        f"/media/{ONE}.webp 480w, /agent/media/{ONE}.png 1440w",
        f"/agent/media/{ONE}.webp 480w, /media/{ONE}.png 1440w",
        f"/media/{ONE}.svg 480w, /media/{ONE}.png 1440w",
        f"/media/{ONE}.webp 480w, /media/{ONE}.svg 1440w",
        f"/media/../{ONE}.webp 480w, /media/{ONE}.png 1440w",
        f"/media/{ONE}.webp 480w, " * 5 + f"/media/{ONE}.png 1440w",
        f"{CHOICES}\n",
        f" {CHOICES}",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)> 480w",
        f"/media/{ONE}.webp &#49;&#49w, /media/{ONE}.png 1440x",
        "/go/domains.epp-code 480w",
        "/logout 480w, /logout 800w",
        "",
    ],
)
@pytest.mark.parametrize("attribute", ["srcset", "sizes", "imagesrcset"])
def test_a2_no_other_address_comes_in_as_a_choice_of_pictures(choices: str, attribute: str) -> None:
    written = f'<img alt="x" src="/media/{ONE}.png" {attribute}="{escape(choices)}">'
    assert sanitize(written) == f'<img alt="x" src="/media/{ONE}.png">'
    with pytest.raises(UnsafeHtmlError):
        check(written)


def test_only_pictures_have_choices_and_sizes() -> None:
    for tag in ("a", "p", "source", "link", "video"):
        assert "srcset" not in sanitize(f'<{tag} srcset="{CHOICES}" sizes="{SIZES}">x</{tag}>')
        assert not attribute_allowed(tag, "srcset", CHOICES)


def test_a_link_without_an_allowed_address_keeps_its_text() -> None:
    assert sanitize('<a href="//evil.example">x</a>') == "<a>x</a>"


def test_a_rel_that_is_not_exactly_ours_is_dropped() -> None:
    assert sanitize('<a href="https://x.example/" rel="opener">x</a>') == '<a href="https://x.example/">x</a>'


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<p onclick="x">x</p>',
        '<a href="javascript:x">x</a>',
        "<!-- x -->",
        "<!doctype html>",
        "<?x ?>",
        "<p>x",
        "x</p>",
        "<p><b>x</p></b>",
        "<br/>",
        '<p title="a" title="b">x</p>',
        "<![CDATA[x]]>",
    ],
)
def test_a8_the_check_refuses_what_a_cleaner_should_have_removed(html: str) -> None:
    with pytest.raises(UnsafeHtmlError):
        check(html)


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example",
        "http://x.example:8080/a?b=c#d",
        "https://xn--e1afmkfd.example/é",
        "https://[::1]/",
        "mailto:a@b.example",
        "mailto:a@b.example?subject=x",
        "tel:+212802080808",
        "#h-x",
        "/",
        "/fr/articles/x#h-y",
        "/go/domains.renew?from=a",
    ],
)
def test_an_ordinary_address_is_allowed(address: str) -> None:
    assert address_allowed(address)


@pytest.mark.parametrize(
    "character", ["\x00", "\t", "\n", " ", "\x7f", "\u00ad", "\u200b", "\u202e", "\ufeff", "\\", "\u3164"]
)
def test_a5_an_address_with_an_invisible_character_is_not_allowed(character: str) -> None:
    assert not address_allowed(f"https://x.example/{character}")
    assert not address_allowed(f"/{character}/evil.example")


def test_an_unknown_tag_allows_no_attribute() -> None:
    assert not attribute_allowed("svg", "class", "note")
