"""What a site generator's own files say of its pages: their order, groups, titles, former addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import app.content.importers.folder as files
from app.content.importers.foreign import address_in, note, our_locale
from app.content.importers.json_values import json_values
from app.content.importers.matter import split_matter
from app.content.importers.page_paths import SUFFIXES, Languages, is_first, unnumbered
from app.content.names import name_of
from app.content.yaml_strict import load
from app.errors import ContentError
from app.locales import LANGUAGES
from app.model import Problem

_BAD_TAGS = re.compile(r"!!?[\w:./-]+")


@dataclass(slots=True)
class Layout:
    """`tool` is the generator ("" when none is known), `root` the folder of its pages, `locale` its language.

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
    problems: tuple[Problem, ...] = ()
    hosts: frozenset[str] = frozenset()

    def inside(self, path: str) -> str:
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


def read_layout(folder: files.SourceFolder) -> Layout:
    """What the files of the folder say of the site; nothing of a program (`sidebars.js`) is run."""
    reader = _LayoutReader(folder)
    for name, read in (("mkdocs.yml", reader.mkdocs), ("mkdocs.yaml", reader.mkdocs), ("site.yaml", reader.guichet)):
        if name in folder.paths:
            read(name)
    if not reader.layout.tool:
        reader.docusaurus()
    if not reader.layout.tool:
        reader.hugo()
    if not reader.layout.tool:
        reader.layout.depth = shared_depth(reader.layout, folder.paths)
    reader.layout.problems = tuple(reader.problems)
    return reader.layout


class _LayoutReader:
    def __init__(self, folder: files.SourceFolder) -> None:
        self._folder = folder
        self.layout = Layout()
        self.problems: list[Problem] = []

    def mkdocs(self, path: str) -> None:
        value = self._yaml(path)
        layout = self.layout
        layout.tool = "mkdocs"
        layout.root = f"{str(value.get('docs_dir') or 'docs').strip('./')}/"
        self._site_url(value.get("site_url"))
        layout.as_files = str(value.get("use_directory_urls")).lower() in ("false", "no", "off")
        theme = value.get("theme")
        self._language(theme.get("language") if isinstance(theme, dict) else None)
        for place, (page, title, groups) in enumerate(_pages(value.get("nav"), ())):
            layout.nav_weights[page] = place
            if title:
                layout.nav_titles[page] = title
            if groups:
                key = name_of(groups[0]) or "other"
                layout.nav_groups[page] = key
                if key not in layout.order:
                    layout.order.append(key)
                layout.titles.setdefault(key, dict.fromkeys(LANGUAGES, groups[0]))
        plugins = value.get("plugins")
        for plugin in plugins if isinstance(plugins, list) else []:
            given = plugin.get("redirects") if isinstance(plugin, dict) else None
            maps = given.get("redirect_maps") if isinstance(given, dict) else None
            for old, new in maps.items() if isinstance(maps, dict) else ():
                where = re.sub(r"(^|/)index[.]md$|[.]md$", "", str(old)).strip("/")
                first = bool(re.search(r"(^|/)index[.]md$", str(old)))
                addresses = layout.addresses(f"{layout.base}/{where}".rstrip("/"), first=first)
                layout.redirects.setdefault(str(new).split("#")[0], []).extend(addresses)

    def guichet(self, path: str) -> None:
        """An archive of our own: its categories keep ids, order and names."""
        value = self._yaml(path)
        self.layout.tool = "guichet"
        for item in value.get("categories") or []:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                key = item["id"]
                self.layout.order.append(key)
                for name, target in (("title", self.layout.titles), ("intro", self.layout.intros)):
                    texts = item.get(name)
                    target[key] = _by_locale(texts)

    def docusaurus(self) -> None:
        paths = self._folder.paths
        config = next((p for p in paths if re.fullmatch(r"(website/)?docusaurus\.config\.[cm]?[jt]s", p)), None)
        groups = [
            path
            for path in paths
            if path.rsplit("/", 1)[-1] in ("_category_.json", "_category_.yml", "_category_.yaml")
        ]
        if config is None and not groups:
            return
        layout = self.layout
        layout.tool = "docusaurus"
        layout.strips_numbers = True
        base = config.rpartition("/")[0] if config else ""
        root = f"{base}/docs/" if base else "docs/"
        layout.root = root if any(path.startswith(root) for path in paths) else ""
        text = (self._folder.text(config) or "") if config else ""
        self._site_url(_string(text, "url"))
        layout.base = (_string(text, "baseUrl") or "/").rstrip("/")
        self._language(_string(text, "defaultLocale"))
        for path in groups:
            self._category(path)
        if any(re.search(r"(^|/)sidebars\.[cm]?[jt]s$", path) for path in paths):
            message = "a program orders these pages; it is not run: categories are folders, order is sidebar_position"
            self.problems.append(note(next(p for p in paths if "sidebars." in p), 1, message, "hint"))

    def _category(self, path: str) -> None:
        text = self._folder.text(path) or ""
        try:
            value = json_values(text) if path.endswith(".json") else self._yaml(path)
        except (ValueError, RecursionError):
            self.problems.append(note(path, 1, "not JSON that can be read"))
            return
        parts = self.layout.inside(path).split("/")[:-1]
        if not isinstance(value, dict) or len(parts) != self.layout.depth + 1:
            return
        key = unnumbered(parts[-1])
        if label := value.get("label"):
            self.layout.titles[key] = _by_locale(str(label))
        link = value.get("link")
        if isinstance(link, dict) and isinstance(link.get("description"), str):
            self.layout.intros[key] = _by_locale(link["description"])

    def hugo(self) -> None:
        names = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml")
        config = next(
            (p for p in self._folder.paths if p in names or p in tuple(f"config/_default/{n}" for n in names)), None
        )
        if config is None or not any(path.startswith("content/") for path in self._folder.paths):
            return
        self.layout.tool = "hugo"
        self.layout.root = "content/"
        value = self._toml(config) if config.endswith(".toml") else self._yaml(config)
        self._site_url(value.get("baseURL") or value.get("baseurl"))
        self._language(value.get("defaultContentLanguage") or value.get("languageCode"))
        self.layout.depth = shared_depth(self.layout, self._folder.paths)
        params = value.get("params")
        for key, given in params.items() if isinstance(params, dict) else ():
            if isinstance(given, str | int | float):
                self.layout.params[str(key).lower()] = str(given)
        for path in self._folder.with_suffix("/_index.md"):
            self._section(path)

    def _section(self, path: str) -> None:
        parts = self.layout.inside(path).split("/")[:-1]
        code = parts.pop(0) if parts and parts[0] in LANGUAGES else self.layout.locale or ""
        if len(parts) == self.layout.depth + 1:
            matter = split_matter(self._folder.text(path) or "", path)
            codes = [code] if code in LANGUAGES else list(LANGUAGES)
            titles, intros = matter.text("title", "linkTitle"), matter.text("description")
            self.layout.titles.setdefault(parts[-1], {}).update(dict.fromkeys(codes, titles) if titles else {})
            self.layout.intros.setdefault(parts[-1], {}).update(dict.fromkeys(codes, intros) if intros else {})

    def _site_url(self, url: object) -> None:
        if address_in(url).startswith(("http://", "https://")):
            parts = urlsplit(address_in(url))
            self.layout.hosts = frozenset({parts.netloc})
            self.layout.base = parts.path.rstrip("/")

    def _language(self, written: object) -> None:
        self.layout.locale = our_locale(str(written or ""))

    def _yaml(self, path: str) -> Mapping[str, Any]:
        # Tags such as !ENV or !!python/name: name code; only what stands around them is read.
        text = _BAD_TAGS.sub("", self._folder.text(path) or "")
        try:
            value = load(text, path=path).value
        except ContentError as error:
            self.problems.append(note(path, error.line, f"not read: {error.message}"))
            return {}
        return value if isinstance(value, dict) else {}

    def _toml(self, path: str) -> Mapping[str, Any]:
        try:
            return tomllib.loads(self._folder.text(path) or "")
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problems.append(note(path, 1, f"not read: {error}"))
            return {}


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


def _pages(nav: object, groups: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every page of a MkDocs navigation: path, title, groups above it."""
    for item in nav if isinstance(nav, list) else []:
        entries = item.items() if isinstance(item, dict) else [("", item)]
        for title, value in entries:
            if isinstance(value, str) and not value.startswith(("http:", "https:", "/")):
                yield value, str(title), groups
            elif isinstance(value, list):
                yield from _pages(value, (*groups, str(title)))


def _string(text: str, key: str) -> str:
    match = re.search(rf"\b{key}\s*:\s*['\"]([^'\"\n]*)['\"]", text)
    return match[1] if match else ""


def _by_locale(value: object) -> dict[str, str]:
    """Texts by locale; one text is everybody's."""
    if isinstance(value, Mapping):
        return {str(code): str(text) for code, text in value.items()}
    return dict.fromkeys(LANGUAGES, str(value)) if value else {}
