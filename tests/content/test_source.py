"""A content folder becomes values: defaults, names, categories, duplicates, and files that are not articles."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.names import default_names
from app.content.source import Content
from app.content.text import ascii_words, cut_at_word, decode, french_spaces
from app.errors import ContentError

Read = Callable[..., Content]


def found(content: Content, code: str) -> list[str]:
    return [str(problem) for problem in content.problems if problem.code == code]


def test_an_empty_folder_is_a_site_without_articles(content_of: Read) -> None:
    content = content_of({"site.yaml": None})
    assert content.articles == ()
    assert content.problems == ()
    assert content.site.locales == ("fr", "en")


def test_only_a_title_is_required(content_of: Read) -> None:
    content = content_of(
        {"fr/domains/Code EPP.md": "---\ntitle: Le code\n---\n## Tout d’abord\n\nUn **code**, voir [ici](x).\n\nB.\n"},
        {"fr/domains/Code EPP.md": (date(2026, 1, 2), date(2026, 3, 4))},
    )
    (article,) = content.articles
    assert (article.id, article.slug, article.category) == ("code-epp", "code-epp", "domains")
    assert article.summary == "Un code, voir ici."
    assert (article.status, article.visibility, article.weight) == ("published", "public", 0)
    assert (article.published, article.updated) == (date(2026, 1, 2), date(2026, 3, 4))
    assert article.source == "domains/Code EPP.md"
    assert article.line("title") == 2
    assert article.body_line == 4
    assert content.problems == ()


def test_everything_that_is_written_is_read(content_of: Read) -> None:
    keys = (
        "id: x-1\ntitle: T\nslug: s\nsummary: >\n  Deux\n  lignes.\ncategory: domains\nquestions: [a, b, a]\n"
        "keywords: [k]\nworkflows: [domains.renew]\nrelated: [y]\nformer_ids: [z]\n"
        "aliases: [old, /kb/12]\nstatus: draft\n"
        "visibility: agents\nupdated: 2026-05-06\nreview_by: 2026-06-07\nowner: support\nweight: -3"
    )
    (article,) = content_of({"en/a.md": f"---\n{keys}\n---\n"}).articles
    assert (article.id, article.slug, article.summary) == ("x-1", "s", "Deux lignes.")
    assert (article.questions, article.keywords, article.workflows) == (("a", "b"), ("k",), ("domains.renew",))
    assert (article.related, article.former_ids, article.aliases) == (("y",), ("z",), ("old", "/kb/12"))
    assert (article.status, article.visibility, article.owner, article.weight) == ("draft", "agents", "support", -3)
    assert (article.updated, article.review_by) == (date(2026, 5, 6), date(2026, 6, 7))


def test_the_heading_that_is_the_title_leaves_the_body_and_keeps_its_lines(content_of: Read) -> None:
    text = "```\n# code\n```\n\n# Titre : vrai\n\nTexte.\n"
    (article,) = content_of({"fr/a.md": text}).articles
    assert article.title == "Titre\u00a0: vrai"
    assert article.body == "```\n# code\n```\n\n\n\nTexte.\n"


def test_a_summary_is_cut_at_a_word(content_of: Read) -> None:
    (article,) = content_of({"en/a.md": "# T\n\n" + "word " * 100}).articles
    assert len(article.summary) <= 200
    assert article.summary.endswith("word…")


def test_titles_and_summaries_have_french_spaces_in_french_only(content_of: Read) -> None:
    text = "---\ntitle: Pourquoi « ça » ?\nsummary: Parce que ; voilà !\n---\n"
    english, french = content_of({"fr/a.md": text, "en/a.md": text}).articles
    assert french.title == "Pourquoi «\u00a0ça\u00a0»\u00a0?"
    assert french.summary == "Parce que\u00a0; voilà\u00a0!"
    assert english.title == "Pourquoi « ça » ?"


def test_variables_are_replaced_as_plain_text_in_the_front_matter(content_of: Read) -> None:
    text = "---\ntitle: 'Chez {{ brand.name }}'\nquestions: ['{{support.email}} ?']\nsummary: '{{ config }}'\n---\n"
    content = content_of({"en/a.md": text})
    (article,) = content.articles
    assert article.title == "Chez Acme & <Co>"
    assert article.questions == ("help@acme.example ?",)
    assert article.summary == "{{ config }}"
    assert found(content, "unknown-variable") == ["en/a.md:4: summary: unknown variable {{ config }} stays as written"]


def test_an_unknown_category_becomes_other_with_a_hint(content_of: Read) -> None:
    content = content_of({"fr/x/a.md": "# A\n", "fr/b.md": "---\ntitle: B\ncategory: nope\n---\n", "fr/c.md": "# C\n"})
    assert [a.category for a in content.articles] == ["other", "other", "other"]
    assert sorted((p.path, p.line, p.severity) for p in content.problems) == [
        ("fr/b.md", 3, "hint"),
        ("fr/x/a.md", 1, "hint"),
    ]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a.md"], ["a"]),
        (["x/a.md", "y/a.md"], ["x-a", "y-a"]),
        (["p/x/a.md", "q/x/a.md", "b.md"], ["p-x-a", "q-x-a", "b"]),
        (["a.md", "x/a.md"], ["a", "x-a"]),
        (["index.md", "x/index.md", "x/y/README.md"], ["index", "x-index", "y-readme"]),
        (["Café à l'œuf.md"], ["cafe-a-l-oeuf"]),
        (["CON.md"], ["con"]),
        (["e\u0301te\u0301.md"], ["ete"]),
        (["x" * 120 + ".md"], ["x" * 96]),
    ],
)
def test_a21_names_are_formed_from_file_and_folder_names(paths: list[str], names: list[str]) -> None:
    formed, _ = default_names(paths, frozenset())
    assert [formed[path] for path in paths] == names


def test_a_name_in_another_script_is_the_same_however_it_is_encoded() -> None:
    name = "استضافة.md"
    formed, _ = default_names([name], frozenset())
    assert formed[name].startswith("article-")
    other = unicodedata.normalize("NFD", "ギド.md")
    assert default_names([other], ())[0][other] == default_names(["ギド.md"], ())[0]["ギド.md"]


@given(st.lists(st.text(min_size=1, max_size=12).filter(lambda s: "/" not in s), min_size=1, max_size=6, unique=True))
def test_formed_names_are_always_ids(stems: list[str]) -> None:
    formed, _ = default_names([f"{stem}.md" for stem in stems], frozenset({"a"}))
    for name in formed.values():
        assert 1 <= len(name) <= 96
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_files_that_share_a_name_are_published_and_asked_for_an_id(content_of: Read) -> None:
    content = content_of({"fr/x/a.md": "# X\n", "fr/y/a.md": "# Y\n", "en/x/a.md": "# E\n"})
    assert {a.path: a.id for a in content.articles} == {"fr/x/a.md": "x-a", "fr/y/a.md": "y-a", "en/x/a.md": "a"}
    assert [a.slug for a in content.articles] == ["a", "x-a", "y-a"]
    problems = [p for p in content.problems if p.code == "shared-name"]
    assert [(p.path, p.severity) for p in problems] == [("fr/x/a.md", "error"), ("fr/y/a.md", "error")]


def test_a_written_id_is_not_taken_by_a_file_of_that_name(content_of: Read) -> None:
    content = content_of({"fr/x/a.md": "# X\n", "fr/b.md": "---\ntitle: B\nid: a\n---\n"})
    assert {a.path: a.id for a in content.articles} == {"fr/x/a.md": "x-a", "fr/b.md": "a"}


@pytest.mark.parametrize("key", ["id", "slug"])
def test_a21_a24_two_files_with_one_id_or_slug_are_both_left_out(content_of: Read, key: str) -> None:
    text = f"---\ntitle: T\n{key}: same\n---\n"
    content = content_of({"fr/a.md": text, "fr/b.md": text, "en/a.md": text, "fr/c.md": "# C\n"})
    assert [a.path for a in content.articles] == ["en/a.md", "fr/c.md"]
    assert found(content, "duplicate") == [
        f"fr/a.md:3: {key} 'same' is also that of fr/b.md: none is published until one has another",
        f"fr/b.md:3: {key} 'same' is also that of fr/a.md: none is published until one has another",
    ]


def test_a21_names_that_differ_by_case_or_accent_encoding_only_are_both_left_out(content_of: Read) -> None:
    content = content_of(
        {"fr/a.md": "# A\n", "fr/A.md": "# A\n", "fr/é.md": "# É\n", "fr/e\u0301.md": "# É\n", "fr/b.md": "# B\n"}
    )
    assert [a.path for a in content.articles] == ["fr/b.md"]
    problems = found(content, "duplicate")
    assert len(problems) == 4
    assert "fr/A.md:1: name differs by case only from fr/a.md: none is read" in problems


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# caf\xe9\n", "not UTF-8 at byte 6"),
        ("# é\n".encode("utf-16"), "not UTF-8 at byte 1"),
        (b"# a\nb\x00\n", "control character U+0000 at line 2"),
        (b"# a\n\x02wzxhzdk:0\x03\n", "control character U+0002 at line 2"),
        (b"# a\n\xed\xa0\x80\n", "not UTF-8 at byte 5"),
        ("# a\n\x85\n".encode(), "control character U+0085"),
    ],
)
def test_a14_a_text_that_is_not_clean_utf8_is_left_out(content_of: Read, data: bytes, reason: str) -> None:
    content = content_of({"fr/a.md": data, "fr/b.md": "# B\n"})
    assert [a.path for a in content.articles] == ["fr/b.md"]
    assert reason in content.problems[0].message


def test_a15_byte_order_mark_and_line_ends_change_nothing(content_of: Read) -> None:
    text = "---\ntitle: T\nid: i\n---\nA\n\tb\n\n## C\n"
    (plain,) = content_of({"fr/a.md": text}).articles
    (other,) = content_of({"fr/a.md": b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()}).articles
    assert plain == other
    (cut,) = content_of({"fr/a.md": text.rstrip("\n")}).articles
    assert cut.body == plain.body.rstrip("\n")


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.pdf", "a.html", "a.js", "a.exe", "a.png.html"])
def test_i6_other_files_are_refused(content_of: Read, name: str) -> None:
    content = content_of({f"fr/_images/{name}": b"x"})
    assert "not accepted" in content.problems[0].message


def test_i1_svg_is_not_accepted(content_of: Read) -> None:
    content = content_of({"fr/_images/a.svg": b"<svg onload=alert(1)>"})
    assert "SVG is not accepted" in content.problems[0].message
    assert content.pictures == {}


def test_files_that_somebody_may_expect_to_be_read_are_named(content_of: Read) -> None:
    content = content_of(
        {
            "README.md": "# Repository\n",
            "notes.md": "# Notes\n",
            "de/a.md": "# A\n",
            "site.yml": "x: y\n",
            "fr/_drafts/a.md": "# A\n",
        }
    )
    assert content.articles == ()
    assert sorted(p.path for p in content.problems) == ["de/a.md", "fr/_drafts/a.md", "notes.md", "site.yml"]


def test_without_site_yaml_locales_are_the_folders_named_after_a_language(content_of: Read) -> None:
    content = content_of({"site.yaml": None, "en/a.md": "# A\n", "assets/b.md": "# B\n"})
    assert content.site.locales == ("en",)
    assert [a.path for a in content.articles] == ["en/a.md"]


def test_the_portal_mapping_is_handed_on_with_its_lines(content_of: Read) -> None:
    content = content_of({"portal.yaml": "base_url: https://x.example\nworkflows:\n  a.b:\n    login: true\n"})
    assert content.portal == {"base_url": "https://x.example", "workflows": {"a.b": {"login": "true"}}}
    assert content.portal_lines["workflows", "a.b", "login"] == 4


@pytest.mark.parametrize("name", ["site.yaml", "portal.yaml"])
@pytest.mark.parametrize("text", ["- a\n", "a: &b c\n", "a: b\na: c\n", "a: [\n"])
def test_a_configuration_that_cannot_be_read_stops_everything(content_of: Read, name: str, text: str) -> None:
    with pytest.raises(ContentError, match=rf"^{name}:\d+: "):
        content_of({name: text, "fr/a.md": "# A\n"})


def test_synonyms_are_read_by_locale_and_wrong_groups_left_out(content_of: Read) -> None:
    content = content_of(
        {
            "fr/synonyms.yaml": "- [facture, note]\n- seul\n- [a]\n- [nom de domaine, ndd]\n",
            "en/synonyms.yaml": "a: b\n",
        }
    )
    assert content.synonyms["fr"].groups == (("facture", "note"), ("nom de domaine", "ndd"))
    assert content.synonyms["en"].groups == ()
    assert sorted((p.path, p.line) for p in content.problems) == [
        ("en/synonyms.yaml", 1),
        ("fr/synonyms.yaml", 2),
        ("fr/synonyms.yaml", 3),
    ]


@given(st.binary(max_size=200))
def test_random_bytes_raise_nothing_but_the_content_error(data: bytes) -> None:
    try:
        assert "\r" not in decode(data, "fr/a.md")
    except ContentError as error:
        assert error.path == "fr/a.md"  # noqa: PT017 - most inputs are refused, some are not


def test_words_are_folded_to_ascii() -> None:
    assert ascii_words("Ça, l’Œuvre: Straße & Łódź!") == "ca-l-oeuvre-strasse-lodz"
    assert ascii_words("ﬁchier ２") == "fichier-2"
    assert ascii_words("№") == "no"


def test_a_text_is_cut_at_a_word() -> None:
    assert cut_at_word("abc def, ghi", 9) == "abc def…"
    assert cut_at_word("abcdefghij", 5) == "abcd…"
    assert cut_at_word("abc", 3) == "abc"


def test_french_spaces_leave_addresses_alone() -> None:
    assert french_spaces("« a » : b ; c ! d ? https://x:80") == (
        "«\u00a0a\u00a0»\u00a0: b\u00a0; c\u00a0! d\u00a0? https://x:80"
    )


def test_keywords_written_as_text_are_a_list_with_a_warning(content_of: Read) -> None:
    content = content_of({"fr/x.md": "---\ntitle: x\nkeywords: code d'autorisation; EPP, \n---\n"})
    assert content.articles[0].keywords == ("code d'autorisation", "EPP")
    assert found(content, "keywords") == [
        "fr/x.md:3: keywords: read as a list separated by commas; write [first, second]"
    ]


def test_a_category_that_is_nearly_one_is_told_which(content_of: Read) -> None:
    content = content_of({"fr/a.md": "---\ntitle: A\ncategory: domaines\n---\n"})
    assert found(content, "unknown-category") == [
        "fr/a.md:3: category 'domaines' is not in site.yaml: the article is listed under 'other', "
        "did you mean 'domains'?"
    ]
