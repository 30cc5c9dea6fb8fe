"""Addresses that were, and translations that were left behind, told from former texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.content.checks.history import NOT_COMMITTED, Former, former, lost_addresses, shown_text, stale_translations
from app.content.source import Content

Read = Callable[..., Content]
HERE = "---\ntitle: A\nid: a\nslug: neuf\n---\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nid: x\nslug: y\n---\n", ("x", "y")),
        ('---\r\nid: "x"\r\n---\r\n', ("x", "code-epp")),
        ("# Un titre\n", ("code-epp", "code-epp")),
        ("---\ntitle: t\n---\nid: ceci est du texte\n", ("code-epp", "code-epp")),
        ("---\nid: x\nstatus: draft\n---\n", None),
        ("---\nid: x\ndraft: true\n---\n", None),
        ("---\nid: 'Pas un nom'\n---\n", None),
    ],
)
def test_a_former_text_tells_what_the_article_was_called_by(text: str, expected: tuple[str, str] | None) -> None:
    found = former("fr/domains/Code EPP.md", text.encode())
    assert (found and (found.id, found.slug)) == expected


@pytest.mark.parametrize(
    ("here", "was", "message"),
    [
        (
            HERE,
            ("a", "vieux"),
            "fr/a.md:4: slug was 'vieux', and /fr/articles/vieux would answer 404: add it to aliases",
        ),
        (HERE, ("b", "neuf"), "fr/a.md:3: id was 'b', and /a/b would answer 404: an id never changes"),
        (HERE.replace("slug", "aliases: [vieux]\nslug"), ("a", "vieux"), None),
        (HERE.replace("slug", "former_ids: [b]\nslug"), ("b", "neuf"), None),
        (HERE, ("a", "neuf"), None),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_at_the_line_that_mends_it(
    content_of: Read, here: str, was: tuple[str, str], message: str | None
) -> None:
    problems = list(lost_addresses(content_of({"fr/a.md": here}), [Former("fr/a.md", *was)]))
    assert [str(p).startswith(message or "?") for p in problems] == ([True] if message else [])
    assert all((p.code, p.severity) == ("lost-address", "error") for p in problems)


def test_an_article_that_is_gone_names_what_its_successor_needs(content_of: Read) -> None:
    problems = list(lost_addresses(content_of({"fr/a.md": HERE}), [Former("fr/old.md", "old", "vieux")] * 2))
    assert [str(p) for p in problems] == [
        "fr/old.md:1: article 'old' was here, and its addresses would answer 404: name the article that takes its "
        "place, and add 'old' to its former_ids and 'vieux' to its aliases"
    ]


def test_a_file_that_moved_or_cannot_be_published_lost_nothing(content_of: Read) -> None:
    content = content_of({"fr/new/a.md": HERE, "fr/b.md": "---\ntitle: B: C\nid: b\n---\n"})
    formers = [Former("fr/a.md", "a", "neuf"), Former("fr/b.md", "bee", "bee"), Former("de/c.md", "c", "c")]
    assert list(lost_addresses(content, formers)) == []


def test_only_what_readers_see_makes_a_translation_stale() -> None:
    text = b"---\ntitle: T\nowner: a\nsummary: |\n  S\n  S2\n---\nText\n"
    assert shown_text(text) == shown_text(text.replace(b"owner: a", b"owner: b\nkeywords: [x]"))
    for old, new in ((b"Text", b"Texts"), (b"S2", b"S3"), (b"title: T", b"title: U")):
        assert shown_text(text) != shown_text(text.replace(old, new))


def test_a_translation_older_than_its_source_is_a_warning(content_of: Read) -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    text = "---\ntitle: T\n---\n"
    content = content_of({"fr/a.md": text, "en/a.md": text, "fr/b.md": text, "en/b.md": text})

    def problems(**changed: datetime) -> list[str]:
        dates = {f"{key[:2]}/{key[2:]}.md": when for key, when in changed.items()}
        return [str(problem) for problem in stale_translations(content, dates)]

    message = (
        "en/a.md:1: the text of fr/a.md changed on 2026-02-01, this translation last on 2026-01-01: "
        "bring it up to date, or set updated to today"
    )
    assert problems(fra=late, ena=early, frb=early, enb=late) == [message]
    assert problems(fra=early, ena=early) == problems(fra=late) == []
    assert "has changes that are not committed" in problems(fra=NOT_COMMITTED, ena=late)[0]


def test_a_translation_that_says_it_was_looked_at_is_not_stale(content_of: Read) -> None:
    content = content_of({"fr/a.md": "---\ntitle: T\n---\n", "en/a.md": "---\ntitle: T\nupdated: 2026-02-01\n---\n"})
    dates = {"fr/a.md": datetime(2026, 2, 1, 9, tzinfo=UTC), "en/a.md": datetime(2026, 1, 1, tzinfo=UTC)}
    assert list(stale_translations(content, dates)) == []
