"""Other search libraries behind the benchmark's door: SQLite FTS5, tantivy and bm25s, each as its manual advises."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import snowballstemmer

from app.model import SearchDocument, Synonyms
from app.search.analysis import analyzer
from app.search.record import ENCODER, Analysed, Record
from app.search.snippets import extracts
from app.search.thesaurus import Thesaurus

WEIGHTS = {"title": 5, "headings": 2, "questions": 3, "body": 1}
"""Fields that every peer gets, with their weights."""

TOP = 10
LANGUAGES = {"fr": "french", "en": "english"}
STOP = {
    "fr": "au aux c ce ces cette comment d dans de des du elle elles en est et il ils j je l la le les m ma mes mon n "
    "ne nos notre nous on ou où par pas pour qu que qui s sa se ses son sont sur t un une vos votre vous à",
    "en": "a an and are at be by can do for from how i in is it my of on or the to what with you",
}
_WORD = re.compile(r"\w+")
_TEXT = msgspec.msgpack.Decoder(tuple[Record, bytes])


def fields(document: SearchDocument) -> dict[str, str]:
    """The plain text that our own index has, in the four fields of the peers."""
    return {
        "title": document.title,
        "headings": "\n".join(section.title for section in document.sections if section.title),
        "questions": "\n".join((*document.questions, *document.keywords)),
        "body": "\n".join((document.summary, *(section.text for section in document.sections))),
    }


def _words(text: str, locale: str) -> list[str]:
    """Words in small letters; without stop words, which these libraries would otherwise spend most of their time on."""
    words, stop = _WORD.findall(text.lower()), set(STOP.get(locale, "").split())
    return [word for word in words if word not in stop] or words


class Sqlite:
    """SQLite FTS5: accents folded, BM25 by column, its own snippets; it has no stemmer for French."""

    def __init__(self, folder: Path, locale: str) -> None:
        self._locale = locale
        self._connection = sqlite3.connect(f"file:{folder / 'fts.db'}?mode=ro", uri=True)

    @staticmethod
    def build(folder: Path, _locale: str, documents: Sequence[SearchDocument]) -> None:
        connection = sqlite3.connect(folder / "fts.db")
        connection.execute(
            "CREATE VIRTUAL TABLE docs USING fts5"
            f"(id UNINDEXED, {', '.join(WEIGHTS)}, tokenize='unicode61 remove_diacritics 2')"
        )
        rows = ((each.id, *fields(each).values()) for each in documents)
        connection.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?)", rows)
        ranking = f"bm25(0, {', '.join(map(str, WEIGHTS.values()))})"
        connection.execute("INSERT INTO docs(docs, rank) VALUES ('rank', ?)", (ranking,))
        connection.execute("INSERT INTO docs(docs) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def ask(self, text: str, *, fresh: bool = False) -> list[tuple[str, str]]:  # noqa: ARG002 - it keeps no answers
        match = " OR ".join(f'"{word}"' for word in _words(text, self._locale))
        # `ORDER BY rank` lets FTS5 sort first and cut ten snippets; `ORDER BY bm25(…)` cuts one for every match.
        statement = (
            "SELECT id, snippet(docs, -1, '<mark>', '</mark>', '…', 32) FROM docs WHERE docs MATCH ? "
            "ORDER BY rank LIMIT ?"
        )
        return self._connection.execute(statement, (match, TOP)).fetchall() if match else []

    def close(self) -> None:
        self._connection.close()


class Tantivy:
    """tantivy: accents folded, stop words, French stemmer, boosts by field, its SnippetGenerator over the body."""

    def __init__(self, folder: Path, locale: str) -> None:
        import tantivy

        self._locale, self._snippets = locale, tantivy.SnippetGenerator
        self._index: Any = tantivy.Index.open(str(folder))
        self._index.register_tokenizer("text", _tantivy_analyser(tantivy, locale))
        self._searcher: Any = self._index.searcher()

    @staticmethod
    def build(folder: Path, locale: str, documents: Sequence[SearchDocument]) -> None:
        import tantivy

        schema: Any = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
        for name in WEIGHTS:
            schema = schema.add_text_field(name, stored=name == "body", tokenizer_name="text")
        index: Any = tantivy.Index(schema.build(), path=str(folder))
        index.register_tokenizer("text", _tantivy_analyser(tantivy, locale))
        writer = index.writer(num_threads=1)  # one segment, which is the fastest to search
        for each in documents:
            writer.add_document(tantivy.Document(id=each.id, **fields(each)))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, text: str, *, fresh: bool = False) -> list[tuple[str, str]]:  # noqa: ARG002
        words = " ".join(_words(text, self._locale))
        query, _ = self._index.parse_query_lenient(words, list(WEIGHTS), field_boosts=WEIGHTS)
        hits = self._searcher.search(query, TOP, count=False).hits
        snippets = self._snippets.create(self._searcher, query, self._index.schema, "body")
        snippets.set_max_num_chars(200)
        found = (self._searcher.doc(address) for _, address in hits)
        return [(doc.get_first("id"), snippets.snippet_from_doc(doc).to_html()) for doc in found]

    def close(self) -> None:
        del self._searcher, self._index


def _tantivy_analyser(tantivy: Any, locale: str) -> Any:
    steps = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    wanted = [tantivy.Filter.remove_long(40), tantivy.Filter.lowercase()]
    if locale in LANGUAGES:
        wanted.append(tantivy.Filter.stopword(LANGUAGES[locale]))
    wanted.append(tantivy.Filter.ascii_fold())
    if locale in LANGUAGES:
        wanted.append(tantivy.Filter.stemmer(LANGUAGES[locale]))
    for each in wanted:
        steps = steps.filter(each)
    return steps.build()


class Bm25s:
    """bm25s: stemmed words in one field, repeated by the weight of theirs; snippets are ours, from stored text."""

    def __init__(self, folder: Path, locale: str) -> None:
        import bm25s

        self._stems = Stems(locale)
        self._model: Any = bm25s.BM25.load(folder / "model", show_progress=False)
        self._ids, self._ends = json.loads((folder / "ids.json").read_text("utf-8"))
        self._records = (folder / "records").open("rb")

    @staticmethod
    def build(folder: Path, locale: str, documents: Sequence[SearchDocument]) -> None:
        import bm25s

        stems = Stems(locale)
        model: Any = bm25s.BM25()
        model.index([list(stems.of_document(each)) for each in documents], show_progress=False)
        model.save(folder / "model", show_progress=False)

    @staticmethod
    def keep_texts(folder: Path, locale: str, documents: Sequence[SearchDocument]) -> None:
        """Store what our snippets are cut from, beside the index."""
        ends, end = [], 0
        analysis = analyzer(locale)
        thesaurus = Thesaurus(Synonyms(locale), analysis)
        with (folder / "records").open("wb") as file:
            for each in documents:
                analysed = Analysed(each, analysis, thesaurus)
                end += file.write(ENCODER.encode((analysed.record, analysed.places)))
                ends.append(end)
        (folder / "ids.json").write_text(json.dumps([[each.id for each in documents], ends]), "utf-8")

    def ask(self, text: str, *, fresh: bool = False) -> list[tuple[str, str]]:  # noqa: ARG002
        stems = list(self._stems.of(_words(text, self._stems.locale)))
        if not stems:
            return []
        count = min(TOP, len(self._ids))
        docs, scores = self._model.retrieve([stems], k=count, show_progress=False, n_threads=0)
        found = [int(doc) for doc, score in zip(docs[0], scores[0], strict=True) if score > 0]
        needles: dict[tuple[str, ...], int] = {(stem,): 1 << place for place, stem in enumerate(dict.fromkeys(stems))}
        shown = extracts([self._text(doc) for doc in found], needles, np.ones((len(found), len(needles))))
        return [(self._ids[doc], extract.html) for doc, extract in zip(found, shown, strict=True)]

    def _text(self, doc: int) -> tuple[Record, bytes]:
        start = self._ends[doc - 1] if doc else 0
        self._records.seek(start)
        return _TEXT.decode(self._records.read(self._ends[doc] - start))

    def close(self) -> None:
        self._records.close()


class Stems:
    """Words of a locale to stems: accents folded, then Snowball, remembered by word."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        stem = snowballstemmer.stemmer(LANGUAGES[locale]).stemWord if locale in LANGUAGES else str
        self._stem = lru_cache(100_000)(lambda word: str(stem(_folded(word))))

    def of(self, words: Iterable[str]) -> Iterator[str]:
        return map(self._stem, words)

    def of_document(self, document: SearchDocument) -> Iterator[str]:
        for name, text in fields(document).items():
            yield from self.of(_words(text, self.locale) * WEIGHTS[name])


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
