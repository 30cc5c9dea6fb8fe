"""The help centre's own configuration, as read from site.yaml and synonyms.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from app.model.colors import BRAND_COLOR

Training = Literal["", "allowed", "refused"]
"""What a site says of its texts being used to train models; empty: nothing."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of articles; `title` and `intro` by locale, `icon` the name of a shipped icon."""

    id: str
    icon: str = "other"
    title: Mapping[str, str] = field(default_factory=dict)
    intro: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an article is called popular, regularly read, little read or new.

    `popular` and `regular` are shares of the locale's articles, counted from the most read (0.2: the top fifth);
    the minimums are decayed reads that an article must have besides. A popular one must also have had
    `popular_readers` readers on each of `popular_days` days within two half-lives, and a day counts at most `burst`
    times as much as the article's `popular_days`-th best.
    """

    half_life_days: float = 14.0
    new_days: int = 30
    popular: float = 0.2
    popular_minimum: float = 10.0
    popular_days: int = 4
    popular_readers: int = 2
    burst: float = 2.0
    regular: float = 0.6
    regular_minimum: float = 3.0


@dataclass(frozen=True, slots=True)
class Replies:
    """What stands around the links of a reply that the support sends, by locale; where it is empty, our own words do.

    `one` introduces one article, `several` more. `{{ customer.name }}` and `{{ agent.name }}` stand for names.
    """

    greeting: Mapping[str, str] = field(default_factory=dict)
    one: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, str] = field(default_factory=dict)
    closing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Brand, contacts, locales (the first is the default) and categories in their order on the home page.

    `variables` are what `{{ name }}` stands for in articles, by dotted name (`brand.name`, `support.email`).
    """

    brand_name: str = "Guichet"
    brand_color: str = BRAND_COLOR
    support_email: str = ""
    support_phone: str = ""
    timezone: str = "UTC"
    locales: tuple[str, ...] = ("fr", "en")
    categories: tuple[Category, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    variables: Mapping[str, str] = field(default_factory=dict)
    training: Training = ""
    replies: Replies = field(default_factory=Replies)
    edit_url: str = ""
    """Where a file is changed on the web, with `{path}` for its path in the content folder; empty: nowhere."""

    security_contact: str = ""
    """Where faults of the site itself are told (`mailto:…` or `https://…`), empty: the support's e-mail address."""
    indexing: bool = True
    """Whether search engines may keep the pages; not those of a copy that is made for trials."""

    @property
    def default_locale(self) -> str:
        """The first one."""
        return self.locales[0]

    def edit_address(self, locale: str, source: str) -> str:
        """Where an article's file is changed on the web, empty where that is not configured."""
        return self.edit_url.replace("{path}", quote(f"{locale}/{source}"))

    def category(self, category_id: str) -> Category | None:
        """The category with that id, None when the site has no such category."""
        return next((c for c in self.categories if c.id == category_id), None)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words and phrases of one locale that mean the same to a customer, as editors wrote them.

    `lines` are those of the groups in their file, for messages.
    """

    locale: str
    groups: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = field(default=(), compare=False)
