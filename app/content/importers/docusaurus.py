"""What Docusaurus' files say of its pages: its settings as far as they are plain strings, and `_category_` files."""

from __future__ import annotations

import re

from app.content.importers.foreign import note, our_locale
from app.content.importers.json_values import json_values
from app.content.importers.layout import Layout, by_locale
from app.content.importers.page_paths import unnumbered
from app.content.importers.site_files import SiteFiles

_CATEGORY = ("_category_.json", "_category_.yml", "_category_.yaml")


def docusaurus(files: SiteFiles) -> Layout | None:
    """None when the folder is none of Docusaurus."""
    paths = files.folder.paths
    config = next((p for p in paths if re.fullmatch(r"(website/)?docusaurus\.config\.[cm]?[jt]s", p)), None)
    groups = [path for path in paths if path.rsplit("/", 1)[-1] in _CATEGORY]
    if config is None and not groups:
        return None
    base = config.rpartition("/")[0] if config else ""
    root = f"{base}/docs/" if base else "docs/"
    layout = Layout("docusaurus", root if any(path.startswith(root) for path in paths) else "")
    layout.strips_numbers = True
    text = files.text(config) if config else ""
    layout.take_address(_string(text, "url"))
    layout.base = (_string(text, "baseUrl") or "/").rstrip("/")
    layout.locale = our_locale(_string(text, "defaultLocale"))
    for path in groups:
        _take_category(layout, files, path)
    if sidebars := next((path for path in paths if re.search(r"(^|/)sidebars\.[cm]?[jt]s$", path)), None):
        message = "a program orders these pages; it is not run: categories are folders, order is sidebar_position"
        files.problems.append(note(sidebars, 1, message, "hint"))
    return layout


def _take_category(layout: Layout, files: SiteFiles, path: str) -> None:
    try:
        value = json_values(files.text(path)) if path.endswith(".json") else files.yaml(path)
    except (ValueError, RecursionError):
        files.problems.append(note(path, 1, "not JSON that can be read"))
        return
    parts = layout.inside(path).split("/")[:-1]
    if not isinstance(value, dict) or len(parts) != layout.depth + 1:
        return
    key = unnumbered(parts[-1])
    if label := value.get("label"):
        layout.titles[key] = by_locale(str(label))
    link = value.get("link")
    if isinstance(link, dict) and isinstance(link.get("description"), str):
        layout.intros[key] = by_locale(link["description"])


def _string(text: str, key: str) -> str:
    match = re.search(rf"\b{key}\s*:\s*['\"]([^'\"\n]*)['\"]", text)
    return match[1] if match else ""
