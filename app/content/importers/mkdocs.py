"""What `mkdocs.yml` says of its pages: the navigation is their order, groups and titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.content.importers.foreign import our_locale
from app.content.importers.layout import Layout
from app.content.importers.site_files import SiteFiles
from app.content.names import name_of
from app.locales import LANGUAGES


def mkdocs(files: SiteFiles) -> Layout | None:
    """None when the folder is none of MkDocs."""
    path = next((path for path in ("mkdocs.yml", "mkdocs.yaml") if path in files.folder.paths), None)
    if path is None:
        return None
    value = files.yaml(path)
    layout = Layout("mkdocs", f"{str(value.get('docs_dir') or 'docs').strip('./')}/")
    layout.take_address(value.get("site_url"))
    layout.as_files = str(value.get("use_directory_urls")).lower() in ("false", "no", "off")
    theme = value.get("theme")
    layout.locale = our_locale(str((theme.get("language") if isinstance(theme, dict) else None) or ""))
    _take_navigation(layout, value.get("nav"))
    _take_redirects(layout, value.get("plugins"))
    return layout


def _take_navigation(layout: Layout, nav: object) -> None:
    for place, (page, title, groups) in enumerate(_pages(nav, ())):
        layout.nav_weights[page] = place
        if title:
            layout.nav_titles[page] = title
        if groups:
            key = name_of(groups[0]) or "other"
            layout.nav_groups[page] = key
            if key not in layout.order:
                layout.order.append(key)
            layout.titles.setdefault(key, dict.fromkeys(LANGUAGES, groups[0]))


def _pages(nav: object, groups: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every page of the navigation: path, title, groups above it."""
    for item in nav if isinstance(nav, list) else []:
        entries = item.items() if isinstance(item, dict) else [("", item)]
        for title, value in entries:
            if isinstance(value, str) and not value.startswith(("http:", "https:", "/")):
                yield value, str(title), groups
            elif isinstance(value, list):
                yield from _pages(value, (*groups, str(title)))


def _take_redirects(layout: Layout, plugins: object) -> None:
    for old, new in _redirects(plugins):
        where = re.sub(r"(^|/)index[.]md$|[.]md$", "", old).strip("/")
        first = bool(re.search(r"(^|/)index[.]md$", old))
        addresses = layout.addresses(f"{layout.base}/{where}".rstrip("/"), first=first)
        layout.redirects.setdefault(new.split("#")[0], []).extend(addresses)


def _redirects(plugins: object) -> Iterator[tuple[str, str]]:
    """Former and present paths, of the plugin `redirects`."""
    for plugin in plugins if isinstance(plugins, list) else []:
        given = plugin.get("redirects") if isinstance(plugin, dict) else None
        maps: Mapping[Any, Any] | None = given.get("redirect_maps") if isinstance(given, dict) else None
        for old, new in maps.items() if isinstance(maps, dict) else ():
            yield str(old), str(new)
