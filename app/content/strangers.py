"""Files of a content folder that somebody may expect to be read and that are not, and why."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from app.content.pictures import SUFFIXES
from app.content.text import listed
from app.content.tree import Entry, suffix_of
from app.model import Problem


def without_case_clashes(entries: Iterable[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Files whose names differ by case (or by how an accent is encoded) only are one file on many machines."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[unicodedata.normalize("NFC", entry.path).casefold()].append(entry)
    kept = [group[0] for group in groups.values() if len(group) == 1]
    problems = [
        Problem(
            entry.path,
            1,
            f"name differs by case only from {listed(other.path for other in group if other != entry)}: none is read",
            code="duplicate",
        )
        for group in groups.values()
        if len(group) > 1
        for entry in group
    ]
    return sorted(kept), problems


def strangers(entries: Iterable[Entry], locales: tuple[str, ...]) -> list[Problem]:
    """Files that somebody may expect to be read and that are not."""
    problems: list[Problem] = []
    folders: set[str] = set()
    inside = tuple(f"{locale}/" for locale in locales)
    for entry in entries:
        if entry.path.startswith(inside) and suffix_of(entry.path) == ".md" and "/_" not in entry.path:
            continue
        path = PurePosixPath(entry.path)
        top, suffix = path.parts[0], path.suffix.lower()
        if len(path.parts) == 1:
            if suffix == ".md" and path.stem.lower() != "readme":
                message = f"not read: articles are in a locale's folder, such as {locales[0]}/"
                problems.append(Problem(str(path), 1, message, code="stray-file", severity="warning"))
            elif path.name in ("site.yml", "portal.yml"):
                problems.append(Problem(str(path), 1, f"not read: name it {path.stem}.yaml", code="stray-file"))
        elif top not in locales:
            if suffix == ".md" and top not in folders:
                folders.add(top)
                message = f"{top}/ is no locale of this site ({', '.join(locales)}): its files are not read"
                problems.append(Problem(str(path), 1, message, code="stray-file", severity="warning"))
        elif reason := _stranger_in_locale(path):
            problems.append(Problem(str(path), 1, reason, code="file-kind"))
    return problems


def _stranger_in_locale(path: PurePosixPath) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".svg":
        return "SVG is not accepted: export the picture as PNG or WebP"
    if suffix == ".md" and any(part.startswith("_") for part in path.parts[:-1]):
        return "not read: a folder whose name begins with _ holds no articles"
    if suffix in (".md", *SUFFIXES) or (path.name == "synonyms.yaml" and len(path.parts) == 2):
        return None
    return "not accepted: only .md articles, synonyms.yaml and png, jpg, webp and gif pictures are read"
