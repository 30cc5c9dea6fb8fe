"""`/editor/components`: every component of the pages in its states, in the site's own colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response

from app.model import Category, RenderedArticle
from app.model.colors import contrast, palette
from app.web import paths
from app.web.editor.kit import language, render, shown
from app.web.icons import LOGO, shapes
from app.web.pages.kit import Frame, category_title
from app.web.services import services, standings
from app.web.urls import origin

PARTS = {
    "logo": ".mark .mark-sign .icon",
    "colors": "--bg --surface --accent …",
    "type": "h1 h2 h3 .lead p small",
    "space": "--s1 … --s8",
    "buttons": ".button .button-main .quiet .pager",
    "notices": ".notice .notice-error .admonition",
    "cards": ".popular .related .neighbours .picks",
    "article": ".byline .toc .feedback .colophon .person",
    "actions": ".actions .action .action-first .go",
    "entries": ".entries .entry .spots .filters",
    "steps": ".prose ol .next-steps",
    "tables": ".prose table",
    "forms": ".search .searchbox .field .choice .care",
    "labels": ".label-popular .label-regular .label-few .label-new",
    "badges": ".tag .tongue",
    "team": ".segments .figures .trend .ranks .share .signal .comment",
    "empty": ".empty .nothing .calm",
}
"""What the page shows, in order, and the names in the style sheets that draw it."""
TEXTS = ("text", "muted", "accent", "accent-strong")
GROUNDS = ("bg", "surface", "sunken", "soft")
LABELS = ("popular", "regular", "few", "new")
BOXES = ("note", "tip", "warning", "danger")
MAX_SAMPLES = 3
SHOWN_ACTIONS = 3


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour of the brand in one scheme; `worst` is the least contrast it has where it is used for text, else 0."""

    name: str
    value: str
    worst: float


def install(blueprint: Blueprint) -> None:
    """Register the page."""
    blueprint.add_url_rule("/components", "components", page)


def page() -> Response:
    """The living page: drawn by the same macros as the pages of readers, from what is published."""
    current, code = shown(), language()
    portal = current.portal.at(services().settings.portal_url)
    return render(
        "components.html",
        frame=Frame(code, {}),
        portal=portal,
        origin=origin(),
        standings=standings(),
        category_title=lambda category: category_title(category, code),
        label_of=lambda article: standings().of(article).label,
        parts_shown=PARTS,
        schemes={scheme: list(swatches(current.site.brand_color, scheme == "dark")) for scheme in ("light", "dark")},
        samples=samples(current.articles(code)),
        category=next(iter(current.categories), Category("other")),
        workflows=list(portal.workflows.values())[:SHOWN_ACTIONS],
        icon_names=sorted(shapes().keys() - {LOGO}),
        label_names=LABELS,
        boxes=BOXES,
        to=paths,
        example="nslookup example.com",
    )


def swatches(color: str, dark: bool) -> Iterator[Swatch]:
    """The palette of a brand colour in one scheme."""
    shades = palette(color, dark=dark)
    for name, value in shades.items():
        grounds = [shades[ground] for ground in GROUNDS] if name in TEXTS else []
        grounds += [shades["accent"]] if name == "on-accent" else []
        yield Swatch(name, value, min((contrast(value, ground) for ground in grounds), default=0.0))


def samples(articles: tuple[RenderedArticle, ...]) -> list[RenderedArticle]:
    """A few articles of different categories, to fill the cards with."""
    by_category = {article.category: article for article in reversed(articles)}
    return list(by_category.values())[::-1][:MAX_SAMPLES]
