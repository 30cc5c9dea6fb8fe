"""Links for replies: one address that never changes, in four forms, none of which a title can break out of."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library import LinkForm, permalink, reply_link
from app.model import RenderedArticle, Section

ORIGIN = "https://aide.example.com"
URL = f"{ORIGIN}/a/epp-code"
STEPS = Section("h-steps", "Les étapes", 2, "")


def titled(title: str) -> RenderedArticle:
    return RenderedArticle("epp-code", "fr", title, "code-epp", "", "domains", "epp.md")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", f"[Le code \\[EPP\\]]({URL})"),
        ("html", f'<a href="{URL}">Le code [EPP]</a>'),
        ("text", f"Le code [EPP]\n{URL}"),
        ("url", URL),
    ],
)
def test_a_link_comes_in_four_forms(form: LinkForm, text: str) -> None:
    assert reply_link(ORIGIN, titled("Le code [EPP]"), form).text == text


def test_a_link_to_a_section_names_it_and_keeps_language_and_sender_before_the_anchor() -> None:
    made = reply_link(ORIGIN, titled("Le code"), "markdown", locale="fr", section=STEPS, via="agent")
    assert made.url == f"{URL}?lang=fr&via=agent#h-steps"
    assert made.text == f"[Le code – Les étapes]({made.url})"


def test_a_permanent_link_says_no_more_than_it_is_given() -> None:
    assert permalink("epp-code") == "/a/epp-code"
    assert permalink("epp-code", via="agent") == "/a/epp-code?via=agent"


class Links(HTMLParser):
    """What a browser makes of HTML: tags with their attributes, and the text."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


TITLES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@given(TITLES, TITLES)
def test_html_is_one_link_whatever_the_titles_are(title: str, section: str) -> None:
    made = reply_link(ORIGIN, titled(title), "html", locale="fr", section=Section("h-x", section, 2, ""))
    read = Links(made.text)
    assert read.tags == [("a", [("href", f"{URL}?lang=fr#h-x")])]
    assert read.text == f"{title} – {section}"
    assert html.unescape(made.text).count(made.url) >= 1


@given(TITLES)
def test_markdown_is_one_link_whatever_the_title_is(title: str) -> None:
    text = reply_link(ORIGIN, titled(title), "markdown").text
    inner = text.removeprefix("[").removesuffix(f"]({URL})")
    assert not re.search(r"(?<!\\)(?:\\\\)*(?:[\[\]<>`*_~]|&#?[0-9A-Za-z]+;)", inner)
    assert re.sub(r"\\([\\`*_\[\]<>&~])", r"\1", inner) == title


def test_markdown_escapes_only_what_would_be_read_otherwise() -> None:
    text = reply_link(ORIGIN, titled("Q&A : l'esperluette &amp; le #1"), "markdown").text
    assert text == f"[Q&A : l'esperluette \\&amp; le #1]({URL})"
