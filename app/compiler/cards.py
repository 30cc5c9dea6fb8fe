"""Which link cards a generation has: one picture for each article that the public can read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache

from app.compiler.drawing import VERSION, CardColors, Direction, Painter
from app.locales import LANGUAGES
from app.model import Article, RenderedArticle, Site
from app.model.colors import palette


def card_colors(color: str) -> CardColors:
    """The colours of a card in a brand's colour `#rrggbb`: what is written reaches a contrast of 4.5 to 1."""
    shades = palette(color, dark=False)
    return CardColors(shades["accent"], shades["on-accent"], shades["accent-strong"])


def card_name(article: Article, site: Site) -> str:
    """The name of an article's card: a hash of all that is drawn, so that the same card is never drawn twice.

    Empty for an article that is not everybody's: its title would be readable by whoever guesses the name.
    """
    if article.visibility != "public":
        return ""
    facts = (VERSION, site.brand_name, site.brand_color, _direction(article.locale), article.title)
    return hashlib.sha256("\0".join(facts).encode()).hexdigest() + ".png"


class CardDrawer:
    """Draws the cards of one site; `has_card` tells which ones need not be drawn."""

    def __init__(self, site: Site, has_card: Callable[[str], bool]):
        self._site = site
        self._has_card = has_card
        self._drawn: dict[str, bytes] = {}
        self._painter = cache(lambda: Painter(site.brand_name, card_colors(site.brand_color)))

    def prepare(self, article: Article) -> None:
        """Draw the article's card now, unless there is one."""
        name = card_name(article, self._site)
        if name and name not in self._drawn and not self._has_card(name):
            self._drawn[name] = self._draw(article.title, article.locale)

    def draw(self, articles: Iterable[RenderedArticle]) -> Callable[[str], bytes]:
        """From the name of a card of one of the articles to its picture."""
        titles = {article.card: (article.title, article.locale) for article in articles}
        return lambda name: self._drawn[name] if name in self._drawn else self._draw(*titles[name])

    def _draw(self, title: str, locale: str) -> bytes:
        return self._painter().card(title, _direction(locale))


def _direction(locale: str) -> Direction:
    return LANGUAGES[locale].direction
