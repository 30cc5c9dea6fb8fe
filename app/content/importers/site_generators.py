"""What generator a folder of Markdown is for, and how its pages lie."""

from __future__ import annotations

from app.content.importers.docusaurus import docusaurus
from app.content.importers.folder import SourceFolder
from app.content.importers.hugo import hugo
from app.content.importers.layout import Layout, by_locale, shared_depth
from app.content.importers.mkdocs import mkdocs
from app.content.importers.site_files import SiteFiles


def read_layout(folder: SourceFolder) -> Layout:
    """What the files of the folder say of the site."""
    files = SiteFiles(folder)
    layout = mkdocs(files) or _guichet(files) or docusaurus(files) or hugo(files) or _files_only(folder)
    layout.problems = files.problems
    return layout


def _guichet(files: SiteFiles) -> Layout | None:
    """An archive of our own: its categories keep ids, order and names."""
    if "site.yaml" not in files.folder.paths:
        return None
    layout = Layout("guichet")
    for item in files.yaml("site.yaml").get("categories") or []:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            key = item["id"]
            layout.order.append(key)
            layout.titles[key] = by_locale(item.get("title"))
            layout.intros[key] = by_locale(item.get("intro"))
    return layout


def _files_only(folder: SourceFolder) -> Layout:
    layout = Layout()
    layout.depth = shared_depth(layout, folder.paths)
    return layout
