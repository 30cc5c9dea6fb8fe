"""How the picture of a link card is drawn; the only door to Pillow for what is drawn here."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

import PIL
from PIL import Image, ImageDraw, ImageFont, features

from app.compiler.typesetting import has_right_to_left, set_lines, words_of
from app.model import CARD_HEIGHT as HEIGHT
from app.model import CARD_WIDTH as WIDTH

# Pillow's wheels have Raqm, but look for FriBiDi on the machine: a bare one has none.
SHAPED, PLAIN = ImageFont.Layout.RAQM, ImageFont.Layout.BASIC
LAYOUT = SHAPED if features.check("raqm") else PLAIN
"""`PLAIN` sets letters side by side, without kerning; the font has none that run to the left, which would need more."""
VERSION = f"1-{PIL.__version__}" if LAYOUT == SHAPED else f"1-{PIL.__version__}-plain"
"""Changes whenever the same words would be drawn otherwise."""

_FONT = Path(__file__).parent / "fonts" / "inter-display-semibold.woff"
_MARGIN, _BRAND_TOP, _TITLE_TOP, _TITLE_BOTTOM, _STRIPE_HEIGHT = 84, 78, 196, 562, 18
_TITLE_SIZES = (80, 70, 60, 52)
_BRAND_SIZE = 44
_LEADING = 1.18
_MOST_LINES = 4
_MARK = 68
_INK, _STRIPE = 2, 3
"""Places in the palette: 0 is the ground, 1 softens the edges of letters. Four colours take two bits a pixel: more
look the same where a card is shown, and take twice the time and room."""
_LEVELS = [round(level * _INK / 255) for level in range(256)]
_SIDE = 6
"""Pixels around a drawn word for letters that reach over their place; less than half a space."""
_WORDS = 1_000
"""Drawn words that are remembered, 10 to 30 KB each: the titles of a help centre share most of theirs."""

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class CardColors:
    """`#rrggbb` of a card: the ground, the ink on it, the stripe below."""

    ground: str
    ink: str
    stripe: str


class Painter:
    """Draws the cards of one brand. Keep one for all of them: a word that several titles have is drawn once."""

    def __init__(self, brand: str, colors: CardColors, layout: ImageFont.Layout = LAYOUT):
        sizes = (*_TITLE_SIZES, _BRAND_SIZE)
        self._fonts = {size: ImageFont.truetype(_FONT, size, layout_engine=layout) for size in sizes}
        self._drawn = lru_cache(_WORDS)(self._draw)
        self._width = lru_cache(8 * _WORDS)(lambda size, text: self._fonts[size].getlength(text))
        self._known = lru_cache(_WORDS)(self._is_known)
        self._palette = _palette(colors)
        self._unknown = bytes(self._fonts[_BRAND_SIZE].getmask("\uffff"))
        self._grounds = {direction: self._ground(brand, direction) for direction in ("ltr", "rtl")}

    def card(self, title: str, direction: Direction) -> bytes:
        """A PNG of CARD_WIDTH by CARD_HEIGHT pixels: the brand, and as much of the title as has room.

        A title with a letter that the font does not have is left out: boxes in its place would say less.
        """
        image = self._grounds[direction].copy()
        words = words_of(title)
        if words and all(map(self._known, "".join(words))):
            self._set_title(image, words, direction)
        file = io.BytesIO()
        # 1.2 ms a card, 5 s for 4,401: run lengths alone (3) need half the time of a search at the same size.
        image.save(file, "PNG", bits=2, compress_level=6, compress_type=3)
        return file.getvalue()

    def _set_title(self, image: Image.Image, words: list[str], direction: Direction) -> None:
        """In the largest size that has room for all of it; in the smallest one its end is cut off."""
        for size in _TITLE_SIZES:
            leading = size * _LEADING
            most = min(_MOST_LINES, int((_TITLE_BOTTOM - _TITLE_TOP) / leading))
            lines, whole = set_lines(words, partial(self._width, size), WIDTH - 2 * _MARGIN, most)
            if whole:
                break
        top = _TITLE_TOP + (_TITLE_BOTTOM - _TITLE_TOP - len(lines) * leading) / 2
        for number, line in enumerate(lines):
            self._write(image, line, size, round(top + number * leading), direction)

    def _write(self, image: Image.Image, words: list[str], size: int, top: int, direction: Direction) -> None:
        """One line at its margin. Where some letter runs to the left, the order of words is the library's to find."""
        text = " ".join(words)
        if direction == "rtl" or has_right_to_left(text):
            left = WIDTH - _MARGIN - self._width(size, text) if direction == "rtl" else _MARGIN
            image.paste(self._draw(size, text, direction), (round(left) - _SIDE, top))
            return
        left, space = float(_MARGIN), self._width(size, " ")
        for word in words:
            image.paste(self._drawn(size, word, direction), (round(left) - _SIDE, top))
            left += self._width(size, word) + space

    def _draw(self, size: int, text: str, direction: Direction) -> Image.Image:
        font = self._fonts[size]
        order = direction if font.layout_engine == SHAPED else None
        ascent, descent = font.getmetrics()
        image = Image.new("L", (int(font.getlength(text)) + 1 + 2 * _SIDE, ascent + descent))
        ImageDraw.Draw(image).text((_SIDE, 0), text, font=font, fill=255, direction=order)
        return self._colored(image.point(_LEVELS))

    def _ground(self, brand: str, direction: Direction) -> Image.Image:
        """What all cards of a direction share: ground, stripe, mark and the brand's name."""
        image = Image.new("L", (WIDTH, HEIGHT))
        image.paste(_STRIPE, (0, HEIGHT - _STRIPE_HEIGHT, WIDTH, HEIGHT))
        image = self._colored(image)
        forward = direction == "ltr"
        image.paste(
            self._colored(_mark().point(_LEVELS)), (_MARGIN if forward else WIDTH - _MARGIN - _MARK, _BRAND_TOP)
        )
        words = words_of(brand)
        if words and all(map(self._known, "".join(words))):
            room = WIDTH - 2 * _MARGIN - _MARK - 24
            [line], _ = set_lines(words, partial(self._width, _BRAND_SIZE), room, 1)
            drawn = self._draw(_BRAND_SIZE, " ".join(line), direction)
            beside = _MARGIN + _MARK + 24 - _SIDE
            left = beside if forward else WIDTH - beside - drawn.width
            image.paste(drawn, (left, _BRAND_TOP + (_MARK - drawn.height) // 2))
        return image

    def _colored(self, image: Image.Image) -> Image.Image:
        image.putpalette(self._palette)
        return image

    def _is_known(self, letter: str) -> bool:
        """Whether the font has the letter: what it has not looks like every other one that it has not."""
        return bytes(self._fonts[_BRAND_SIZE].getmask(letter)) != self._unknown


@lru_cache(1)
def _mark() -> Image.Image:
    """The mark of the pages, a question in a bubble, drawn four times as large for its edges."""
    large = 4 * _MARK
    image = Image.new("L", (large, large))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, large - 1, round(large * 0.86)), fill=255)
    draw.polygon([(large * part / 32, large * down / 32) for part, down in ((6, 22), (15, 26), (5, 32))], fill=255)
    font = ImageFont.truetype(_FONT, round(large * 0.62))
    draw.text((large / 2, large * 0.435), "?", font=font, fill=0, anchor="mm")
    return image.resize((_MARK, _MARK), Image.Resampling.BOX)


def _palette(colors: CardColors) -> bytes:
    ground, ink, stripe = (bytes.fromhex(color.lstrip("#")) for color in (colors.ground, colors.ink, colors.stripe))
    steps = [
        round(low + (high - low) * step / _INK)
        for step in range(_INK + 1)
        for low, high in zip(ground, ink, strict=True)
    ]
    return bytes(steps) + stripe
