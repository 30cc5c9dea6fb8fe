"""Where content comes from: a folder, or a commit of the mirror of a repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

from app.content.directory import DirectoryTree
from app.content.tree import ContentTree, Found, Listing, admit
from app.errors import ContentError, EnvironmentFault
from app.git import Blob, Dates, History, Mirror, file_dates
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Contents:
    """A content folder, the days of its files' first and last commits, the commit that it is, if any, and its past."""

    tree: ContentTree
    dates: Dates
    commit: str | None = None
    history: History | None = None


class Source(Protocol):
    """Content that changes from time to time."""

    def contents(self, commit: str | None = None) -> Contents:
        """The content as it is now, or as it was at a commit. Raises EnvironmentFault when there is none."""
        ...

    def has(self, commit: str) -> bool:
        """Whether `contents` can give that commit."""
        ...

    def close(self) -> None:
        """Give back what reading holds; it may be read again."""
        ...


class FolderSource:
    """A content folder, such as a working copy. What it held before is not known."""

    def __init__(self, folder: Path):
        self._folder = folder

    def contents(self, commit: str | None = None) -> Contents:  # noqa: ARG002 a folder has no commits
        """The folder as it is. A missing one is a mistake that must not unpublish everything; an empty one is not."""
        if not self._folder.is_dir():
            raise EnvironmentFault(f"there is no content folder {self._folder}; create it, or set GUICHET_ARTICLES")
        return Contents(DirectoryTree(self._folder), file_dates(self._folder), history=History(self._folder))

    def has(self, commit: str) -> bool:  # noqa: ARG002
        """Never: a folder has no commits."""
        return False

    def close(self) -> None:
        """Nothing: no process runs for a folder."""


class GitSource:
    """The mirror of a content repository: what was fetched last, or a commit before that."""

    def __init__(self, mirror: Mirror):
        self._mirror = mirror

    def contents(self, commit: str | None = None) -> Contents:
        """The files of a commit: those of its folder `articles`, where it has one."""
        chosen = commit or self._mirror.head()
        if chosen is None:
            raise EnvironmentFault("the content repository was not fetched yet: see GUICHET_CONTENT_GIT")
        folder = self._mirror.content_folder(chosen)
        dates, history = self._mirror.dates(chosen, folder), self._mirror.history(chosen, folder)
        return Contents(GitTree(self._mirror, chosen, folder), dates, chosen, history)

    def has(self, commit: str) -> bool:
        """Whether the mirror has a commit."""
        return self._mirror.has(commit)

    def close(self) -> None:
        """End the mirror's processes."""
        self._mirror.close()


def source_of(settings: Settings, mirror: Mirror | None = None) -> FolderSource | GitSource:
    """Where the settings say that content is; `mirror` is the one to read where there is one already.

    A mirror is read as it is: whoever wants the latest commit fetches it before.
    """
    mirror = mirror or mirror_of(settings)
    return GitSource(mirror) if mirror else FolderSource(settings.articles)


def mirror_of(settings: Settings, stop: Event | None = None) -> Mirror | None:
    """The mirror of the content repository that the settings name, None where the content is a folder."""
    repository = settings.content
    if repository is None:
        return None
    return Mirror(settings.instance / "content", repository.url, repository.branch, stop)


class GitTree:
    """The content tree of one commit. A file's stamp is its hash: what is known of one is known for ever."""

    def __init__(self, mirror: Mirror, commit: str, folder: str):
        self._mirror = mirror
        self._commit = commit
        self._folder = folder
        self._listing: tuple[Listing, Mapping[str, Blob]] | None = None

    def files(self) -> Listing:
        """List the commit, by the sizes that its objects declare. Raises ContentError for more than 10,000 files."""
        return self._listed()[0]

    def read(self, path: str) -> bytes:
        """The bytes of a listed file. An object that cannot be read is the mirror's fault, not the article's."""
        blob = self._listed()[1].get(path)
        if blob is None:
            raise ContentError("cannot be read: no such file", path=path, code="file")
        return self._mirror.read(blob)

    def _listed(self) -> tuple[Listing, Mapping[str, Blob]]:
        if self._listing is None:
            seen: dict[str, Blob] = {}
            twice: set[str] = set()

            def found(blob: Blob) -> Found:
                if blob.path in seen:
                    twice.add(blob.path)
                seen[blob.path] = blob
                # A tree that names one file twice is no tree of git's: neither is read.
                return Found(blob.path, blob.size, blob.regular, blob.hash)

            listing = admit(found(blob) for blob in self._mirror.files(self._commit, self._folder))
            entries = tuple(entry for entry in listing.entries if entry.path not in twice)
            admitted = {entry.path: seen[entry.path] for entry in entries}
            self._listing = Listing(entries, listing.problems), admitted
        return self._listing
