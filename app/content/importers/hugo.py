"""What Hugo's files say of its pages: its settings, and the `_index.md` of each section."""

from __future__ import annotations

from app.content.importers.foreign import our_locale
from app.content.importers.layout import Layout, shared_depth
from app.content.importers.matter import split_matter
from app.content.importers.site_files import SiteFiles
from app.locales import LANGUAGES

_NAMES = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml")
_CONFIGS = frozenset((*_NAMES, *(f"config/_default/{name}" for name in _NAMES)))


def hugo(files: SiteFiles) -> Layout | None:
    """None when the folder is none of Hugo."""
    paths = files.folder.paths
    config = next((path for path in paths if path in _CONFIGS), None)
    if config is None or not any(path.startswith("content/") for path in paths):
        return None
    layout = Layout("hugo", "content/")
    value = files.toml(config) if config.endswith(".toml") else files.yaml(config)
    layout.take_address(value.get("baseURL") or value.get("baseurl"))
    layout.locale = our_locale(str(value.get("defaultContentLanguage") or value.get("languageCode") or ""))
    layout.depth = shared_depth(layout, paths)
    params = value.get("params")
    for key, given in params.items() if isinstance(params, dict) else ():
        if isinstance(given, str | int | float):
            layout.params[str(key).lower()] = str(given)
    for path in files.folder.with_suffix("/_index.md"):
        _take_section(layout, files, path)
    return layout


def _take_section(layout: Layout, files: SiteFiles, path: str) -> None:
    parts = layout.inside(path).split("/")[:-1]
    code = parts.pop(0) if parts and parts[0] in LANGUAGES else layout.locale or ""
    if len(parts) != layout.depth + 1:
        return
    matter = split_matter(files.text(path), path)
    codes = [code] if code in LANGUAGES else list(LANGUAGES)
    title, intro = matter.text("title", "linkTitle"), matter.text("description")
    layout.titles.setdefault(parts[-1], {}).update(dict.fromkeys(codes, title) if title else {})
    layout.intros.setdefault(parts[-1], {}).update(dict.fromkeys(codes, intro) if intro else {})
