"""From what a working folder shows to what the pages of a preview are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape

from app.cli.preview_check import Digests
from app.compiler.preview import Previewer, Proof
from app.content.marking import insert, places
from app.errors import GuichetError
from app.generations import Edition
from app.library import Snapshot, Views
from app.model import Article, Body, Problem, RenderedArticle, in_order
from app.ports import SearchEngine, SearchIndex
from app.web.preview import Listed, Screen, Stage

SIGNS = {"error": "!", "warning": "!", "hint": "?"}


class PreviewSite:
    """Puts a screen together from the last proof, the last index and the last full check. For one thread."""

    def __init__(self, previewer: Previewer, stage: Stage, engine: SearchEngine):
        self._previewer = previewer
        self._stage = stage
        self._engine = engine
        self._proof: Proof | None = None
        self._failure = ""
        self._indexes: Mapping[str, SearchIndex] = {}
        self._known: tuple[Digests, frozenset[Problem]] = ({}, frozenset())
        self._is_checked = False

    @property
    def digests(self) -> Digests:
        """What the files of the folder held when it was read last."""
        return self._proof.digests if self._proof else {}

    def rebuild(self) -> None:
        """Read the folder and show it; where it cannot be read, show why beside what there was."""
        try:
            self._proof, self._failure = self._previewer.read(), ""
        except GuichetError as error:
            self._failure = str(error)
        self._is_checked = False
        self._show()

    def reindex(self) -> None:
        """Let the search find what is shown now."""
        if self._proof:
            folders = self._previewer.index(self._proof)
            self._indexes = {locale: self._engine.open(folder, locale) for locale, folder in folders.items()}
            self._show()

    def checked(self, digests: Digests, problems: Iterable[Problem]) -> None:
        """Show what a full check of those files found."""
        if digests == self.digests:
            built = self._proof.problems if self._proof else ()
            self._known, self._is_checked = (digests, frozenset(problems) - frozenset(built)), True
            self._show()

    def _show(self) -> None:
        number = self._stage.screen.number + 1
        if self._proof is None:
            self._stage.show(Screen(number, failure=self._failure))
            return
        by_path: dict[str, list[Problem]] = defaultdict(list)
        for problem in self._problems(self._proof):
            by_path[problem.path].append(problem)
        files, edition = _with_marks(self._proof, by_path)
        others = tuple(problem for path, found in by_path.items() if path not in files for problem in found)
        views = _views(f"preview-{number}", edition, self._indexes, self._proof)
        self._stage.show(Screen(number, views, files, others, self._failure, self._is_checked))

    def _problems(self, proof: Proof) -> tuple[Problem, ...]:
        """What the build found, and what the last check found besides in files that are still the same."""
        digests, problems = self._known
        still = (p for p in problems if digests.get(p.path) == proof.digests.get(p.path))
        return in_order((*proof.problems, *still))


def _with_marks(proof: Proof, by_path: Mapping[str, list[Problem]]) -> tuple[dict[str, Listed], Edition]:
    """Each file with its problems, and the edition with marks in the texts that the problems are about."""
    rendered = {f"{article.locale}/{article.source}": article for article in proof.edition.articles}
    bodies = dict(proof.edition.bodies)
    files: dict[str, Listed] = {}
    for path in sorted({*proof.shown, *proof.broken, *proof.states}):
        found, article = tuple(by_path.get(path, ())), rendered.get(path)
        marked: frozenset[int] = frozenset()
        if article and path not in proof.broken:
            key = (article.locale, article.id)
            bodies[key], marked = _marked(bodies[key], proof.shown[path], found)
        files[path] = _listed(path, article, proof, found, marked)
    return files, replace(proof.edition, bodies=bodies)


def _listed(
    path: str, article: RenderedArticle | None, proof: Proof, found: tuple[Problem, ...], marked: frozenset[int]
) -> Listed:
    title = article.title if article else path.rpartition("/")[2]
    return Listed(path, title, proof.states.get(path, "draft"), article, path in proof.broken, found, marked)


def _marked(body: Body, article: Article, problems: tuple[Problem, ...]) -> tuple[Body, frozenset[int]]:
    """The text with a mark at each problem that is about it, and which problems those are."""
    lines = {i: problem.line - article.body_line for i, problem in enumerate(problems)}
    at = places(body.html, article.body, [line for line in lines.values() if line >= 0])
    marks = [(at[line], _mark(i, problems[i])) for i, line in lines.items() if line in at]
    marked = frozenset(i for i, line in lines.items() if line in at)
    return replace(body, html=insert(body.html, marks)), marked


def _mark(number: int, problem: Problem) -> str:
    text = escape(f"{problem.line}: {problem.message}")
    return (
        f'<a class="preview-mark preview-{problem.severity}" id="mark-{number}" href="#problem-{number}" '
        f'title="{text}" aria-label="{text}">{SIGNS[problem.severity]}</a>'
    )


def _views(name: str, edition: Edition, indexes: Mapping[str, SearchIndex], proof: Proof) -> Views:
    def body(locale: str, article_id: str) -> Body:
        return edition.bodies[locale, article_id]

    snapshot = Snapshot(name, edition, body, indexes, proof.media, proof.made)
    return Views(snapshot, snapshot)
