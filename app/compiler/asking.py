"""Asking the questions of articles in indexes made for it, on two processors; nothing that is published is touched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import move, rmtree

from app.compiler.beside import side_by_side
from app.compiler.kept import Found
from app.compiler.question_rounds import Answers, Corpus, Round
from app.errors import InvalidQuery
from app.ports import SearchEngine, SearchIndex

FIRST = 3
"""Among how many results a question must find its article."""
MANY = 30
"""Questions from which a second process is worth its start: they take 1 ms each."""
LARGE = 500
"""Articles from which an index is kept for the next check: to analyse them takes 1 s, 5,000 take 10."""


def ask_all(
    rounds: Sequence[Round], engine: SearchEngine, folder: Path | None, large: int = LARGE
) -> dict[str, Answers]:
    """What waits, by corpus and question, on two processors: corpus beside corpus, or two halves of a single one.

    `folder` is where indexes of `large` corpora are kept from check to check.
    """

    def ask(some: Iterable[Round]) -> dict[str, Answers]:
        answers = {}
        for each in some:
            with _indexed(each.corpus, engine, folder, large) as opened:
                answers[each.corpus.name] = _ask(opened(), each.waiting)
        return answers

    if sum(len(each.waiting) for each in rounds) < MANY:
        return ask(rounds)
    if len(rounds) > 1:
        mine, other = _halves(rounds)
        found, others = side_by_side(lambda: ask(mine), lambda: ask(other), dict[str, Answers])
        return found | others
    corpus, waiting = rounds[0].corpus, rounds[0].waiting
    half = len(waiting) // 2
    with _indexed(corpus, engine, folder, large) as opened:
        first, second = side_by_side(
            lambda: _ask(opened(), waiting[:half]), lambda: _ask(opened(), waiting[half:]), Answers
        )
    return {corpus.name: first | second}


def _halves(rounds: Sequence[Round]) -> tuple[list[Round], list[Round]]:
    """Rounds in two parts that take about the same time: an article takes about as long as two questions."""
    parts: tuple[list[Round], list[Round]] = [], []
    times = [0, 0]
    for time, place in sorted(((2 * len(r.corpus.documents) + len(r.waiting), i) for i, r in enumerate(rounds)))[::-1]:
        part = times.index(min(times))
        times[part] += time
        parts[part].append(rounds[place])
    return parts


@contextmanager
def _indexed(
    corpus: Corpus, engine: SearchEngine, folder: Path | None, large: int
) -> Iterator[Callable[[], SearchIndex]]:
    """What opens an index of a corpus; each process that asks opens it by itself.

    A large one is made from that of the last check, where there is one, and takes its place.
    """
    if folder is None or len(corpus.documents) < large:
        index = engine.rehearse(corpus.locale, corpus.documents, corpus.synonyms)
        yield lambda: index
        return
    previous = folder / corpus.name
    with tempfile.TemporaryDirectory(prefix="guichet-check-") as scratch:
        made = Path(scratch) / corpus.name
        made.mkdir()
        engine.build(made, corpus.locale, corpus.documents, corpus.synonyms, previous if previous.is_dir() else None)
        yield lambda: engine.open(made, corpus.locale)
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
