"""What a search benchmark runs on: a content folder, its real build, the documents that came out, and the queries."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.compiler import Compiler
from app.content.directory import SETTLED_SECONDS
from app.generations import Generations
from app.library import Library
from app.model import MAX_QUERY_CHARACTERS, SearchDocument, Synonyms
from app.ports import IndexBuilder, SearchEngine, SearchIndex
from app.search import open_engine

ROOT = Path(__file__).resolve().parent.parent
QUERIES = "queries.jsonl"
EDITS = 5
"""Articles that are edited, one after the other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the ids of the articles that answer it; None when nobody said which do."""

    text: str
    wanted: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What the compiler made of a content folder, and what that took.

    `ids` gives an article's id by its file's path inside the locale's folder; `files` counts those files, published
    or not. `seconds` is wall time of the build, `cpu` that of all its processes, `size` the generation's bytes;
    `edited` are wall times from the change of an article to a snapshot with it, `edited_cpu` those of this process.
    """

    locale: str
    documents: tuple[SearchDocument, ...]
    synonyms: Synonyms
    ids: Mapping[str, str]
    files: int
    seconds: float
    cpu: float
    size: int
    edited: tuple[float, ...]
    edited_cpu: tuple[float, ...]

    @property
    def characters(self) -> int:
        """Characters of plain text in all articles."""
        return sum(len(section.text) + len(section.title) for each in self.documents for section in each.sections)


def content_folder(corpus: Path, work: Path) -> Path:
    """A copy of the corpus below `work`, as a content folder; a plain folder of Markdown is taken for French."""
    target = work / "content"
    shutil.rmtree(target, ignore_errors=True)
    inside = target if (corpus / "site.yaml").is_file() else target / "fr"
    shutil.copytree(corpus, inside, ignore=shutil.ignore_patterns(QUERIES))
    return target


class Recorder:
    """A search engine that also remembers, by locale, what it was given to index for the public."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self.given: dict[str, tuple[tuple[SearchDocument, ...], Synonyms]] = {}

    @property
    def version(self) -> str:
        return self._engine.version

    def build(
        self,
        folder: Path,
        locale: str,
        documents: Sequence[SearchDocument],
        synonyms: Synonyms,
        previous: Path | None = None,
    ) -> None:
        self.builder(locale, synonyms, previous).write(folder, documents, previous)

    def builder(self, locale: str, synonyms: Synonyms, previous: Path | None = None) -> IndexBuilder:
        return _Recording(self, locale, synonyms, self._engine.builder(locale, synonyms, previous))

    def rehearse(self, locale: str, documents: Sequence[SearchDocument], synonyms: Synonyms) -> SearchIndex:
        return self._engine.rehearse(locale, documents, synonyms)

    def open(self, folder: Path, locale: str) -> SearchIndex:
        return self._engine.open(folder, locale)


class _Recording:
    """An index builder that tells its recorder what it was given."""

    def __init__(self, recorder: Recorder, locale: str, synonyms: Synonyms, builder: IndexBuilder) -> None:
        self._recorder = recorder
        self._locale = locale
        self._synonyms = synonyms
        self._builder = builder

    def prepare(self, document: SearchDocument) -> None:
        self._builder.prepare(document)

    def write(self, folder: Path, documents: Sequence[SearchDocument], previous: Path | None = None) -> None:
        public = tuple(each for each in documents if each.visibility == "public")
        self._recorder.given[self._locale] = (public, self._synonyms)
        self._builder.write(folder, documents, previous)


def build(content: Path, work: Path, locale: str | None) -> Built:
    """Build with the real compiler, from nothing, into `work`/index; then again after each of some edits.

    The articles that are measured further are those from before the edits. Complaints go to `work`/problems.txt.
    """
    shutil.rmtree(work / "index", ignore_errors=True)
    engine = Recorder(open_engine("whoosh:"))
    generations = Generations(work / "index", secrets.token_hex(32))
    library = Library(generations, engine)
    time.sleep(SETTLED_SECONDS)  # what has just been copied is not remembered from build to build
    start, cpu = time.perf_counter(), _cpu()
    with Compiler(content, generations, engine) as compiler:
        outcome = compiler.build()
        seconds = time.perf_counter() - start
        given = dict(engine.given)
        library.refresh()
        snapshot = library.current
        assert snapshot is not None
        locale = locale or snapshot.site.default_locale
        compiler.readers_first = True
        edits = [
            _edit(content / locale / article.source, compiler, library) for article in snapshot.articles(locale)[:EDITS]
        ]
    cpu = _cpu() - cpu - sum(taken for _, taken in edits)
    (work / "problems.txt").write_text("\n".join(map(str, outcome.problems)), "utf-8")
    documents, synonyms = given.get(locale, ((), Synonyms(locale)))
    if not documents:
        raise SystemExit(f"{content} has no article in '{locale}'; its locales are {', '.join(snapshot.locales)}")
    return Built(
        locale=locale,
        documents=documents,
        synonyms=synonyms,
        ids={article.source: article.id for article in snapshot.articles(locale)},
        files=sum(path.is_file() for path in (content / locale).rglob("*.md")),
        seconds=seconds,
        cpu=cpu,
        size=folder_size(generations.folder / outcome.generation),
        edited=tuple(taken for taken, _ in edits),
        edited_cpu=tuple(taken for _, taken in edits),
    )


def _edit(path: Path, compiler: Compiler, library: Library) -> tuple[float, float]:
    """Seconds, by the clock and of this process, until the change of one article can be read and searched.

    As in the service, what is published is opened while the builder still looks for what is wrong.
    """
    start, cpu = time.perf_counter(), time.process_time()
    path.write_text(path.read_text("utf-8") + "\n\nOne more line.\n", "utf-8")
    with ThreadPoolExecutor(1) as builder:
        building = builder.submit(compiler.build)
        while not (library.refresh() or building.done()):
            time.sleep(0.01)
        library.refresh()  # where the builder had ended in between
        taken = time.perf_counter() - start
        building.result()
    return taken, time.process_time() - cpu


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def read_queries(path: Path, ids: Mapping[str, str]) -> list[Asked]:
    """Queries of a JSON lines file: `q` (or `text`), with `ids`, or the `path` of the article that answers.

    An article that could not be published is wanted all the same, and no engine will find it.
    """
    asked = []
    for line in filter(str.strip, path.read_text("utf-8").splitlines()):
        record = json.loads(line)
        wanted = record.get("ids")
        if "path" in record:
            wanted = [ids.get(record["path"], record["path"])]
        text = str(record.get("q") or record.get("text") or "")
        if 0 < len(text) <= MAX_QUERY_CHARACTERS:
            asked.append(Asked(text, tuple(wanted) if wanted else None))
    return asked


def questions(documents: Sequence[SearchDocument]) -> list[Asked]:
    """The questions that articles say they answer, as queries."""
    return [Asked(text, (each.id,)) for each in documents for text in each.questions]


def _cpu() -> float:
    """CPU seconds of this process and of its children that ended."""
    return sum(os.times()[:4])
