"""The sanitiser's own rules: what it keeps, what makes it refuse, who may use it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import app
from app.content.policy import address_allowed, attribute_allowed
from app.content.sanitize import UnsafeHtmlError, check, sanitize

PACKAGE = Path(app.__file__).parent
DOORS = {
    "bleach": {"content/sanitize.py"},
    "nh3": {"content/sanitize.py"},
    "frontmatter": {"content/frontmatter.py"},
    "PIL": {"content/pictures.py"},
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
