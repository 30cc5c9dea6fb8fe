"""Links, variables and pictures of an article: where they lead, and what is left of those that lead nowhere."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from app.content.render import Rendering
from app.errors import ContentError
from tests.content.conftest import PICTURE, WORLD, codes

Render = Callable[..., Rendering]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("article:b", "/fr/articles/bb"),
        ("article:b#steps", "/fr/articles/bb#h-steps"),
        ("article:b#lost", "/fr/articles/bb"),
        ("../email/b.md", "/fr/articles/bb"),
        ("../email/b.md#Les étapes", "/fr/articles/bb#h-les-etapes"),
        ("./a.md", "/fr/articles/aa"),
        ("<../email/b.md>", "/fr/articles/bb"),
        ("mailto:{{ support.email }}", "mailto:help@acme.example"),
        ("../_images/x.png", f"/media/{PICTURE.name}"),
        ("/fr/", "/fr/"),
        ("tel:+212802080808", "tel:+212802080808"),
    ],
)
def test_a_link_is_resolved(html: Callable[[str], str], target: str, address: str) -> None:
    assert html(f"[x]({target})") == f'<p><a href="{address}">x</a></p>'
    assert html(f"[x][y]\n\n[y]: {target}") == f'<p><a href="{address}">x</a></p>' or " " in target


@pytest.mark.parametrize(
    "target", ["article:unknown", "article:gone", "article:", "portal:no.such", "missing.md", "#nope"]
)
def test_a18_a_link_to_what_is_not_there_is_plain_text(rendered: Render, target: str) -> None:
    rendering = rendered(f"Voir [**ceci** et `cela`]({target}), merci.", WORLD)
    assert rendering.html.strip() == "<p>Voir <strong>ceci</strong> et <code>cela</code>, merci.</p>"
    assert rendering.markdown == "Voir **ceci** et `cela`, merci.\n"
    assert codes(rendering) == []
    assert len(rendering.links) == 1


def test_a18_a_link_out_of_the_folder_is_refused(rendered: Render) -> None:
    rendering = rendered("[x](../../../etc/passwd.md) [y](../../../etc/passwd)", WORLD)
    assert "<a" not in rendering.html
    assert codes(rendering) == ["link-not-allowed", "link-not-allowed"]


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil", "http:evil", "https://ok@evil/"]
)
def test_a3_a4_a5_a_target_that_is_not_allowed_leaves_text_and_a_warning(rendered: Render, target: str) -> None:
    rendering = rendered(f"a\n\n[x]({target})", WORLD, body_line=10)
    assert rendering.html == "<p>a</p>\n<p>x</p>"
    (problem,) = rendering.problems
    assert problem.message.startswith("link target not allowed")
    assert (problem.line, problem.severity) == (12, "warning")


@pytest.mark.parametrize(
    ("target", "instead"),
    [
        ("articel:epp-code#steps", "did you mean 'article:epp-code#steps'?"),
        ("www.example.com/x", "write 'https://www.example.com/x'"),
        ("epp-code#steps", "write 'article:epp-code#steps' where an article is meant"),
        ("ftp://example.com", "write one that begins with https://, mailto:, article: or portal:"),
    ],
)
def test_a_target_that_is_not_allowed_is_told_with_what_to_write(rendered: Render, target: str, instead: str) -> None:
    (problem,) = rendered(f"[x]({target})", WORLD).problems
    assert problem.message.endswith(instead)


def test_only_links_to_other_sites_say_that_they_are(html: Callable[[str], str]) -> None:
    rel = 'rel="noopener noreferrer nofollow"'
    assert html("[x](https://x.example/)") == f'<p><a href="https://x.example/" {rel}>x</a></p>'
    assert html("<https://x.example/>") == f'<p><a href="https://x.example/" {rel}>https://x.example/</a></p>'
    assert "rel" not in html("[x](article:b)")


def test_an_anchor_of_the_article_itself_gets_its_prefix(html: Callable[[str], str]) -> None:
    assert '<a href="#h-steps">' in html("[x](#steps)\n\n## Étapes {#steps}")
    assert '<a href="#h-les-etapes">' in html("[x](#les-étapes)\n\n## Les étapes")


def test_links_are_remembered_with_their_lines(rendered: Render) -> None:
    rendering = rendered("a\n\n[x](article:b#s)\n[y](portal:domains.renew)\n[z](nope.md)", WORLD, body_line=5)
    assert [(link.kind, link.target, link.anchor, link.line) for link in rendering.links] == [
        ("article", "b", "s", 7),
        ("portal", "domains.renew", "", 8),
        ("file", "nope.md", "", 9),
    ]


def test_an_e_mail_address_is_a_plain_link(html: Callable[[str], str]) -> None:
    assert html("<a@b.example>") == '<p><a href="mailto:a@b.example">a@b.example</a></p>'


def test_a16_a_variable_is_text_and_never_markup(html: Callable[[str], str]) -> None:
    assert html("{{ brand.name }} {{support.email}}") == "<p>Acme &amp; &lt;Co&gt; *x* help@acme.example</p>"


def test_a16_a_variable_in_code_stays_as_written(rendered: Render) -> None:
    rendering = rendered("`{{ brand.name }}`\n\n```\n{{ brand.name }}\n```\n", WORLD)
    assert rendering.html.count("{{ brand.name }}") == 2
    assert rendering.markdown == "`{{ brand.name }}`\n\n```\n{{ brand.name }}\n```\n"


@pytest.mark.parametrize(
    "text", ["{{ config }}", "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${7*7}", "&lt;%= 1 %&gt;"]
)
def test_a16_other_template_languages_are_literal_text(rendered: Render, text: str) -> None:
    rendering = rendered(f"x {text}", WORLD)
    assert text in rendering.html
    assert codes(rendering) == (["unknown-variable"] if text.startswith("{{") else [])


def test_a_variable_works_in_a_heading_an_alternative_text_and_a_table(html: Callable[[str], str]) -> None:
    assert 'id="h-acme-co-x">Acme &amp; &lt;Co&gt; *x*</h2>' in html("## {{ brand.name }}")
    assert 'alt="Acme &amp; &lt;Co&gt; *x*"' in html("![{{ brand.name }}](../_images/x.png)")
    assert "<td>help@acme.example</td>" in html("| a |\n|---|\n| {{ support.email }} |")


def test_a_picture_alone_in_its_paragraph_is_a_figure(html: Callable[[str], str]) -> None:
    # The first picture of a text may be on the screen at once: it is not put off.
    image = f'<img alt="Un plan" decoding="async" height="480" src="/media/{PICTURE.name}" width="640">'
    assert html("![Un plan](../_images/x.png)") == f"<figure>{image}</figure>"
    assert html('![Un plan](../_images/x.png "Le plan : vu")') == (
        f"<figure>{image}<figcaption>Le plan\u00a0: vu</figcaption></figure>".replace("\u00a0", "&nbsp;")
    )
    assert html("Voir ![Un plan](../_images/x.png).") == f"<p>Voir {image}.</p>"


def test_a_missing_picture_is_left_out_and_reported(rendered: Render) -> None:
    rendering = rendered("a\n\n![x](../_images/no.png)\n\nb ![y](no.png) c", WORLD)
    assert rendering.html.split("\n\n") == ["<p>a</p>", "<p>b  c</p>"]
    assert [(p.code, p.severity, p.line) for p in rendering.problems] == [
        ("missing-picture", "error", 3),
        ("missing-picture", "error", 5),
    ]
    assert "no.png" not in rendering.markdown


def test_a_picture_without_alternative_text_is_reported(rendered: Render) -> None:
    assert codes(rendered("![](../_images/x.png)", WORLD)) == ["missing-alt"]
    long = rendered(f"![{'x' * 600}](../_images/x.png)", WORLD)
    assert codes(long) == ["missing-alt"]
    assert f'alt="{"x" * 500}"' in long.html


def test_the_pictures_an_article_shows_are_known(rendered: Render) -> None:
    rendering = rendered("![x](../_images/x.png) ![y](../_images/x.png)", WORLD)
    assert rendering.media == (PICTURE.name,)
    assert f"![x](/media/{PICTURE.name})" in rendering.markdown


def test_a10_a_remote_picture_is_refused_and_nobody_is_asked_for_it(rendered: Render) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        port = listener.getsockname()[1]
        for address in (
            f"http://127.0.0.1:{port}/x.png",
            f"//127.0.0.1:{port}/x.png",
            f"HTTPS://127.0.0.1:{port}/x.png",
        ):
            with pytest.raises(ContentError, match="remote images are not allowed") as caught:
                rendered(f"a\n\n![x]({address})", WORLD)
            assert caught.value.line == 3
        with pytest.raises(BlockingIOError):
            listener.accept()
