"""An article's page, its Markdown, and the addresses that lead to it for ever."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, request

from app.library import Found, Snapshot
from app.library import permalink as link_to
from app.model import Body, RenderedArticle, Section
from app.web import paths
from app.web.counting import count_assistant, count_click, count_read, count_sent
from app.web.doorstep import leave
from app.web.languages import preferred
from app.web.pages import training
from app.web.pages.kit import Frame, document, in_locale, page, redirect, render
from app.web.pages.previews import preview
from app.web.services import require_snapshot
from app.web.urls import origin

MARKDOWN = ".md"
TEXT = "text/markdown; charset=utf-8"
TOC_LEVELS = (2, 3)
MIN_TOC = 2
WORDS_A_MINUTE = 200
"""What adults read of such texts, a little less in French than in English; nobody is told to hurry."""
_WORD = re.compile(r"\w[\w’'-]*")

pages = Blueprint("article", __name__)


@pages.get("/<locale>/articles/<slug>")
@pages.get("/<locale>/articles/<slug>/", strict_slashes=False)
def article(locale: str, slug: str) -> Response:
    """An article by its slug, as Markdown where `.md` follows it; a former or another locale's slug leads there."""
    current = in_locale(locale)
    plain = slug.removesuffix(MARKDOWN)
    found = current.find(locale, plain) or abort(404)
    if found.kind == "moved" or request.path.endswith("/"):
        return redirect(paths.article(locale, found.article.slug) + slug[len(plain) :], 301)
    if plain != slug:
        count_assistant(found.article)
        return _markdown(current, found.article)
    read = found.article if found.kind == "article" else None
    if read:
        count_read(read)
    count_click(found.article)
    name = ("article", locale, found.article.locale, found.article.id)
    response = page(name, lambda: _html(current, locale, found), keys=[f"article/{found.article.id}"])
    response.headers.update(training.headers(current.site))
    return leave(response, read)


@pages.get("/a/<article_id>")
def permalink(article_id: str) -> Response:
    """To the article in the locale that `lang` asks for, which must be one of the site's, else in the reader's.

    `via=agent` tells that the support sent the link. It ends here: the article's own address is the same for all.
    """
    current = require_snapshot()
    asked = request.args.get("lang")
    if asked and asked not in current.locales:
        abort(404)
    via = "agent" if request.args.get("via") == "agent" else ""
    if successor := current.successor(article_id):
        return redirect(link_to(successor, locale=asked or "", via=via), 301, Vary="Accept-Language")
    locale = preferred(current.locales, asked)
    target = current.best(article_id, locale) or abort(404)
    if via:
        count_sent(target)
    path = paths.article(locale, target.slug)
    return redirect(path, 302, Vary="Accept-Language", Cache_Control="no-cache")


def _html(current: Snapshot, locale: str, found: Found) -> str:
    shown = found.article
    body = current.body(shown)
    return render(
        "article.html",
        _frame(current, locale, shown),
        article=shown,
        html=body.html,
        category=current.category(shown.category),
        minutes=minutes_to_read(body),
        neighbours=_neighbours(current, shown) if shown.locale == locale else (None, None),
        toc=contents(body),
        related=current.related(shown, locale),
        actions=current.portal.offered(shown.workflows),
        fallback=found.kind == "fallback",
        source=current.article(shown.id, current.locales[0]) if shown.behind else None,
        preview=preview(current, shown),
    )


def contents(body: Body) -> Sequence[Section]:
    """The sections that a table of contents names; none where there are too few for one."""
    sections = [section for section in body.sections if section.anchor and section.level in TOC_LEVELS]
    return sections if len(sections) >= MIN_TOC else []


def minutes_to_read(body: Body) -> int:
    """How long the text takes, in whole minutes, at least one."""
    words = sum(len(_WORD.findall(f"{section.title} {section.text}")) for section in body.sections)
    return max(1, round(words / WORDS_A_MINUTE))


def _neighbours(current: Snapshot, shown: RenderedArticle) -> tuple[RenderedArticle | None, RenderedArticle | None]:
    """The articles before and after this one in its category, as the category's page lists them."""
    shelf = current.in_category(shown.locale, shown.category)
    place = shelf.index(shown)
    return (shelf[place - 1] if place else None), (shelf[place + 1] if place + 1 < len(shelf) else None)


def _frame(current: Snapshot, locale: str, shown: RenderedArticle) -> Frame:
    """The article under each locale's chrome; canonical and hreflang name only its real translations."""
    translations = current.alternates(shown.id)
    everywhere = {code: paths.article(code, translations.get(code, shown).slug) for code in current.locales}
    alternates = {code: path for code, path in everywhere.items() if code in translations}
    canonical = paths.article(shown.locale, shown.slug)
    return Frame(locale, everywhere, alternates, canonical, index=shown.locale == locale)


def _markdown(current: Snapshot, shown: RenderedArticle) -> Response:
    name = ("markdown", shown.locale, shown.id)
    response = document(name, lambda: current.markdown(shown), TEXT, keys=(f"article/{shown.id}",))
    canonical = origin() + paths.article(shown.locale, shown.slug)
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    response.headers.update(training.headers(current.site))
    return response
