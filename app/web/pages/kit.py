"""What every page is made with: templates in the reader's language, assets, and the frame around each page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

from flask import Response, abort, current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.library import Snapshot
from app.locales import LANGUAGES, Catalogue, isolated
from app.model import Category
from app.web import paths
from app.web.assets import Assets
from app.web.icons import icon, shapes
from app.web.languages import preferred
from app.web.pages.cache import HTML, Page, PageCache, finish, send
from app.web.security.form_times import FormTimes
from app.web.services import require_snapshot, services, snapshot, standings
from app.web.urls import origin

KEY = "guichet.pages"
NOTHING = Snapshot.of_nothing()
"""What pages are made from while there is no generation: a default name, no article."""


@dataclass(frozen=True, slots=True)
class Kit:
    """The parts that pages share in one process; `templates` holds one environment a locale."""

    assets: Assets
    templates: Mapping[str, Environment]
    cache: PageCache
    form_times: FormTimes


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a page: where it is, which other locales have it, what search engines are told.

    `paths` maps every locale to this page in it; `alternates` maps those in which it really exists (hreflang).
    `canonical` is the path that search engines should keep; `index` is false for pages they should not keep.
    """

    locale: str
    paths: Mapping[str, str]
    alternates: Mapping[str, str] = field(default_factory=dict)
    canonical: str | None = None
    index: bool = True


def environments(folder: Path, catalogues: Mapping[str, Catalogue]) -> dict[str, Environment]:
    """One template environment a locale, with its texts, dates and numbers as `t`, `count`, `date`, `number`."""
    return {code: _environment(folder, catalogue) for code, catalogue in catalogues.items()}


def _environment(folder: Path, catalogue: Catalogue) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "t": catalogue.text,
        "count": catalogue.count,
        "date": catalogue.date,
        "number": lru_cache(maxsize=1024)(catalogue.number),  # Babel takes 20 µs for each
        "language": catalogue.language,
        "languages": LANGUAGES,
        "isolated": partial(isolated, direction=catalogue.language.direction),
        "drawn": icon,
        "shapes": shapes(),
        "to": paths,
    }
    return environment


def kit() -> Kit:
    """The kit of the application that handles this request."""
    return cast(Kit, current_app.extensions[KEY])


def in_locale(locale: str) -> Snapshot:
    """The snapshot of this request, if it has that locale; else the page is not found."""
    current = require_snapshot()
    if locale not in current.locales:
        abort(404)
    return current


def same_page(current: Snapshot, locale: str, path: Callable[[str], str], index: bool = True) -> Frame:
    """The frame of a page that exists in every locale at `path(locale)`."""
    everywhere = {code: path(code) for code in current.locales}
    return Frame(locale, everywhere, everywhere if index else {}, path(locale) if index else None, index)


def searched_in(current: Snapshot, language: str) -> Frame:
    """The frame of a page that belongs to no locale, for its search box: in the interface's language where it can be.

    Its locale is empty while there is nothing to search.
    """
    return Frame(preferred(current.locales, language) if current.locales else "", {}, index=False)


def render(template: str, frame: Frame, **values: object) -> str:
    """A page as HTML. The snapshot and standings of this request are `shown` and `standings` in the template."""
    parts, current = kit(), snapshot() or NOTHING
    context = {
        "shown": current,
        "site": current.site,
        "frame": frame,
        "standings": standings(),
        "portal": current.portal.at(services().settings.portal_url),
        "origin": origin(),
        "asset": parts.assets.url,
        "brand_asset": lambda kind: parts.assets.brand_url(current.site.brand_color, kind),
        "category_title": lambda category: category_title(category, frame.locale),
        "category_intro": lambda category: category.intro.get(frame.locale, ""),
        "label_of": lambda article: standings().of(article).label,
    }
    return parts.templates[frame.locale].get_template(template).render(context, **values)


def kept(name: object, make: Callable[[], Page]) -> Page:
    """The page called `name` for this request's generation and popularity, made at most once a process."""
    current = snapshot()
    key = (current and current.generation, standings().version, origin(), name)
    return kit().cache.get(key, make)


def document(
    name: object, make: Callable[[], str], content_type: str, vary: str = "", keys: Iterable[str] = ()
) -> Response:
    """The response with what is called `name`, whose text `make` gives when it is not kept yet.

    `keys` are what a delivery network may throw it away by, besides `pages`: the ids of what it shows.
    """
    response = send(kept(name, lambda: finish(make(), content_type)), vary=vary)
    response.headers["Surrogate-Key"] = " ".join(("pages", *keys))
    return response


def page(name: object, make: Callable[[], str], vary: str = "", keys: Iterable[str] = ()) -> Response:
    """The response with the HTML page called `name`; the rest as for `document`."""
    response = document(name, make, HTML, vary, keys)
    if not (snapshot() or NOTHING).site.indexing:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def fetching_ahead(response: Response) -> Response:
    """The same response, whose browser may fetch the page that a pointer rests on.

    Only for pages where readers choose an article: the rules are one more file, which whoever comes to an article from
    elsewhere would wait for. Such a request says what it is, and is no read (app.popularity.readers).
    """
    response.headers["Speculation-Rules"] = f'"{kit().assets.url("speculation.json")}"'
    return response


def redirect(path: str, status: int, **headers: str) -> Response:
    """A redirect to a path that we made ourselves; its body is empty."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    # Browsers would keep a permanent redirect for years, also one that an editor corrects the next day.
    lasting = {"Cache-Control": "public, max-age=3600"} if status == 301 else {}
    return Response(status=status, headers={"Location": path, **lasting, **names})


def category_title(category: Category, locale: str) -> str:
    """A category's name in the locale, else in another, else a name of our own."""
    if title := category.title.get(locale) or next(iter(category.title.values()), None):
        return title
    return services().catalogues[locale].text("category.other") if category.id == "other" else category.id
