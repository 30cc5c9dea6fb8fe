"""The text that a new article begins with, and what of it was left as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib.resources import files

from app.content.frontmatter import split
from app.locales import LANGUAGES, load_catalogue
from app.model import Article, Problem

_QUESTIONS = re.compile(r"^(questions:\n)(?:  - .*\n)+", re.MULTILINE)


def template_locales() -> tuple[str, ...]:
    """The languages in which there is a template."""
    names = (entry.name.split(".") for entry in files("app.content").joinpath("templates").iterdir())
    return tuple(sorted(parts[1] for parts in names if parts[0] == "article"))


def new_article(
    locale: str,
    *,
    identity: str,
    title: str,
    category: str,
    questions: Sequence[str] = (),
    related: Sequence[str] = (),
) -> str:
    """A draft, ready to be filled in; `questions` stand in the place of the template's sample."""
    text = files("app.content").joinpath("templates", f"article.{locale}.md").read_text("utf-8")
    text = text.format(id=identity, title=_quoted(title), category=category)
    if questions:
        lines = "".join(f"  - {_quoted(question)}\n" for question in questions)
        text = _QUESTIONS.sub(lambda found: found[1] + lines, text, count=1)
    return text.replace("related: []", f"related: [{', '.join(related)}]", 1)


def _quoted(text: str) -> str:
    """A JSON string is a YAML string: quotes and colons in a text cannot break the front matter."""
    return json.dumps(text, ensure_ascii=False)


def left_texts(articles: Iterable[Article]) -> Iterator[Problem]:
    """A problem for each text of the template that an article still has: a hint while no reader sees it."""
    samples = {locale: _sample(locale) for locale in template_locales()}
    for article in articles:
        if article.locale in samples:
            summary, questions, lines = samples[article.locale]
            problem = partial(_problem, article)
            if article.summary == summary:
                yield problem(article.line("summary"), "summary")
            if not questions.isdisjoint(article.questions):
                yield problem(article.line("questions"), "questions")
            if any(line in article.body for line in lines):
                for i, line in enumerate(article.body.split("\n")):
                    if line in lines:
                        yield problem(article.body_line + i, "text")
        yield from _untranslated(article)


def _sample(locale: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """(summary, questions, whole lines of text) of a template; headings are meant to stay."""
    matter = split(new_article(locale, identity="x", title="x", category="x"), "template", frozenset())
    lines = frozenset(line for line in matter.body.split("\n") if line and not line.startswith("#"))
    return str(matter.fields["summary"]), frozenset(map(str, matter.fields["questions"])), lines


def _problem(article: Article, line: int, what: str) -> Problem:
    return _left(article, line, f"{what}: is still that of the template: write your own")


def _left(article: Article, line: int, message: str) -> Problem:
    draft = article.status == "draft"
    return Problem(article.path, line, message, code="template-text", severity="hint" if draft else "error")


def _untranslated(article: Article) -> Iterator[Problem]:
    """A problem at each place that `guichet translate` marked and nobody has translated yet."""
    mark = f"{load_catalogue(LANGUAGES[article.locale]).text('translate.mark')}:"
    message = f"what is marked '{mark}' is still to be translated"
    if mark in article.title:
        yield _left(article, article.line("title"), message)
    if mark in article.body:
        for i, line in enumerate(article.body.split("\n")):
            if mark in line:
                yield _left(article, article.body_line + i, message)
