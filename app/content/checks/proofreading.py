"""Everything that is said of one article by its text alone: what was said of a text holds as long as the text."""

from __future__ import annotations

from app.content.checks.headings import headings
from app.content.checks.prose import prose
from app.content.checks.readability import readability
from app.content.checks.typography import typography
from app.model import Article, Problem


def proofread(article: Article) -> tuple[Problem, ...]:
    """Typography, headings and readability of an article; pure, about 2 ms for 10 KB."""
    body = prose(article)
    return (*typography(body), *headings(body), *readability(body))
