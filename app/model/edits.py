"""How far apart two words are; the only door to rapidfuzz."""

from __future__ import annotations

from rapidfuzz.distance import OSA


def edits(a: str, b: str, most: int | None = None) -> int:
    """Letters inserted, removed, replaced or swapped with their neighbour to make `a` into `b`.

    More than `most` of them, which is quicker to tell, are `most + 1`.
    """
    return int(OSA.distance(a, b, score_cutoff=most))
