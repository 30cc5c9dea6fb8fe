"""Searches as tests: each question that an article lists must find it among the first results."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import move, rmtree

from app.compiler.editions import body_of, search_document
from app.compiler.kept import Found, Kept, KeptAnswers, digest
from app.compiler.reading import Draft
from app.content.render import Rendering
from app.content.text import decode
from app.errors import InvalidQuery
from app.model import AUDIENCES, Article, Audience, Problem, Query, SearchDocument, Synonyms, may_read
from app.ports import SearchEngine, SearchIndex
from app.search.analysis import analyzer

FIRST = 3
FEW = 0.05
"""The share of articles that may change before every question is asked again."""

Outcomes = Mapping[str, Rendering | Problem]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What one audience searches in one locale: the articles whose questions are asked here, and every document."""

    name: str
    locale: str
    asked: Sequence[Article]
    documents: Sequence[SearchDocument]
    synonyms: Synonyms


def failing_questions(draft: Draft, outcomes: Outcomes, engine: SearchEngine, kept: Kept) -> tuple[Problem, ...]:
    """A problem for each question that does not find its article in the first three results, as readers would search.

    `kept` answers what cannot have changed, see `_to_ask`. Indexes are made beside it: nothing that is published is
    touched.
    """
    problems: list[Problem] = []
    for shelf in _shelves(draft, outcomes):
        if shelf.asked:
            found = kept.answers(shelf.name, partial(_answered, shelf, engine, kept.folder)).found
            for article in shelf.asked:
                problems += _failing(article, found, draft)
    return tuple(sorted(problems))


def _shelves(draft: Draft, outcomes: Outcomes) -> Iterator[_Shelf]:
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
            yield _Shelf(
                name=f"{audience}-{locale}",
                locale=locale,
                # An article is looked for where its own readers look.
                asked=[article for article, _ in own if article.questions and _first(article, draft) == audience],
                documents=[search_document(a, body_of(outcome), draft.content.site) for a, outcome in own],
                synonyms=draft.content.synonyms.get(locale, Synonyms(locale)),
            )


def _first(article: Article, draft: Draft) -> Audience:
    """The widest audience that may read an article."""
    return next(audience for audience in AUDIENCES if may_read(audience, article, draft.moment))


def _answered(shelf: _Shelf, engine: SearchEngine, folder: Path | None, before: KeptAnswers | None) -> KeptAnswers:
    """What each question of a shelf finds."""
    state = digest(engine.version, shelf.synonyms.groups)
    documents = {document.id: digest(document) for document in shelf.documents}
    questions: dict[str, set[str]] = defaultdict(set)
    for article in shelf.asked:
        for question in article.questions:
            questions[question].add(article.id)
    known = before.found if before and before.state == state else {}
    changed = [d for d in shelf.documents if not before or before.documents.get(d.id) != documents[d.id]]
    if before and before.documents == documents and known.keys() == questions.keys():
        return before
    waiting = _to_ask(shelf.locale, questions, known, changed, len(documents))
    asked = _ask(shelf, engine, folder, waiting) if waiting else {}
    return KeptAnswers(state, documents, {each: asked[each] if each in asked else known[each] for each in questions})


def _to_ask(
    locale: str,
    questions: Mapping[str, Collection[str]],
    known: Mapping[str, Found],
    changed: Sequence[SearchDocument],
    total: int,
) -> list[str]:
    """The questions whose answer may be another one now; all of them after a change of many articles.

    After a change of few, an answer that was right stays right unless its article changed, or a changed article holds
    at least half of the question's words: one that holds fewer does not come before one that holds most of them.
    """
    if not known or len(changed) > max(1, FEW * total):
        return list(questions)
    moved = {document.id for document in changed}
    analysis = analyzer(locale)

    def words(text: str) -> frozenset[str]:
        return frozenset(token.term for token in analysis.tokens(text) if not token.stop)

    held = [words("\n".join(_texts(document))) for document in changed]

    def may_differ(question: str, ids: Collection[str]) -> bool:
        answer = known.get(question)
        if answer is None or not moved.isdisjoint(ids) or not set(ids) <= set(answer.first):
            return True
        wanted = words(question)
        return any(2 * len(wanted & terms) >= len(wanted) for terms in held)

    return [question for question, ids in questions.items() if may_differ(question, ids)]


def _texts(document: SearchDocument) -> Iterator[str]:
    yield from (document.title, document.summary, document.category_title, *document.questions, *document.keywords)
    for section in document.sections:
        yield from (section.title, section.text)


def _ask(shelf: _Shelf, engine: SearchEngine, folder: Path | None, questions: Iterable[str]) -> dict[str, Found]:
    """What each question finds, in an index made now: from that of the last check where there is one."""
    previous = folder / shelf.name if folder else None
    usable = previous if previous and previous.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="guichet-check-") as scratch:
        made = Path(scratch) / shelf.name
        made.mkdir()
        engine.build(made, shelf.locale, shelf.documents, shelf.synonyms, usable)
        index = engine.open(made, shelf.locale)
        try:
            answers = {question: _found(index, Query(question, shelf.locale, limit=FIRST)) for question in questions}
        finally:
            index.close()
        if previous:
            # It saves time at the next check; without it nothing is lost.
            with suppress(OSError):
                rmtree(previous, ignore_errors=True)
                previous.parent.mkdir(parents=True, exist_ok=True)
                move(made, previous)
    return answers


def _found(index: SearchIndex, query: Query) -> Found:
    try:
        return Found(tuple(hit.id for hit in index.search(query, {}).hits))
    except InvalidQuery as error:
        return Found((), str(error))


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
