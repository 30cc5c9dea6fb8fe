"""Which questions a check must ask again: those whose answer a change of articles may have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.compiler.kept import Found, KeptAnswers
from app.compiler.outcomes import digest
from app.model import Article, SearchDocument, Synonyms
from app.ports import SearchEngine
from app.search.analysis import analyzer

FEW = 0.05
"""The share of articles that may change before every question is asked again."""

Answers = dict[str, Found]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What one audience searches in one locale: the articles whose questions are asked here, and every document."""

    name: str
    locale: str
    asked: Sequence[Article]
    documents: Sequence[SearchDocument]
    synonyms: Synonyms


@dataclass(frozen=True, slots=True)
class Round:
    """What must be asked of a corpus (`waiting`), and what is known of the other questions; `kept` when nothing is."""

    corpus: Corpus
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


def round_of(corpus: Corpus, engine: SearchEngine, before: KeptAnswers | None) -> Round:
    """What a check must ask of a corpus, whose answers `before` were found last time."""
    state = digest(engine.version, corpus.synonyms.groups)
    documents = {document.id: digest(document) for document in corpus.documents}
    questions: dict[str, set[str]] = defaultdict(set)
    for article in corpus.asked:
        for question in article.questions:
            questions[question].add(article.id)
    known = before.found if before and before.state == state else {}
    if before and before.documents == documents and known.keys() == questions.keys():
        return Round(corpus, state, documents, questions, known, (), before)
    changed = [d for d in corpus.documents if not before or before.documents.get(d.id) != documents[d.id]]
    waiting = _to_ask(corpus.locale, questions, known, changed, len(documents))
    return Round(corpus, state, documents, questions, known, waiting)


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
