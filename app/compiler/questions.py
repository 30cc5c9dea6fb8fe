"""Searches as tests: each question that an article lists must find it among the first results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.compiler.asking import FIRST, ask_all
from app.compiler.editions import body_of, search_document
from app.compiler.kept import Found, Kept
from app.compiler.question_rounds import Corpus, round_of
from app.compiler.reading import Draft
from app.content.calls import called
from app.content.check import Outcomes
from app.content.render import Rendering
from app.content.text import decode
from app.model import AUDIENCES, Article, Audience, Problem, Synonyms, may_read
from app.ports import SearchEngine


def failing_questions(draft: Draft, outcomes: Outcomes, engine: SearchEngine, kept: Kept) -> tuple[Problem, ...]:
    """A problem for each question that does not find its article in the first three results, as readers would search.

    `kept` answers what cannot have changed since the last check.
    """
    corpora = [corpus for corpus in _corpora(draft, outcomes) if corpus.asked]
    rounds = [round_of(corpus, engine, kept.answers(corpus.name)) for corpus in corpora]
    asked = ask_all([each for each in rounds if each.waiting], engine, kept.folder)
    problems: list[Problem] = []
    for each in rounds:
        answers = each.closed(asked.get(each.corpus.name, {}))
        kept.keep_answers(each.corpus.name, answers)
        for article in each.corpus.asked:
            problems += _failing(article, answers.found, draft)
    return tuple(sorted(problems))


def _corpora(draft: Draft, outcomes: Outcomes) -> Iterator[Corpus]:
    shown = [(article, outcomes.get(article.path)) for article in draft.live]
    for audience in AUDIENCES:
        for locale in draft.content.site.locales:
            own = [
                (article, outcome)
                for article, outcome in shown
                if article.locale == locale
                and isinstance(outcome, Rendering)
                and may_read(audience, article, draft.moment)
            ]
            names = called([article for article, _ in own], {a.id: outcome.calls for a, outcome in own})
            yield Corpus(
                name=f"{audience}-{locale}",
                locale=locale,
                # An article is looked for where its own readers look.
                asked=[article for article, _ in own if article.questions and _first(article, draft) == audience],
                documents=[search_document(a, body_of(outcome), draft.content.site, names[a.id]) for a, outcome in own],
                synonyms=draft.content.synonyms.get(locale, Synonyms(locale)),
            )


def _first(article: Article, draft: Draft) -> Audience:
    """The widest audience that may read an article."""
    return next(audience for audience in AUDIENCES if may_read(audience, article, draft.moment))


def _failing(article: Article, found: Mapping[str, Found], draft: Draft) -> Iterator[Problem]:
    for question in article.questions:
        answer = found[question]
        if answer.fault:
            message = f"question '{question}': {answer.fault}"
        elif article.id not in answer.first:
            instead = f"it finds {', '.join(answer.first)}" if answer.first else "it finds nothing"
            message = f"question '{question}' does not find this article in the first {FIRST} results; {instead}"
        else:
            continue
        yield Problem(article.path, _line(draft, article, question), message, code="question")


def _line(draft: Draft, article: Article, question: str) -> int:
    """The line of the file that holds the question; the line of `questions` when its spelling there differs."""
    lines = decode(draft.tree.read(article.path), article.path).split("\n")
    wanted = " ".join(question.split())
    for number, line in enumerate(lines, 1):
        if wanted in line.replace("\u00a0", " "):
            return number
    return article.line("questions")
