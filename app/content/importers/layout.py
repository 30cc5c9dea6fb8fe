"""How the pages of a site lie: in which order, groups and folders, under which titles and former addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.content.importers.foreign import address_in, our_locale
from app.content.importers.page_paths import SUFFIXES, Languages, is_first
from app.locales import LANGUAGES
from app.model import Problem


@dataclass(slots=True)
class Layout:
    """`tool` is the generator ("" when none is known), `root` the folder of its pages, `base` the path that their
    addresses begin with, `locale` its language; `params` are what pages may quote of its settings.

    The rest is by path inside `root`: a page's group, its title and place in the navigation, its former addresses;
    and by group: titles and intros by locale.
    """

    tool: str = ""
    root: str = ""
    base: str = ""
    locale: str | None = None
    strips_numbers: bool = False
    depth: int = 0
    """How many folders all pages share, below which the categories begin."""
    params: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    intros: dict[str, dict[str, str]] = field(default_factory=dict)
    nav_groups: dict[str, str] = field(default_factory=dict)
    nav_titles: dict[str, str] = field(default_factory=dict)
    nav_weights: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, list[str]] = field(default_factory=dict)
    as_files: bool = False
    """Pages are addressed as files (`guide/x.html`) and not as folders (`guide/x/`)."""
    hosts: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def take_address(self, url: object) -> None:
        """Keep the host and the path of the address that the site's files give it, where they give one."""
        if address_in(url).startswith(("http://", "https://")):
            parts = urlsplit(address_in(url))
            self.hosts = frozenset({parts.netloc})
            self.base = parts.path.rstrip("/")

    def inside(self, path: str) -> str:
        """A path from the folder of pages on."""
        return path.removeprefix(self.root)

    def below(self, path: str) -> str:
        """A path that the site's own files begin with `/`, as readers saw it."""
        return path if path.startswith(f"{self.base}/") else f"{self.base}{path}"

    def addresses(self, plain: str, *, first: bool) -> tuple[str, ...]:
        """The addresses of a page whose path is `plain` but for its ending; `first` is a folder's own page."""
        folder = (plain, f"{plain}/") if plain else ()
        if self.as_files:
            return (f"{plain}/index.html", *folder) if first else (f"{plain}.html",)
        return folder

    def prefix(self, locale: str) -> str:
        """What the site put before a page's own path."""
        language = f"/{locale}" if self.tool in ("docusaurus", "hugo") and self.locale and locale != self.locale else ""
        base = "/docs" if self.tool == "docusaurus" else ""
        return f"{self.base}{language}{base}"


def shared_depth(layout: Layout, paths: Iterable[str]) -> int:
    """How many folders (a language apart) all pages lie in, while the next ones tell them apart."""
    pages = {
        path: layout.inside(path) for path in paths if path.startswith(layout.root) and path.lower().endswith(SUFFIXES)
    }
    languages = Languages(pages.values())
    told = [languages.of(path, page) for path, page in pages.items()]
    ours = [page for page, language in told if not language or our_locale(language)]
    found = [page.split("/")[:-1] for page in ours if not is_first(page)]
    depth = 0
    while (
        found
        and all(len(folders) > depth for folders in found)
        and len({folders[depth] for folders in found}) == 1
        and len({folders[depth + 1] for folders in found if len(folders) > depth + 1}) > 1
    ):
        depth += 1
    return depth


def by_locale(value: object) -> dict[str, str]:
    """Texts by locale; one text is everybody's."""
    if isinstance(value, Mapping):
        return {str(code): str(text) for code, text in value.items()}
    return dict.fromkeys(LANGUAGES, str(value)) if value else {}
