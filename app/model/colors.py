"""A palette for light and dark pages from one brand colour, with the contrast of every pair kept."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, cbrt, cos, hypot, sin

BRAND_COLOR = "#0b6e99"
TEXT_CONTRAST = 4.6
"""WCAG asks for 4.5; the rest covers rounding to eight bits."""

Rgb = tuple[float, float, float]


def palette(color: str, *, dark: bool) -> Mapping[str, str]:
    """Custom property names to `#rrggbb` for one colour scheme, from a colour `#rrggbb`.

    Texts (`text`, `muted`, `accent`) reach 4.5:1 on every background of the scheme, `on-accent` on `accent`.
    """
    lightness, chroma, hue = _to_oklch(_parse(color))
    tint = min(chroma, 0.10) / 0.10

    def tone(level: float, saturation: float) -> str:
        return _format(_from_oklch(level, saturation * tint, hue))

    if dark:
        grounds = {"bg": tone(0.185, 0.014), "surface": tone(0.225, 0.016), "sunken": tone(0.265, 0.020)}
        soft, line, edge = tone(0.285, 0.045), tone(0.33, 0.020), tone(0.60, 0.025)
        text, muted = tone(0.94, 0.008), tone(0.765, 0.018)
        start, step = max(lightness, 0.74), 0.01
    else:
        grounds = {"bg": tone(0.985, 0.004), "surface": "#ffffff", "sunken": tone(0.962, 0.009)}
        soft, line, edge = tone(0.948, 0.026), tone(0.902, 0.014), tone(0.60, 0.025)
        text, muted = tone(0.255, 0.028), tone(0.465, 0.026)
        start, step = min(lightness, 0.52), -0.01
    backgrounds = (*grounds.values(), soft)
    accent = _readable(start, step, chroma, hue, backgrounds)
    strong_level = _to_oklch(_parse(accent))[0] + (0.06 if dark else -0.07)
    strong = _format(_from_oklch(strong_level, chroma, hue))
    ink = "#ffffff" if contrast(accent, "#ffffff") >= TEXT_CONTRAST else tone(0.16, 0.03)
    return {
        **grounds,
        "soft": soft,
        "line": line,
        "edge": edge,
        "text": text,
        "muted": muted,
        "accent": accent,
        "accent-strong": strong,
        "on-accent": ink,
    }


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two colours `#rrggbb`, 1 to 21."""
    high, low = sorted((_luminance(_parse(first)), _luminance(_parse(second))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _readable(level: float, step: float, chroma: float, hue: float, backgrounds: tuple[str, ...]) -> str:
    """The first colour from `level` on that can be read on all backgrounds."""
    while True:
        color = _format(_from_oklch(level, chroma, hue))
        if not 0.0 < level < 1.0 or all(contrast(color, ground) >= TEXT_CONTRAST for ground in backgrounds):
            return color
        level += step


def _parse(color: str) -> Rgb:
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _format(color: Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in color)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(color: Rgb) -> tuple[float, float, float]:
    """Lightness 0..1, chroma and hue in radians (Björn Ottosson's Oklab)."""
    red, green, blue = (_linear(channel) for channel in color)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """The colour, with as much of its chroma as a screen can show."""
    lightness = min(max(lightness, 0.0), 1.0)
    while True:
        color = _linear_rgb(lightness, chroma * cos(hue), chroma * sin(hue))
        if chroma <= 0 or all(-1e-4 <= channel <= 1.0001 for channel in color):
            red, green, blue = (_encoded(min(max(channel, 0.0), 1.0)) for channel in color)
            return red, green, blue
        chroma -= 0.004


def _linear_rgb(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
