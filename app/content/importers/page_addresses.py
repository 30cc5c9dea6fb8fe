"""The addresses at which a site generator answered a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator

from app.content.admission import is_route
from app.content.importers.layout import Layout
from app.content.importers.matter import ForeignMatter
from app.content.importers.page_paths import is_first, unnumbered
from app.content.importers.zendesk_in_git import numbered_addresses
from app.content.names import NAME
from app.locales import LANGUAGES


def addresses(layout: Layout, page: str, locale: str, matter: ForeignMatter) -> tuple[str, ...]:
    """Each once, the one that readers saw last first; `page` is the path inside the pages' folder, without language."""
    *parts, stem = page.rpartition(".")[0].split("/")
    if layout.strips_numbers:
        *parts, stem = map(unnumbered, (*parts, stem))
    found = [*_own(layout, page, stem, parts, locale, matter), *_former(layout, parts, locale, matter)]
    found += layout.redirects.get(page, ())
    if not layout.tool:
        found += numbered_addresses(matter.text("id"), locale)
    return tuple(dict.fromkeys(found))


def _own(layout: Layout, page: str, stem: str, parts: list[str], locale: str, matter: ForeignMatter) -> Iterator[str]:
    """Where the page was: as its front matter says, else as the generator makes it of its folders and name."""
    prefix = layout.prefix(locale)
    given, slug = matter.text("url", "permalink"), matter.text("slug")
    if given.startswith("/"):
        yield layout.below(given)
    elif slug.startswith("/"):
        yield f"{prefix}{slug}"
    elif layout.tool not in ("", "guichet"):
        named = slug or (matter.text("id") if layout.tool == "docusaurus" else "") or stem
        where = "/".join(parts if is_first(page) else [*parts, named])
        plain = f"{prefix}/{where.lower() if layout.tool == 'hugo' else where}"
        if where:
            yield from layout.addresses(plain, first=is_first(page))
        elif layout.as_files:
            yield f"{prefix}/index.html"
        if not where and prefix and not is_route(plain, LANGUAGES):
            # Its relative links start inside the folder that it is the first page of.
            yield from (plain, prefix)


def _former(layout: Layout, parts: list[str], locale: str, matter: ForeignMatter) -> Iterator[str]:
    """Where the front matter says that it was before."""
    for old in matter.texts("aliases", "redirect_from", "old_urls"):
        if old.startswith("/"):
            yield layout.below(old)
            continue
        if NAME.fullmatch(old):
            yield old
        if layout.base or not NAME.fullmatch(old):
            yield f"{layout.prefix(locale)}/{'/'.join([*parts, old])}"
