"""What every setting is checked with: the sentence that names a wrong one, whole numbers, choices, lists."""

from __future__ import annotations

from app.errors import SettingError

PREFIX = "GUICHET_"


def wrong(name: str, sentence: str) -> SettingError:
    """What to raise for a setting: `sentence` goes on after its name."""
    return SettingError(f"{PREFIX}{name} {sentence}")


def number(name: str, text: str, low: int, high: int) -> int:
    """A whole number between two, both included."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise wrong(name, f"must be a whole number from {low} to {high}")
    return int(text)


def choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    if text not in choices:
        raise wrong(name, f"must be {' or '.join(choices)}")
    return text


def items(text: str) -> tuple[str, ...]:
    """What a list holds, between commas and spaces."""
    return tuple(item for item in text.replace(",", " ").split() if item)
