"""Headings, long sentences, hard texts, reviews that are due and heavy pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image

from app.content.checks.proofreading import proofread
from app.content.checks.prose import prose
from app.content.checks.readability import readability
from app.content.checks.upkeep import large_pictures, overdue_reviews
from app.content.source import Content
from app.model import Article

Read = Callable[..., Content]
EASY = "Ouvrez la page. Lisez le titre. Cliquez sur le nom du site. "
HARD = (
    "L’administration institutionnelle constitutionnellement organisée nécessite inconditionnellement "
    "l’accomplissement systématique de procédures administratives extraordinairement compliquées. "
)


def said(content: Content) -> list[tuple[str, int, int]]:
    return [(p.code, p.line, p.column) for a in content.articles for p in proofread(a)]


def of(content_of: Read, body: str, locale: str = "fr") -> list[tuple[str, int, int]]:
    return said(content_of({f"{locale}/a.md": f"---\ntitle: T\n---\n{body}\n"}))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("## A\n\n### B\n\n## C", []),
        ("### A", [4]),
        ("## A\n\n#### B\n\n#### C", [6]),
        ("# A\n\n### B", []),
        ("A\n---\n\n#### B", [7]),
        ("```\n#### code\n```\n\n## A", []),
        ("## A\n\n    #### indented code", []),
        ("| a |\n|---|\n\n## B", []),
    ],
)
def test_a_level_of_headings_that_is_left_out_is_a_warning(content_of: Read, body: str, lines: list[int]) -> None:
    assert [line for code, line, _ in of(content_of, body) if code == "heading-order"] == lines


def test_a_long_sentence_is_a_hint_at_its_beginning(content_of: Read) -> None:
    body = f"Court. {'Mot ' * 41}fin.\n\n- {'mot ' * 41}fin.\n- court"
    assert of(content_of, body) == [("long-sentence", 4, 8), ("long-sentence", 6, 3)]


def test_what_is_no_sentence_is_not_counted(content_of: Read) -> None:
    words = "mot " * 50
    for body in (f"`{words}`", f"## {words}", f"| {words} |\n|---|\n| x |", f"![{words}](x.png)", f"```\n{words}\n```"):
        assert of(content_of, body) == []


def test_a_text_that_is_hard_as_a_whole_is_a_hint(content_of: Read) -> None:
    assert [code for code, *_ in of(content_of, HARD * 10)] == ["hard-to-read"]
    assert of(content_of, EASY * 10) == []
    assert of(content_of, HARD * 2) == [], "under 100 words nothing is known"


def test_each_language_has_its_own_limits(content_of: Read) -> None:
    body = f"{'word ' * 37}end."
    assert [code for code, *_ in of(content_of, body, "en")] == ["long-sentence"]
    assert of(content_of, body, "fr") == []


def test_a_review_that_is_due_is_a_warning_from_the_day_after(content_of: Read) -> None:
    content = content_of(
        {
            "fr/a.md": "---\ntitle: A\nreview_by: 2026-06-14\nowner: Nadia\n---\n",
            "fr/b.md": "---\ntitle: B\nreview_by: 2026-06-15\n---\n",
            "fr/c.md": "---\ntitle: C\nreview_by: 2020-01-01\nstatus: draft\n---\n",
        }
    )
    (problem,) = overdue_reviews(content, date(2026, 6, 15))
    expected = "fr/a.md:3: review_by: due 1 day ago (Nadia): read it again, then set the next date"
    assert (str(problem), problem.code, problem.severity) == (expected, "review-overdue", "warning")


def test_i4_a_heavy_or_wide_picture_is_a_warning(content_of: Read) -> None:
    def png(width: int, height: int, noise: bool = False) -> bytes:
        out = io.BytesIO()
        image = Image.effect_noise((width, height), 90) if noise else Image.new("L", (width, height))
        image.save(out, "PNG")
        return out.getvalue()

    content = content_of(
        {
            "fr/_images/a.png": png(2600, 10),
            "fr/_images/b.png": png(900, 900, noise=True),
            "fr/_images/c.png": png(9, 9),
        }
    )
    problems = list(large_pictures(content))
    assert [p.path for p in problems] == ["fr/_images/a.png", "fr/_images/b.png"]
    assert {(p.code, p.severity) for p in problems} == {("large-picture", "warning")}


@pytest.mark.parametrize(
    "line",
    [" " * 100_000 + "x", "\t " * 50_000 + "-x", "." * 100_000 + "x", "!" * 50_000 + " " * 50_000 + "x"],
    ids=range(4),
)
def test_r12_a_line_of_100_kb_of_blanks_or_dots_is_read_in_time_that_grows_with_its_size(line: str) -> None:
    text = f"{EASY}{EASY}{EASY}\n\n{line}\n"
    found = Article("a", "fr", "T", "a", "", "c", "a.md", "fr/a.md", text)
    assert [problem.code for problem in readability(prose(found))] == []
