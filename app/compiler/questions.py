"""Searches as tests: each question that an article lists must find it among the first results."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import move, rmtree

from app.compiler.beside import side_by_side
from app.compiler.editions import body_of, search_document
from app.compiler.kept import Found, Kept, KeptAnswers
from app.compiler.outcomes import digest
from app.compiler.reading import Draft
from app.content.calls import called
from app.content.render import Rendering
from app.content.text import decode
from app.errors import InvalidQuery
from app.model import AUDIENCES, Article, Audience, Problem, SearchDocument, Synonyms, may_read
from app.ports import SearchEngine, SearchIndex
from app.search.analysis import analyzer

FIRST = 3
FEW = 0.05
"""The share of articles that may change before every question is asked again."""
MANY = 30
"""Questions from which a second process is worth its start: they take 1 ms each."""
LARGE = 500
"""Articles from which an index is kept for the next check: to analyse them takes 1 s, 5,000 take 10."""

Outcomes = Mapping[str, Rendering | Problem]
Answers = dict[str, Found]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one audience searches in one locale: the articles whose questions are asked here, and every document."""

    name: str
    locale: str
    asked: Sequence[Article]
    documents: Sequence[SearchDocument]
    synonyms: Synonyms


@dataclass(frozen=True, slots=True)
class Round:
    """What must be asked of a shelf (`waiting`), and what is known of the other questions; `kept` when nothing is."""

    shelf: Shelf
    state: bytes
    documents: dict[str, bytes]
    questions: Collection[str]
    known: Mapping[str, Found]
    waiting: Sequence[str]
    kept: KeptAnswers | None = None

    def closed(self, asked: Answers) -> KeptAnswers:
        """The answers to all of them."""
        found = {each: asked[each] if each in asked else self.known[each] for each in self.questions}
        return self.kept or KeptAnswers(self.state, self.documents, found)


def failing_questions(draft: Draft, outcomes: Outcomes, engine: SearchEngine, kept: Kept) -> tuple[Problem, ...]:
    """A problem for each question that does not find its article in the first three results, as readers would search.

    `kept` answers what cannot have changed, see `_to_ask`. Nothing that is published is touched.
    """
    shelves = [shelf for shelf in _shelves(draft, outcomes) if shelf.asked]
    rounds = [round_of(shelf, engine, kept.answers(shelf.name)) for shelf in shelves]
    asked = ask_all([each for each in rounds if each.waiting], engine, kept.folder)
    problems: list[Problem] = []
    for each in rounds:
        answers = each.closed(asked.get(each.shelf.name, {}))
        kept.keep_answers(each.shelf.name, answers)
        for article in each.shelf.asked:
            problems += _failing(article, answers.found, draft)
    return tuple(sorted(problems))


def _shelves(draft: Draft, outcomes: Outcomes) -> Iterator[Shelf]:
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
            yield Shelf(
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


def round_of(shelf: Shelf, engine: SearchEngine, before: KeptAnswers | None) -> Round:
    """What a check must ask of a shelf, whose answers `before` were found last time."""
    state = digest(engine.version, shelf.synonyms.groups)
    documents = {document.id: digest(document) for document in shelf.documents}
    questions: dict[str, set[str]] = defaultdict(set)
    for article in shelf.asked:
        for question in article.questions:
            questions[question].add(article.id)
    known = before.found if before and before.state == state else {}
    if before and before.documents == documents and known.keys() == questions.keys():
        return Round(shelf, state, documents, questions, known, (), before)
    changed = [d for d in shelf.documents if not before or before.documents.get(d.id) != documents[d.id]]
    waiting = _to_ask(shelf.locale, questions, known, changed, len(documents))
    return Round(shelf, state, documents, questions, known, waiting)


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


def ask_all(
    rounds: Sequence[Round], engine: SearchEngine, folder: Path | None, large: int = LARGE
) -> dict[str, Answers]:
    """What waits, by shelf and question, on two processors: shelf beside shelf, or two halves of a single one.

    `folder` is where indexes of `large` shelves are kept from check to check.
    """

    def ask(some: Iterable[Round]) -> dict[str, Answers]:
        answers = {}
        for each in some:
            with _indexed(each.shelf, engine, folder, large) as opened:
                answers[each.shelf.name] = _ask(opened(), each.waiting)
        return answers

    if sum(len(each.waiting) for each in rounds) < MANY:
        return ask(rounds)
    if len(rounds) > 1:
        mine, other = _halves(rounds)
        found, others = side_by_side(lambda: ask(mine), lambda: ask(other), dict[str, Answers])
        return found | others
    shelf, waiting = rounds[0].shelf, rounds[0].waiting
    half = len(waiting) // 2
    with _indexed(shelf, engine, folder, large) as opened:
        first, second = side_by_side(
            lambda: _ask(opened(), waiting[:half]), lambda: _ask(opened(), waiting[half:]), Answers
        )
    return {shelf.name: first | second}


def _halves(rounds: Sequence[Round]) -> tuple[list[Round], list[Round]]:
    """Rounds in two parts that take about the same time: an article takes about as long as two questions."""
    parts: tuple[list[Round], list[Round]] = [], []
    times = [0, 0]
    for time, place in sorted(((2 * len(r.shelf.documents) + len(r.waiting), i) for i, r in enumerate(rounds)))[::-1]:
        part = times.index(min(times))
        times[part] += time
        parts[part].append(rounds[place])
    return parts


@contextmanager
def _indexed(
    shelf: Shelf, engine: SearchEngine, folder: Path | None, large: int
) -> Iterator[Callable[[], SearchIndex]]:
    """What opens an index of a shelf; each process that asks opens it by itself.

    A large one is made from that of the last check, where there is one, and takes its place.
    """
    if folder is None or len(shelf.documents) < large:
        index = engine.rehearse(shelf.locale, shelf.documents, shelf.synonyms)
        yield lambda: index
        return
    previous = folder / shelf.name
    with tempfile.TemporaryDirectory(prefix="guichet-check-") as scratch:
        made = Path(scratch) / shelf.name
        made.mkdir()
        engine.build(made, shelf.locale, shelf.documents, shelf.synonyms, previous if previous.is_dir() else None)
        yield lambda: engine.open(made, shelf.locale)
        # It saves time at the next check; without it nothing is lost.
        with suppress(OSError):
            rmtree(previous, ignore_errors=True)
            previous.parent.mkdir(parents=True, exist_ok=True)
            move(made, previous)


def _ask(index: SearchIndex, questions: Iterable[str]) -> Answers:
    """What each question finds."""
    return {question: _found(index, question) for question in questions}


def _found(index: SearchIndex, question: str) -> Found:
    try:
        return Found(index.first(question, FIRST))
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
