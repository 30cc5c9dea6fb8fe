"""Markdown becomes HTML: headings, blocks, code, and what is refused or warned of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.content.render import Rendering
from app.errors import ContentError
from tests.content.conftest import PICTURE, WORLD, codes

Render = Callable[..., Rendering]


def test_an_anchor_is_prefixed_and_a_first_level_heading_lowered(html: Callable[[str], str]) -> None:
    assert html("# A {#x}") == '<h2 id="h-x">A</h2>'
    assert html("## B **c** {#y-1} ##") == '<h2 id="h-y-1">B <strong>c</strong></h2>'
    assert html("### L’été, c’est quand ?") == '<h3 id="h-l-ete-c-est-quand">L’été, c’est quand&nbsp;?</h3>'


def test_a13_heading_ids_are_unique_and_short(rendered: Render) -> None:
    rendering = rendered("## A\n\n## A\n\n## A {#a-2}\n\n## " + "long " * 50 + "\n\n## …\n\n## …\n", WORLD)
    anchors = [section.anchor for section in rendering.sections]
    assert anchors[:3] == ["h-a", "h-a-3", "h-a-2"]
    assert anchors[4:] == ["h-section", "h-section-2"]
    assert all(len(anchor) <= 80 for anchor in anchors)


def test_a13_5_000_identical_headings_have_5_000_ids(rendered: Render) -> None:
    rendering = rendered("## Same\n\n" * 5000, WORLD)
    assert len({section.anchor for section in rendering.sections}) == 5000


def test_an_anchor_given_twice_is_reported(rendered: Render) -> None:
    rendering = rendered("## A {#x}\n\n## B {#x}\n\n## C {#É}\n", WORLD)
    assert [(p.code, p.severity) for p in rendering.problems] == [("anchor", "error"), ("anchor", "warning")]
    assert [section.anchor for section in rendering.sections] == ["h-x", "h-b", "h-c"]


def test_sections_are_plain_text_by_heading(rendered: Render) -> None:
    body = (
        "Avant :\n\n- un\n- `deux` &amp; <b>\n\n## Le **titre** {#t}\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```\ncode\n```\n\n### Fin\n"
    )
    first, second, third = rendered(body, WORLD).sections
    assert (first.anchor, first.title, first.level, first.text) == ("", "", 0, "Avant\u00a0:\nun\ndeux & <b>")
    assert (second.anchor, second.title, second.level, second.text) == ("h-t", "Le titre", 2, "a – b\nc – d\ncode")
    assert (third.anchor, third.title, third.level, third.text) == ("h-fin", "Fin", 3, "")


def test_task_lists_are_ballot_boxes(html: Callable[[str], str]) -> None:
    assert html("- [ ] a\n- [x] b\n- [X] c\n- [y] d") == (
        "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>☑ c</li>\n<li>[y] d</li>\n</ul>"
    )
    assert "<p>☐ a</p>" in html("- [ ] a\n\n- [x] b")


def test_admonitions_have_a_kind_and_a_title(rendered: Render) -> None:
    assert '<div class="admonition tip">\n<p class="admonition-title">T</p>\n<p>x</p>' in (
        rendered('!!! tip "T"\n    x', WORLD).html
    )
    assert '<p class="admonition-title">Attention</p>' in rendered("!!! warning\n    x", WORLD).html
    assert "admonition-title" not in rendered("!!! note\n    x", WORLD).html
    unknown = rendered("!!! evil admin\n    x", WORLD)
    assert '<div class="admonition note">' in unknown.html
    assert codes(unknown) == ["admonition"]


def test_an_admonition_without_a_text_is_reported_where_it_stands(rendered: Render) -> None:
    body = '!!! tip\n\n    x\n\n!!! tip\nx\n\n```\n!!! tip\n```\n\n- a\n\n    !!! note\n        b\n\n!!! danger "T"'
    problems = rendered(body, WORLD, body_line=5).problems
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("admonition", "warning", 9),
        ("admonition", "warning", 21),
    ]


@pytest.mark.parametrize("link", ["[k](article:epp-code", "[k](../_images/x.png et", "![k](https://x.example/é."])
def test_a_link_that_is_not_closed_is_reported_where_it_stands(rendered: Render, link: str) -> None:
    (problem,) = rendered(f"a\n\nb {link}\n", WORLD).problems
    assert (problem.code, problem.severity, problem.line) == ("unclosed-link", "warning", 3)


def test_brackets_that_are_no_link_are_no_problem(rendered: Render) -> None:
    assert codes(rendered("`[k](x` \\[k](x) [a] (b f(x) [1] (2, 3)\n\n    [k](y\n", WORLD)) == []


def test_footnotes_have_numbers_for_ids_whatever_their_label(
    rendered: Render, violations: Callable[[str], list[str]]
) -> None:
    text = rendered("a[^É!] b[^É!] c[^2]\n\n[^É!]: un\n[^2]: deux\n", WORLD).html
    assert 'id="fn:1"' in text
    assert 'id="fnref:1"' in text
    assert 'id="fnref:1-2"' in text
    assert 'href="#fnref:1-2"' in text
    assert 'href="#fn:2"' in text
    assert "title=" not in text
    assert violations(text) == []


def test_tables_keep_their_alignment_as_classes(html: Callable[[str], str]) -> None:
    table = html("| a | b |\n|:-:|--:|\n| c | d |")
    assert '<th class="align-center" scope="col">a</th>' in table
    assert '<td class="align-right">d</td>' in table


def test_a20_code_keeps_its_language_and_is_not_highlighted(html: Callable[[str], str]) -> None:
    assert html("```python\nx = '<b>'\n```") == "<pre><code class=\"language-python\">x = '&lt;b&gt;'\n</code></pre>"
    assert html("```adl\nx\n```") == '<pre><code class="language-adl">x\n</code></pre>'
    assert "<code>" in html("```LANGUAGE/../x\nx\n```") or "<p>" in html("```LANGUAGE/../x\nx\n```")


def test_a20_a_code_block_of_200_kib_is_rendered(rendered: Render) -> None:
    assert len(rendered("```python\n" + "x = [1, 2]\n" * 20_000 + "```\n", WORLD).html) > 200_000


@pytest.mark.parametrize(
    "body",
    [
        "1. a\n\n    ```sh\n    ls <x>\n\n      # b\n    ```\n\n2. c",
        "1. a\n   ```sh\n   ls <x>\n\n     # b\n   ```\n2. c",
        "- a\n  ~~~ sh\n  ls <x>\n\n    # b\n  ~~~\n- c",
    ],
)
def test_a_code_block_inside_a_list_item_is_code(html: Callable[[str], str], body: str) -> None:
    text = html(body)
    assert '<pre><code class="language-sh">ls &lt;x&gt;\n\n  # b\n</code></pre>' in text
    assert text.count("<li>") == 2
    assert text.count("<ol>") + text.count("<ul>") == 1


def test_a_code_block_inside_an_admonition_is_code(html: Callable[[str], str]) -> None:
    text = html("!!! tip\n    a\n\n    ```\n    {{ brand.name }}\n    ```\n\nb")
    assert "<p>a</p>\n<pre><code>{{ brand.name }}\n</code></pre>\n</div>\n<p>b</p>" in text


def test_an_indented_block_that_shows_a_fence_stays_as_it_is(html: Callable[[str], str]) -> None:
    assert html("a\n\n    ```\n    b\n    ```\n") == "<p>a</p>\n<pre><code>```\nb\n```\n</code></pre>"


def test_a_list_may_follow_a_line_without_a_blank_one(html: Callable[[str], str]) -> None:
    assert html("Il faut\n- a\n- b") == "<p>Il faut</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert html("Il faut\n1. a\n2. b") == "<p>Il faut</p>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>"
    assert html("- a\nsuite\n- b") == "<ul>\n<li>a\nsuite</li>\n<li>b</li>\n</ul>"
    assert html("né en\n1984. Puis") == "<p>né en\n1984. Puis</p>"


def test_definition_lists_are_rendered(html: Callable[[str], str]) -> None:
    assert html("Terme\n:   Sens") == "<dl>\n<dt>Terme</dt>\n<dd>Sens</dd>\n</dl>"


def test_french_spaces_are_set_in_french_outside_code_only(rendered: Render) -> None:
    body = "« **a** » : `b : c` ; d !\n\n    x : y\n"
    french = rendered(body, WORLD).html
    assert french.startswith("<p>«&nbsp;<strong>a</strong>&nbsp;»&nbsp;: <code>b : c</code>&nbsp;; d&nbsp;!</p>")
    assert "x : y" in french
    assert "&nbsp;" not in rendered(body, WORLD, locale="en").html


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>x</b>", "a <br/> b", "<details ontoggle=x>"])
def test_a1_a2_raw_html_is_shown_as_text_with_a_warning(rendered: Render, text: str) -> None:
    rendering = rendered(f"x\n\n{text}", WORLD)
    assert "&lt;" in rendering.html
    (problem,) = rendering.problems
    assert (problem.code, problem.severity, problem.line) == ("raw-html", "warning", 3)
    assert "raw HTML ignored" in problem.message


def test_raw_html_is_named_at_each_place_where_it_stands(rendered: Render) -> None:
    body = "a <br> b <b>c</b>\n\n`<br>` <!-- x -->\n\n    <br>\n\n<table>\n<tr><td>\n</table>\n\nx <!-- <i> -->\n\n</b>"
    found = rendered(body, WORLD).problems
    assert {problem.code for problem in found} == {"raw-html"}
    assert sorted((problem.line, problem.column, problem.message.partition(": ")[2][:27]) for problem in found) == [
        (1, 3, "the page shows <br>, <b> as"),
        (3, 8, "this comment is left out, a"),
        (7, 1, "the page shows <table>, <tr"),
        (11, 3, "this comment is left out, a"),
        (13, 1, "the page shows </b> as text"),
    ]


def test_html_of_a_variable_or_an_entity_is_no_mistake_of_the_article(rendered: Render) -> None:
    assert codes(rendered("{{ brand.name }} &lt;b&gt;", WORLD)) == []


def test_each_invisible_character_is_named_where_it_stands(rendered: Render) -> None:
    found = rendered("a\u200bb\n\nc \u202ed", WORLD).problems
    assert [(p.code, p.line, p.column) for p in found] == [("invisible-character", 1, 2), ("invisible-character", 3, 3)]


def test_a_link_with_a_space_in_its_middle_is_told(rendered: Render) -> None:
    (problem,) = rendered("a\n\nb [le code] (article:a)", WORLD).problems
    assert (problem.code, problem.line, problem.column) == ("unclosed-link", 3, 11)
    assert "remove the space" in problem.message


def test_an_anchor_of_several_words_is_told_and_not_shown(rendered: Render) -> None:
    rendering = rendered("## Les étapes {#Les Étapes}", WORLD)
    assert rendering.html == '<h2 id="h-les-etapes">Les étapes</h2>'
    assert [problem.code for problem in rendering.problems] == ["anchor"]


def test_html_in_code_is_an_example_and_no_warning(rendered: Render) -> None:
    assert codes(rendered("`<b>`\n\n```html\n<script>\n```\n\n    <i>\n", WORLD)) == []


def test_a_comment_is_not_published(rendered: Render) -> None:
    rendering = rendered("a <!-- secret\n\nsecret --> b\n\n`<!-- kept -->`\n", WORLD)
    assert "secret" not in rendering.html + rendering.markdown
    assert "kept" in rendering.html
    assert codes(rendering) == ["raw-html"]


def test_a6_attribute_lists_are_text(rendered: Render, violations: Callable[[str], list[str]]) -> None:
    text = rendered('# x {: onclick=alert(1) style="position:fixed" id=defaultView }\n\ny\n{: #z .w }', WORLD).html
    assert violations(text) == []
    assert "{:" in text


def test_a17_invisible_characters_are_left_out_of_the_body(rendered: Render) -> None:
    rendering = rendered("a\u202eb [x\u200by](article:b)", WORLD)
    assert rendering.html == '<p>ab <a href="/fr/articles/bb">xy</a></p>'
    assert codes(rendering) == ["invisible-character"] * 2


@pytest.mark.parametrize(
    "body",
    ["- " * 40 + "x", "> " * 10_000, ">" * 10_000, "\n".join("    " * i + "- x" for i in range(500)), "1. " * 33 + "x"],
)
def test_a12_deep_nesting_is_refused_before_rendering(rendered: Render, body: str) -> None:
    with pytest.raises(ContentError, match=r"nested too deep \(max 32\)"):
        rendered(body, WORLD)


@pytest.mark.parametrize(
    "body", ["[" * 50_000, "![" * 5_000, "<div>" * 50_000, "<a " * 10_000, "`" * 30_000, "x" * 20_001]
)
def test_a11_a12_what_takes_too_long_is_refused_before_rendering(rendered: Render, body: str) -> None:
    with pytest.raises(ContentError) as caught:
        rendered("a\n\n" + body, WORLD, body_line=4)
    assert caught.value.line == 6
    assert caught.value.code == "too-large"


def test_a15_byte_order_mark_line_ends_and_last_line_change_nothing(rendered: Render) -> None:
    assert rendered("a\n\n- b", WORLD).html == rendered("a\n\n- b\n", WORLD).html


def test_what_is_put_aside_for_code_cannot_be_forged(rendered: Render) -> None:
    assert rendered("wzxhzdk:0 klzzwxh:0000 `x`", WORLD).html == "<p>wzxhzdk:0 klzzwxh:0000 <code>x</code></p>"


def test_the_markdown_version_has_everything_resolved_but_code(rendered: Render) -> None:
    body = (
        "[x](article:b#s 'T') ![p](../_images/x.png) [{{ support.email }}](mailto:{{ support.email }})\n"
        "`[x](article:b)` [`c`](portal:domains.renew) [r][d] [g](article:gone)\n\n"
        "~~~\n[x](article:b)\n~~~\n\n[d]: article:b\n[e]: article:gone\n"
    )
    assert rendered(body, WORLD).markdown == (
        f"[x](/fr/articles/bb#h-s 'T') ![p](/media/{PICTURE.name}) [help@acme.example](mailto:help@acme.example)\n"
        "`[x](article:b)` [`c`](/go/domains.renew?from=a) [r][d] g\n\n"
        "~~~\n[x](article:b)\n~~~\n\n[d]: /fr/articles/bb\n"
    )
