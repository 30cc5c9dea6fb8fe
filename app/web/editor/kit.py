"""What the editors' pages are made with: the question of the request, their frame, answers that no cache keeps."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from flask import Response, current_app, g, request, url_for

from app.insights import FAILING, Desk, Gap, Recorded, nearest
from app.library import Snapshot
from app.locales import LANGUAGES
from app.model import RenderedArticle, utc_today
from app.web.editor.asked import PRESETS, Asked, read_asked
from app.web.editor.charts import chart
from app.web.editor.notices import notices
from app.web.languages import preferred
from app.web.pages.kit import NOTHING, searched_in
from app.web.pages.kit import kit as page_kit
from app.web.services import services, snapshot

KEY = "guichet.editor"
_UNRECORDED: Mapping[Recorded, str] = MappingProxyType(
    {"something": "", "nothing": "editor.nothing", "never": "editor.nothing_yet"}
)
KEPT = ("kind", "show", "order", "state", "owner")
"""Parameters that choose what a page shows, besides its days and its locale."""


@dataclass(frozen=True, slots=True)
class EditorKit:
    """The parts of the editors' pages in one process."""

    desk: Desk


def editor() -> EditorKit:
    """The editors' kit of the application that handles this request."""
    return cast(EditorKit, current_app.extensions[KEY])


def shown() -> Snapshot:
    """The help centre as readers see it; an empty one while nothing is published."""
    return snapshot() or NOTHING


def asked() -> Asked:
    """What this request asks about, read once."""
    if "asked" not in g:
        g.asked = read_asked(request.args, utc_today(), shown().locales)
    return cast(Asked, g.asked)


def language() -> str:
    """The interface's language: the address's, else the browser's."""
    return preferred(tuple(LANGUAGES), asked().language)


def unrecorded() -> str:
    """The text that says so where nothing was recorded in the days that this request asks about; else empty."""
    if "unrecorded" not in g:
        g.unrecorded = _UNRECORDED[editor().desk.recorded(asked().scope)]
    return cast(str, g.unrecorded)


def link(endpoint: str, /, **changes: str | int | None) -> str:
    """The path of an editors' page that asks for the same as this request, with some changes.

    Parts of the path are among the changes (`article_id`).
    """
    return url_for(f"editor.{endpoint}", **asked().parameters(**changes))  # type: ignore[arg-type]


def here(**changes: str | int | None) -> str:
    """The path of this very page with some changes; it begins again at the first part of a list."""
    return link(page_name(), **{**(request.view_args or {}), **_kept(), **changes})


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in KEPT if name in request.args}


def page_name() -> str:
    """The name of the page that is asked for, as links take it."""
    return (request.endpoint or "").removeprefix("editor.")


def find_article(locale: str, article_id: str) -> RenderedArticle | None:
    """The article in that very locale."""
    return shown().article(article_id, locale)


def title_of(locale: str, article_id: str) -> str:
    """An article's title, empty when readers can no longer open it."""
    article = find_article(locale, article_id)
    return article.title if article else ""


def nearest_ids(query: str, locale: str) -> tuple[str, ...]:
    """Ids of the articles that readers who search for that see first today."""
    current = shown()
    return nearest(lambda wanted: current.search(wanted, {}), query, locale)


def nearest_articles(query: str, locale: str) -> list[RenderedArticle]:
    """Those articles themselves, each in the best locale."""
    found = (shown().best(article_id, locale) for article_id in nearest_ids(query, locale))
    return [article for article in found if article]


def command(gap: Gap) -> str:
    """What writes the draft of the missing article, for a shell: what readers typed is quoted."""
    return f"guichet new --from-gap {shlex.quote(gap.query)} --locale {gap.locale}"


def render(template: str, status: int = 200, **values: object) -> Response:
    """A page of the editors' interface."""
    parts, current, code = page_kit(), shown(), language()
    catalogue = services().catalogues[code]
    context = {
        "shown": current,
        "site": current.site,
        "frame": searched_in(current, code),
        "asked": asked(),
        "period": asked().scope.period,
        "presets": PRESETS,
        "today": utc_today(),
        "asset": parts.assets.url,
        "brand_asset": lambda kind: parts.assets.brand_url(current.site.brand_color, kind),
        "link": link,
        "percent": catalogue.percent,
        "short_date": catalogue.short_date,
        "find_article": find_article,
        "nearest_articles": nearest_articles,
        "chart_of": lambda slots: chart(slots, utc_today()),
        "here": here,
        "path": request.path,
        "kept": {**asked().parameters(days=None), **_kept()},
        "command": command,
        "failing_below": FAILING,
        "page_name": page_name(),
        "notices": notices(),
        "unrecorded": unrecorded,
        "reported": lambda: services().store.replies.waiting(asked().scope.locale),
    }
    text = parts.templates[code].get_template(f"editor/{template}").render(context, **values)
    return Response(text, status, content_type="text/html; charset=utf-8", headers={"Vary": "Accept-Language, Cookie"})
