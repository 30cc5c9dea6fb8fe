"""What is wrong with a content beside what it was: addresses that were lost, translations that were left behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from app.compiler.reading import Draft
from app.content.checks.history import (
    NOT_COMMITTED,
    Former,
    former,
    lost_addresses,
    shown_text,
    stale_translations,
)
from app.content.translations import significant
from app.git import Change, History
from app.model import Problem

TEXTS_AT_ONCE = 1_000
MAX_CHANGES = 60
"""Of one file, as for `guichet translations`: keys change more often than what readers see."""


def history_problems(draft: Draft) -> Iterator[Problem]:
    """What shows only beside what the content was."""
    history = draft.history
    if history is None:
        return
    changes = history.changes()
    yield from lost_addresses(draft.content, _formers(history, changes))
    yield from stale_translations(draft.content, _last_changes(draft, history, changes))


def _formers(history: History, changes: Iterable[Change]) -> Iterator[Former]:
    """What articles were called by in all texts that were changed or removed; 1,000 texts at a time."""
    paths = {change.before: change.path for change in changes if change.before}
    names = list(paths)
    for start in range(0, len(names), TEXTS_AT_ONCE):
        for name, data in history.contents(names[start : start + TEXTS_AT_ONCE]).items():
            if found := former(paths[name], data):
                yield found


def _last_changes(draft: Draft, history: History, changes: Iterable[Change]) -> dict[str, datetime]:
    """When what readers see of each translated file changed last: `changes` are the newest first.

    A file of which that is not known, as none of its last 60 changes was one that readers see, is left out.
    """
    waiting: dict[str, list[Change]] = defaultdict(list)
    translated = Counter(article.id for article in draft.content.articles)
    paths = {article.path for article in draft.content.articles if translated[article.id] > 1}
    for change in changes:
        if change.path in paths and len(waiting[change.path]) < MAX_CHANGES:
            waiting[change.path].append(change)
    found: dict[str, datetime] = {}
    for step in range(MAX_CHANGES):
        now = [waiting[path][step] for path in paths - found.keys() if len(waiting[path]) > step]
        if not now:
            break
        texts = history.contents(name for change in now for name in (change.before, change.after) if name)
        for change in now:
            if _differs(draft, change, texts):
                found[change.path] = change.when or NOT_COMMITTED
    return found


def _differs(draft: Draft, change: Change, texts: Mapping[str, bytes]) -> bool:
    """Whether a change says something else to readers; typography and other keys of the front matter do not."""
    before = texts.get(change.before or "")
    after = draft.tree.read(change.path) if change.after == "" else texts.get(change.after or "")
    if before is None or after is None:
        return True
    was, now = shown_text(before), shown_text(after)
    return was != now and _said(was) != _said(now)


def _said(text: bytes) -> list[str]:
    lines = text.decode("utf-8", "replace").split("\n")
    return [said for line in lines if (said := significant(line))]
