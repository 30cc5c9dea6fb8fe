"""Marks beside what a problem is about: found by the words of a line, whatever became of its Markdown."""

from __future__ import annotations

from app.content.marking import insert, places

HTML = (
    '<p>Ouvrez la fiche du domaine.</p>\n<h2 id="h-a">Les étapes</h2>\n'
    "<ol>\n<li>Cliquez sur <strong>Code</strong>.</li>\n"
    "<li>Copiez le texte.</li>\n</ol>\n<p>Ouvrez la fiche du domaine.</p>\n<pre><code>ls -l\n</code></pre>"
)
BODY = (
    "Ouvrez la [fiche](article:nope) du domaine.\n\n## Les étapes {#a}\n\n1. Cliquez sur **Code**.\n"
    "2. Copiez le texte.\n\n![rien](x.png)\n\nOuvrez la fiche du {{ domaine }} domaine.\n\n```\nls -l\n```"
)


def marked(line: int) -> str:
    return insert(HTML, [(at, "*") for at in places(HTML, BODY, [line]).values()])


def test_a_line_is_marked_at_its_paragraph_item_heading_or_code() -> None:
    assert marked(0).startswith("<p>*Ouvrez")
    assert '<h2 id="h-a">*Les étapes' in marked(2)
    assert "<li>*Cliquez sur" in marked(4)
    assert "<li>*Copiez" in marked(5)
    assert "*<pre><code>ls" in marked(12)


def test_of_two_parts_alike_the_one_as_far_down_is_marked() -> None:
    assert marked(9).endswith("<p>*Ouvrez la fiche du domaine.</p>\n<pre><code>ls -l\n</code></pre>")


def test_a_line_that_left_nothing_is_marked_at_what_stands_before_it() -> None:
    assert "<li>*Copiez" in marked(7)


def test_what_nothing_stands_before_has_no_mark() -> None:
    assert places("<p>x</p>", "![a](b.png)\n\ny", [0]) == {}


def test_several_pieces_at_one_place_keep_their_order() -> None:
    assert insert("ab", [(1, "1"), (1, "2"), (0, "0")]) == "0a12b"
