"""S3 and F: bad front matter is never published, says where and why, and harms no other article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.fields import FIELDS, KEYS
from app.content.frontmatter import split
from app.content.nearest import Hints, nearest
from app.content.source import Content
from app.errors import ContentError

GOOD = "---\ntitle: Good\n---\nText.\n"

# name: (front matter and body, what the message must say)
MALFORMED: dict[str, tuple[str, str]] = {
    "f1_anchor": ("---\ntitle: &a x\n---\n", "anchors and aliases are not allowed"),
    "f1_alias": ("---\ntitle: x\nkeywords: &a [*a]\n---\n", "anchors and aliases are not allowed"),
    "f1_alias_bomb": (
        "---\ntitle: x\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b]\n---\n",
        "anchors and aliases are not allowed",
    ),
    "f2_merge": ("---\ntitle: x\nb: &b {c: d}\n<<: [*b,*b]\n---\n", "anchors and aliases"),
    "f2_merge_without_anchor": ("---\ntitle: x\n<<: {visibility: public}\n---\n", "merge keys"),
    "f3_python_tag": ("---\ntitle: !!python/object/apply:os.system [id]\n---\n", "tags are not allowed"),
    "f3_binary_tag": ("---\ntitle: !!binary aGVsbG8=\n---\n", "tags are not allowed"),
    "f3_timestamp_tag": ("---\ntitle: !!timestamp 2026-01-01\n---\n", "tags are not allowed"),
    "f3_own_tag": ("---\ntitle: !x y\n---\n", "tags are not allowed"),
    "f3_mapping_tag": ("---\n!!map {title: x}\n---\n", "tags are not allowed"),
    "f4_visibility_twice": (
        "---\ntitle: x\nvisibility: agents\nvisibility: public\n---\n",
        "key 'visibility' given twice",
    ),
    "f4_quoted_twice": ("---\ntitle: x\nstatus: draft\n'status': published\n---\n", "key 'status' given twice"),
    "f5_not_closed": ("---\ntitle: x\nvisibility: agents\n\n# Heading\n", "not closed"),
    "f5_not_closed_at_all": ("---", "not closed"),
    "f5_closed_with_dots": ("---\ntitle: x\n...\n# Heading\n", "not closed"),
    "f5_toml": ('+++\ntitle = "x"\n+++\n# Heading\n', "only YAML front matter"),
    "f5_json": ('{\n"title": "x"}\n# Heading\n', "only YAML front matter"),
    "f5_json_on_a_line": ('{"title": "x", "visibility": "agents"}\n# Heading\n', "only YAML front matter"),
    "f5_typographic_dashes": ("———\nvisibility: agents\n———\n# Heading\n", "only YAML front matter"),
    "f5_never_opened": ("title: x\nvisibility: agents\n---\n# Heading\n", "not opened"),
    "f5_text_after_the_fence": ("--- x\ntitle: x\n---\n# Heading\n", "alone on its line"),
    "f5_hidden_behind_a_space": ("\u200b---\nvisibility: agents\n# Heading\n", "not closed"),
    "f6_list": ("---\n- title\n---\n", "must be a mapping"),
    "f6_scalar": ("---\ntitle\n---\n", "must be a mapping"),
    "f6_empty": ("---\n---\n# Heading\n", "must be a mapping"),
    "f6_empty_mapping": ("---\n{}\n---\n# Heading\n", "must be a mapping"),
    "f6_comment_only": ("---\n# title: x\n---\n# Heading\n", "must be a mapping"),
    "f6_two_documents": ("---\ntitle: x\n--- y\nb: c\n---\n", "only one document"),
    "f7_brackets": ("---\nkeywords: " + "[" * 2000 + "\n---\n", "nested too deep"),
    "f7_braces": ("---\nx: " + "{a: " * 1500 + "\n---\n", "nested too deep"),
    "f9_day": (
        "---\ntitle: x\nupdated: 2026-02-30\n---\n",
        "updated: '2026-02-30' is not a date: write one such as 2027-01-31",
    ),
    "f9_offset": ("---\ntitle: x\npublish_at: 2026-02-20T10:00+99:99\n---\n", "is not a date: write one such as"),
    "f9_no_offset": ("---\ntitle: x\npublish_at: 2026-02-20T10:00\n---\n", "is not a date: write one such as"),
    "f9_year_0": ("---\ntitle: x\nupdated: 0000-01-01\n---\n", "is not a date: write one such as"),
    "f9_year_9999": ("---\ntitle: x\nunpublish_at: 9999-12-31\n---\n", "is not a date: write one such as"),
    "f9_words": ("---\ntitle: x\nreview_by: next week\n---\n", "is not a date: write one such as"),
    "f9_empty": ("---\ntitle: x\npublish_at:\n---\n", "is not a date: write one such as"),
    "f9_ends_before_it_begins": (
        "---\ntitle: x\npublish_at: 2026-02-02\nunpublish_at: 2026-02-01\n---\n",
        "not after publish_at",
    ),
    "f10_large": ("---\ntitle: x\nx: " + "9" * 9000 + "\n---\n", "larger than 8 KiB"),
    "f10_hexadecimal": ("---\ntitle: x\nweight: 0x" + "f" * 5000 + "\n---\n", "is not a whole number"),
    "f10_long_number": ("---\ntitle: x\nweight: " + "9" * 5000 + "\n---\n", "is not a whole number"),
    "f10_sexagesimal": ("---\ntitle: x\nweight: 1" + ":59" * 2000 + "\n---\n", "is not a whole number"),
    "f11_visiblity": (
        "---\ntitle: x\nvisiblity: private\n---\n",
        "unknown key 'visiblity', did you mean 'visibility'?",
    ),
    "f11_case": ("---\ntitle: x\nVisibility: agents\n---\n", "did you mean 'visibility'?"),
    "f11_hyphen": ("---\ntitle: x\npublish-at: 2099-01-01\n---\n", "did you mean 'publish_at'?"),
    "f11_publish_on": ("---\ntitle: x\npublish_on: 2099-01-01\n---\n", "did you mean 'publish_at'?"),
    "f11_swapped": ("---\ntitle: x\nstauts: draft\n---\n", "did you mean 'status'?"),
    "f11_drafts": ("---\ntitle: x\ndrafts: true\n---\n", "did you mean 'draft'?"),
    "f12_space": ('---\ntitle: x\nvisibility: "public "\n---\n', "visibility: 'public ' is not allowed"),
    "f12_capital": ("---\ntitle: x\nvisibility: Public\n---\n", "only public or agents"),
    "f12_upper_case": ("---\ntitle: x\nvisibility: PUBLIC\n---\n", "only public or agents"),
    "f12_true": ("---\ntitle: x\nvisibility: true\n---\n", "only public or agents"),
    "f12_empty": ("---\ntitle: x\nvisibility:\n---\n", "only public or agents"),
    "f12_list": ("---\ntitle: x\nvisibility: [public]\n---\n", "only public or agents"),
    "f12_status": ("---\ntitle: x\nstatus: private\n---\n", "only published or draft"),
    "f13_colon": ("---\ntitle: Resilier: comment\n---\n", "YAML: a text with `: ` in it: put the whole text in quotes"),
    "f13_tab": ("---\ntitle: x\n\tid: y\n---\n", "YAML:"),
    "f13_quote": ('---\ntitle: "x\n---\n', "YAML:"),
    "f13_percent": ("---\ntitle: %x\n---\n", "YAML:"),
    "f14_long_title": ("---\ntitle: " + "x" * 1000 + "\n---\n", "title: longer than 200 characters"),
    "f14_line_in_title": ("---\ntitle: |\n  a\n  b\n---\n", "title: must be on one line"),
    "f14_empty_title": ("---\ntitle:\n---\n# Heading\n", "title: is empty"),
    "f14_no_title": ("---\nowner: x\n---\nText.\n", "has no title"),
    "f14_title_is_a_list": ("---\ntitle: [a, b]\n---\n", "title: plain text is expected"),
    "a17_bidi_in_title": ("---\ntitle: a\u202eb\n---\n", "invisible control character"),
    "a14_escaped_nul_in_title": ('---\ntitle: "a\\u0000b"\n---\n', "control character U+0000 in a text, line 2"),
    "a14_half_a_character": ('---\ntitle: "a\\ud800b"\n---\n', "control character U+D800 in a text, line 2"),
    "a14_half_a_character_in_a_key": ('---\ntitle: x\n"\\udfff": x\n---\n', "control character U+DFFF"),
    "a17_zero_width_in_slug": ("---\ntitle: x\nslug: a\u200bb\n---\n", "slug: "),
    "f15_address": (
        "---\ntitle: x\naliases: ['https://evil.example']\n---\n",
        "neither a former slug nor a former path",
    ),
    "f15_two_slashes": ("---\ntitle: x\naliases: [//evil.example]\n---\n", "neither a former slug nor a former path"),
    "f15_backslash": ("---\ntitle: x\naliases: ['/\\evil']\n---\n", "neither a former slug nor a former path"),
    "f15_dots": ("---\ntitle: x\naliases: [/a/../b]\n---\n", "holds '..'"),
    "f17_many": (
        "---\ntitle: x\nkeywords: [" + ", ".join(f"k{i}" for i in range(200)) + "]\n---\n",
        "keywords: at most 50",
    ),
    "f17_control": ('---\ntitle: x\nkeywords: ["a\\u202eb"]\n---\n', "keywords: at most 50, plain text"),
    "f17_markup": ("---\ntitle: x\nkeywords: [<b>]\n---\n", "keywords: at most 50, plain text"),
    "f17_mapping": ("---\ntitle: x\nkeywords: {a: b}\n---\n", "keywords: a list is expected"),
    "id_of_two_words": ("---\ntitle: x\nid: my article\n---\n", "id: 'my article' is not allowed"),
    "id_empty": ("---\ntitle: x\nid:\n---\n", "id: "),
    "id_too_long": ("---\ntitle: x\nid: " + "a" * 97 + "\n---\n", "id: "),
    "a24_reserved_slug": ("---\ntitle: x\nslug: search\n---\n", "slug: 'search' is the name of a page"),
    "key_is_a_list": ("---\ntitle: x\n? [a]\n: b\n---\n", "keys must be text"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_s3_malformed_front_matter_is_one_problem_and_no_article(name: str, content_of: Callable[..., Content]) -> None:
    text, reason = MALFORMED[name]
    content = content_of({"fr/bad.md": text, "fr/good.md": GOOD, "en/good.md": GOOD})
    assert [a.path for a in content.articles] == ["en/good.md", "fr/good.md"]
    (problem,) = content.problems
    assert problem.path == "fr/bad.md"
    assert problem.severity == "error"
    assert reason in problem.message
    assert "\n" not in str(problem)
    assert 1 <= problem.line <= text.count("\n") + 1


def test_s3_at_least_40_malformed_front_matters_are_listed() -> None:
    assert len(MALFORMED) >= 40


@given(st.binary(max_size=300))
def test_s3_random_bytes_raise_nothing_but_the_content_error(data: bytes) -> None:
    try:
        split("---\n" + data.decode("utf-8", "replace") + "\n---\n", "fr/a.md", KEYS)
    except ContentError as error:
        assert str(error).startswith("fr/a.md:")  # noqa: PT017 - most inputs are refused, some are not


@given(st.text(alphabet="-:[]{}&*!|>'\"%@`#?, \n\tabtitle", max_size=80))
def test_s3_random_yaml_raises_nothing_but_the_content_error(text: str) -> None:
    try:
        split(f"---\n{text}\n---\n", "fr/a.md", KEYS)
    except ContentError as error:
        assert error.line >= 1  # noqa: PT017


def test_f5_a_file_without_front_matter_is_published_under_its_heading(content_of: Callable[..., Content]) -> None:
    content = content_of(
        {"fr/un.md": "# Le *titre* de [x](y) {#t}\n\nTexte.\n", "fr/deux.md": "Le titre\n===\n\nTexte.\n"}
    )
    assert [(a.title, a.body.strip()) for a in content.articles] == [
        ("Le titre", "Texte."),
        ("Le titre de x", "Texte."),
    ]


def test_f6_a_rule_at_the_top_of_a_text_is_not_taken_for_nothing(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": "\n---\n\n# Titre\n"})
    assert "not closed" in content.problems[0].message


def test_f8_scalars_stay_text(content_of: Callable[..., Content]) -> None:
    text = "---\ntitle: yes\nid: 010\nowner: 12:30:45\nquestions: [no, 1.10, null, ~]\nlang: no\n---\n"
    content = content_of({"fr/a.md": text})
    (article,) = content.articles
    assert (article.title, article.id, article.owner) == ("yes", "010", "12:30:45")
    assert article.questions == ("no", "1.10", "null", "~")
    assert [p.message for p in content.problems] == ["unknown key 'lang' is ignored"]


def test_f11_a_key_like_no_known_one_is_a_warning(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": "---\ntitle: x\nlayout: post\ntags: [a]\n---\n"})
    assert len(content.articles) == 1
    assert [(p.line, p.severity) for p in content.problems] == [(3, "warning"), (4, "warning")]


def test_f18_keys_that_the_library_uses_itself_are_like_any_other(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": "---\ntitle: x\ncontent: evil\nhandler: x\nmetadata: y\n---\nText.\n"})
    assert content.articles[0].body == "Text.\n"
    assert len(content.problems) == 3


@pytest.mark.parametrize(
    "line", ["draft: true", "draft: yes", "draft: maybe", "published: false", "hide: true", "draft:"]
)
def test_what_other_tools_call_a_draft_is_one(line: str, content_of: Callable[..., Content]) -> None:
    for order in (f"{line}\nstatus: published", f"status: published\n{line}"):
        content = content_of({"fr/a.md": f"---\ntitle: x\n{order}\n---\n"})
        assert content.articles[0].status == "draft"


@pytest.mark.parametrize("line", ["draft: false", "published: true", "hide: no", "published: 2020-01-01"])
def test_what_other_tools_do_not_call_a_draft_is_published(line: str, content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": f"---\ntitle: x\n{line}\n---\n"})
    assert content.articles[0].status == "published"
    assert content.problems == ()


def test_a_date_begins_at_midnight_in_the_sites_time_zone(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": "---\ntitle: x\npublish_at: 2026-03-01\nunpublish_at: 2026-03-02T00:00Z\n---\n"})
    (article,) = content.articles
    assert article.publish_at is not None
    assert article.publish_at.isoformat() in ("2026-03-01T00:00:00+00:00", "2026-03-01T00:00:00+01:00")
    assert str(article.publish_at.tzinfo) == "Africa/Casablanca"
    assert article.unpublish_at is not None
    assert article.unpublish_at.isoformat() == "2026-03-02T00:00:00+00:00"
    assert str(article.published) == "2026-03-01"


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("visiblity", "visibility"),
        ("visibilty", "visibility"),
        ("visbilty", "visibility"),
        ("titel", "title"),
        ("keyword", "keywords"),
        ("Publish_At", "publish_at"),
        ("slg", None),
        ("tags", None),
        ("date", None),
        ("layout", None),
        ("author", None),
        ("order", None),
        ("categories", None),
        ("description", None),
    ],
)
def test_a_key_is_nearly_another_by_one_edit_or_two_from_eight_letters(key: str, known: str | None) -> None:
    assert nearest(key, KEYS) == known


def test_every_key_of_the_format_is_described() -> None:
    assert [field.name for field in FIELDS][:5] == ["title", "id", "slug", "summary", "category"]
    assert len(FIELDS) == 20
    assert all(field.meaning and field.default for field in FIELDS)


def test_every_error_of_a_file_is_reported_and_the_article_left_out(content_of: Callable[..., Content]) -> None:
    text = "---\nvisibilty: agents\nkeyword: [a]\nupdated: soon\nstatus: Published\n---\nText.\n"
    content = content_of({"fr/a.md": text})
    assert content.articles == ()
    assert [(p.line, p.message) for p in sorted(content.problems)] == [
        (1, "has no title: write `title:` or begin the text with `# …`"),
        (2, "unknown key 'visibilty', did you mean 'visibility'?"),
        (3, "unknown key 'keyword', did you mean 'keywords'?"),
        (4, "updated: 'soon' is not a date: write one such as 2027-01-31"),
        (5, "status: 'Published' is not allowed: only published or draft"),
    ]


def test_a_title_that_a_comment_cuts_is_refused(content_of: Callable[..., Content]) -> None:
    content = content_of({"fr/a.md": "---\ntitle: Pourquoi l'erreur #500 ?\n---\n"})
    assert content.articles == ()
    assert [str(p) for p in content.problems] == [
        "fr/a.md:2: title: what follows ' #' is a comment: put the whole text in quotes"
    ]


def test_other_texts_that_a_comment_cuts_are_warned_of(content_of: Callable[..., Content]) -> None:
    lists = "questions: # x\n  - x\n  - y #1\nkeywords: [a]  # x"
    keys = f"title: 'Erreur #500'  # a comment\nid: a # x\nsummary: a#b\n{lists}"
    content = content_of({"fr/a.md": f"---\n{keys}\n---\n"})
    assert [a.title for a in content.articles] == ["Erreur #500"]
    assert [(p.line, p.severity, p.code) for p in content.problems] == [(7, "warning", "comment")]


def test_hints_end_when_too_many_names_were_compared() -> None:
    hints = Hints(5)
    assert hints.of("epp-cod", ("epp-code", "epp-lock", "x")) == ", did you mean 'epp-code'?"
    assert hints.of("epp-cod", ("epp-code", "epp-lock", "x")) == ""
