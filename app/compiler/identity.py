"""A generation's name: a hash of everything that shapes it, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from types import MappingProxyType

from app import __version__
from app.compiler.drawing import VERSION as CARDS
from app.compiler.outcomes import RENDERING_LIBRARIES
from app.content.pictures import VARIANTS
from app.generations.manifest import FORMAT
from app.model import Article, Problem


def generation_name(
    files: Mapping[str, str],
    articles: Iterable[Article],
    live: Iterable[str],
    problems: Iterable[Problem],
    search: str,
    nonce: str = "",
    behind: Mapping[str, date] = MappingProxyType({}),
) -> str:
    """`gen-` and 16 hex digits: the same commit gives the same name on every machine.

    `files` are SHA-256 of the content's files by path, `live` the paths of the articles that readers may see now,
    `problems` those of reading, of which errors count (they tell of files that were refused, whose content is unknown;
    warnings, 50,000 on an imported site, decide nothing), `search` the engine's version. Dates that come from git
    count, file times do not; so do those of `behind`, by path: what translations lack, as readers are told. `nonce`
    makes a forced build distinct.
    """
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path}\0{content}\0".encode("utf-8", "surrogateescape"))
    facts = {
        "dates": {article.path: (_text(article.updated), _text(article.published)) for article in articles},
        "live": sorted(live),
        "problems": [str(problem) for problem in problems if problem.severity == "error"],
        "search": search,
        "format": FORMAT,
        "program": __version__,
        "cards": CARDS,
        "variants": VARIANTS,
        "rendering": {name: version(name) for name in RENDERING_LIBRARIES},
        "nonce": nonce,
        "behind": {path: behind[path].isoformat() for path in sorted(behind)},
    }
    digest.update(json.dumps(facts, sort_keys=True).encode())
    return f"gen-{digest.hexdigest()[:16]}"


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
