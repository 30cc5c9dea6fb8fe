"""Other help centres' exports to the files of a content folder; the front door of the importers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.content.directory import DirectoryTree
from app.content.importers.crisp import is_crisp, read_crisp
from app.content.importers.fetching import Fetcher
from app.content.importers.folder import MAX_TEXT, SourceFolder, clean
from app.content.importers.foreign import Export, ImportRefused, note
from app.content.importers.html_folder import read_html
from app.content.importers.markdown_folder import read_markdown
from app.content.importers.page_paths import SUFFIXES
from app.content.importers.pictures import PictureFinder
from app.content.importers.plan import Plan, plan
from app.content.importers.site_yaml import site_yaml
from app.content.importers.writing import write_new
from app.content.importers.zendesk import is_zendesk, read_zendesk
from app.content.source import read_content
from app.content.tree import MAX_FILES
from app.errors import ContentError
from app.model import Problem, in_order

__all__ = ["KINDS", "ImportRefused", "Imported", "import_from"]

_READERS: Mapping[str, Callable[[SourceFolder, str | None], Export]] = {
    "zendesk": read_zendesk,
    "crisp": read_crisp,
    "markdown": read_markdown,
    "html": read_html,
}
KINDS = tuple(_READERS)
_SITE = "site.yaml"
_OURS = ("portal.yaml", "synonyms.yaml")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: counts, the files that were left alone, and everything that did not fit."""

    kind: str
    articles: int
    drafts: int
    pictures: int
    written: int
    left: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_from(
    source: Path,
    folder: Path,
    *,
    kind: str | None = None,
    locale: str | None = None,
    dry_run: bool = False,
    fetch: bool = False,
) -> Imported:
    """Import an export into a content folder; nothing is overwritten, and with `dry_run` nothing written.

    `kind` is one of KINDS (found out when None), `locale` the language of what does not say its own. With `fetch`,
    pictures are fetched from the export's own host. Raises ImportRefused, EnvironmentFault.
    """
    files = SourceFolder(source)
    try:
        kind = kind or _kind_of(files)
        export = _READERS[kind](files, locale)
    except ImportRefused as refused:
        raise ImportRefused(str(refused), in_order((*files.problems, *refused.problems))) from None
    fetcher = Fetcher(export.hosts) if fetch else None
    finder = PictureFinder(files, fetcher)
    known = _known(folder)
    made = plan(export, finder, known)
    made.problems += files.problems
    if fetcher is not None:
        made.problems += [note(url[:200], 1, f"not fetched: {why}") for url, why in fetcher.failures.items()]
    others = _site_files(files, folder, export, made)
    everything = {path: _bytes(text) for path, text in made.articles.items()} | made.pictures | others
    _refuse_too_many(folder, everything)
    written, left = 0, tuple(path for path in everything if (folder / path).exists())
    if not dry_run:
        done = write_new(folder, everything)
        written, left = done.files, done.left
    left = tuple(path for path in left if path in made.articles or path == _SITE)
    made.problems += [note(_whole(folder, path), 1, "exists already: left alone") for path in left]
    drafts = sum("\nstatus: draft\n" in text for text in made.articles.values())
    return Imported(kind, len(made.articles), drafts, len(made.pictures), written, left, in_order(made.problems))


def _kind_of(files: SourceFolder) -> str:
    if files.with_suffix(".json") and is_zendesk(files):
        return "zendesk"
    if is_crisp(files):
        return "crisp"
    if files.with_suffix(*SUFFIXES):
        return "markdown"
    if files.with_suffix(".html", ".htm"):
        return "html"
    raise ImportRefused("nothing to import was found: say what it is with --from, and see docs/importing.md")


def _known(folder: Path) -> frozenset[str]:
    """Ids of articles that are in the content folder, but for those that this import would write again."""
    try:
        content = read_content(DirectoryTree(folder), {})
    except ContentError:
        return frozenset()
    return frozenset(a.id for a in content.articles if a.path != f"{a.locale}/{a.category}/{a.id}.md")


def _bytes(text: str) -> bytes:
    """UTF-8, with a sign for halves of characters, which escapes in YAML can write."""
    return clean(text).encode()


def _refuse_too_many(folder: Path, files: Collection[str]) -> None:
    """A content folder of more files than a build reads would unpublish nothing, and publish nothing any more."""
    present = {entry.path for entry in DirectoryTree(folder).files().entries}
    if len(present | set(files)) > MAX_FILES:
        raise ImportRefused(
            f"{folder} would hold {len(present | set(files)):,} files, and no build reads more than {MAX_FILES:,}: "
            "nothing was written; import in parts, into more than one content folder"
        )


def _site_files(files: SourceFolder, folder: Path, export: Export, made: Plan) -> dict[str, bytes]:
    """site.yaml with the categories, where there is none; of an archive of ours all its configuration."""
    ours: dict[str, bytes] = {}
    for path in files.paths:
        name = path.rsplit("/", 1)[-1]
        wanted = name in _OURS and path.count("/") == (name == "synonyms.yaml")
        if wanted and (data := files.read(path, MAX_TEXT)) is not None:
            ours[path] = data
    if (folder / _SITE).exists():
        made.problems += _missing_categories(folder, made)
        return ours
    if _SITE in files.paths and (data := files.read(_SITE, MAX_TEXT)) is not None:
        return {**ours, _SITE: data}
    return {**ours, _SITE: _bytes(site_yaml(export, made.names))}


def _missing_categories(folder: Path, made: Plan) -> list[Problem]:
    try:
        site = read_content(DirectoryTree(folder), {}).site
    except ContentError as error:
        return [note(_whole(folder, error.path), error.line, error.message, "error")]
    missing = sorted(set(made.names.categories.values()) - {category.id for category in site.categories} - {"other"})
    if not missing:
        return []
    return [
        note(
            _whole(folder, _SITE),
            1,
            f"add these categories, or their articles are listed under 'other': {', '.join(missing)}",
        )
    ]


def _whole(folder: Path, path: str) -> str:
    """A file of the content folder, where others are named by their path in the export."""
    return str(folder.absolute() / path)
