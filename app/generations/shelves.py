"""Many small pieces in a few files: where they stand, and how many files there are."""

from __future__ import annotations

CARDS, INDEX = "cards", "index.json"
"""The folder of the link cards' pictures, and the file in it that says where each of them stands."""

CARDS_A_SHELF = 256
"""About 2 MB: large enough to be shared with the generation before, small enough to be written again for an edit."""
ARTICLES_A_SHELF = 64
MAX_SHELVES = 64


def shelf_count(pieces: int, each: int) -> int:
    """How many files pieces are spread over, about `each` to a file: an edit rewrites one, the others are shared.

    A power of two, so that it rarely changes while a site grows; one file for a small site.
    """
    return 1 << min(pieces // each, MAX_SHELVES).bit_length() >> 1 or 1


def shelf_name(number: int) -> str:
    """The file of a shelf of articles' bodies or cards."""
    return f"{number:02d}.bodies"
