"""Which translations owe what, worked out from the content and its past; what did not change is not looked at again."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.compiler.reading import Draft
from app.content.checks.history import NOT_COMMITTED, former, looked_at_since
from app.content.translations import Part, Parts, Version, last_changed, owed, parts_of
from app.generations.translations import Translations
from app.git import Change, GitFailed, History
from app.model import Article, Debt, SectionDebt

log = logging.getLogger(__name__)

MAX_VERSIONS = 60
"""Former texts of a file that are looked at: an older one says little, and a history may hold any number."""
MAX_TEXT_BYTES = 1 << 20
PAIRS_AT_ONCE = 100


_Move = tuple[datetime | None, str, str]
"""When a file of an article went away: moment, locale and id; one that came with them continues its past."""


@dataclass(frozen=True, slots=True)
class _Past:
    """Changes by path, the newest first, and where articles were before they were moved."""

    changes: Mapping[str, tuple[Change, ...]]
    moved: Mapping[_Move, str]

    def of(self, article: Article) -> tuple[Change, ...]:
        """The changes of an article's file, back to where it was first written, under whatever name."""
        found: list[Change] = []
        seen: set[str] = set()
        path: str | None = article.path
        while path and path not in seen:
            seen.add(path)
            # Before a name that the file no longer has stands that it went away.
            own, path = self.changes.get(path, ())[1 if found else 0 :], None
            for change in own:
                if change.after is None:
                    break
                found.append(change)
                if change.before is None:
                    path = self.moved.get((change.when, article.locale, article.id))
                    break
        return tuple(found[:MAX_VERSIONS])


@dataclass(frozen=True, slots=True)
class _Pair:
    """A translation with its source, and their changes, the newest first."""

    source: Article
    translation: Article
    past: tuple[tuple[Change, ...], tuple[Change, ...]]
    key: str


class TranslationDebts:
    """Finds what translations owe from build to build; remembers the history as far as it was read."""

    def __init__(self) -> None:
        self._commit: str | None = None
        self._changes: dict[str, tuple[Change, ...]] = {}
        self._moved: dict[_Move, str] = {}
        self._known: Mapping[str, Debt] = MappingProxyType({})

    def find(self, draft: Draft, before: Translations | None) -> Translations:
        """Every article beside each of its translations; `before` is what an earlier build kept."""
        if before and before.program == _program():
            self._known = {**{debt.state_key: debt for debt in before.debts if debt.state_key}, **self._known}
        past = self._past(draft.history)
        pairs, settled = _sorted_out(draft, past)
        worked = self._worked(draft, pairs) if past is not None else (_unknown(pair, draft) for pair in pairs)
        debts = sorted((*settled, *worked), key=lambda debt: (debt.locale, debt.id))
        self._known = MappingProxyType({debt.state_key: debt for debt in debts if debt.state_key})
        return Translations(past is not None, tuple(debts), _program())

    def _worked(self, draft: Draft, pairs: Iterable[_Pair]) -> Iterator[Debt]:
        waiting = []
        for pair in pairs:
            if (known := self._known.get(pair.key)) is not None:
                yield _told(known, pair, draft)
            else:
                waiting.append(pair)
        for start in range(0, len(waiting), PAIRS_AT_ONCE):
            group = waiting[start : start + PAIRS_AT_ONCE]
            names = {c.after for pair in group for changes in pair.past for c in changes if c.after}
            texts = draft.history.contents(names, MAX_TEXT_BYTES) if draft.history else {}
            for pair in group:
                yield _told(_debt(pair, draft, texts), pair, draft)

    def _past(self, history: History | None) -> _Past | None:
        """What happened; None where there is no repository."""
        head = history.head() if history else None
        if history is None or head is None:
            return None
        try:
            if head != self._commit:
                self._read_on(history, head)
            opened = history.open_changes()
        except GitFailed as error:
            # What was known stays: a machine that is too busy must not make readers' notices come and go.
            log.warning("%s: the translations are told as they were", error)
            opened = ()
        recent = {path: (*own, *self._changes.get(path, ())) for path, own in _grouped(opened).items()}
        return _Past({**self._changes, **recent}, self._moved)

    def _read_on(self, history: History, head: str) -> None:
        """Read what commits added since the last time; everything where the branch went elsewhere."""
        since = self._commit if self._commit and history.follows(head, self._commit) else None
        newer = history.committed(since=since)
        gone = {change.before: change for change in newer if change.after is None and change.before}
        moved: dict[_Move, str] = {}
        for name, data in history.contents(gone, MAX_TEXT_BYTES).items():
            if found := former(gone[name].path, data):
                moved[gone[name].when, found.path.partition("/")[0], found.id] = found.path
        self._changes = _grouped((*newer, *_flat(self._changes if since else {})))
        self._moved = {**self._moved, **moved} if since else moved
        self._commit = head


def behind_of(found: Translations) -> Mapping[str, date]:
    """By path of a translation, the day that its readers are told of."""
    return {debt.path: debt.behind for debt in found.debts if debt.path and debt.behind}


def _sorted_out(draft: Draft, past: _Past | None) -> tuple[list[_Pair], list[Debt]]:
    """Translations to be compared with their source, and what needs no comparison: those that are missing."""
    locales = draft.content.site.locales
    texts: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in draft.content.articles:
        texts[article.id][article.locale] = article
    pairs, settled = [], []
    for versions in texts.values():
        published = {code: article for code, article in versions.items() if article.status == "published"}
        source = next((published[code] for code in locales if code in published), None)
        if source is None:
            continue
        for locale in locales:
            if locale == source.locale:
                continue
            if locale not in published:
                draft_path = versions[locale].path if locale in versions else ""
                settled.append(_bare(source, locale, draft_path, "missing"))
            elif source.locale == locales[0]:
                pairs.append(_pair(draft, source, published[locale], past or _Past({}, {})))
    return pairs, settled


def _pair(draft: Draft, source: Article, translation: Article, past: _Past) -> _Pair:
    changes = past.of(source), past.of(translation)
    told = [[(change.when and change.when.timestamp(), change.after) for change in one] for one in changes]
    facts = (told, source.path, translation.path, draft.files[source.path], draft.files[translation.path], source.title)
    key = hashlib.blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return _Pair(source, translation, changes, key)


def _debt(pair: _Pair, draft: Draft, texts: Mapping[str, bytes]) -> Debt:
    """What a translation owes, whatever it says of having been looked at."""
    source = _versions(pair.past[0], draft.tree.read(pair.source.path), texts)
    translation = _versions(pair.past[1], draft.tree.read(pair.translation.path), texts)
    base = _bare(pair.source, pair.translation.locale, pair.translation.path, "current")
    when = last_changed(translation)
    changed = None if when == NOT_COMMITTED else when.date()
    return replace(base, sections=tuple(owed(source, translation)), changed=changed, state_key=pair.key)


def _versions(changes: Sequence[Change], present: bytes, texts: Mapping[str, bytes]) -> list[Version]:
    """The texts that a file had; the present one as it is, also where it is not committed."""
    if not changes:
        return [Version(NOT_COMMITTED, parts_of(present))]
    found = [Version(changes[0].when or NOT_COMMITTED, parts_of(present))]
    seen: dict[str, Parts] = {}
    # A section that stayed is one object: what it means is worked out once, which is nearly all of the time.
    same: dict[Part, Part] = {part: part for part in found[0].parts.values()}
    for change in changes[1:]:
        if change.after in texts and change.when:
            name = change.after or ""
            if name not in seen:
                seen[name] = {anchor: same.setdefault(part, part) for anchor, part in parts_of(texts[name]).items()}
            found.append(Version(change.when, seen[name]))
    return found


def _told(debt: Debt, pair: _Pair, draft: Draft) -> Debt:
    """The debt with what both files say of it themselves: `updated` in the translation, `retranslate` in the source."""
    today = draft.moment.astimezone(UTC).date()
    sections = tuple(one for one in debt.sections if not looked_at_since(pair.translation, one.since or NOT_COMMITTED))
    marked = _marked(pair, sections, debt.changed or today, today)
    days = [_day(one, today) for one in sections if one.reasons] + ([marked] if marked else [])
    return replace(
        debt,
        state="stale" if sections or marked else "current",
        sections=sections,
        behind=max(days, default=None),
        marked=marked,
    )


def _marked(pair: _Pair, sections: Iterable[SectionDebt], changed: date, today: date) -> date | None:
    """The day from which on the source asks that readers be told, where the translation is older than it."""
    day = pair.source.retranslate
    if day is None or day > today:
        return None
    written = pair.translation.updated if "updated" in pair.translation.lines else None
    if written and written >= day:
        return None
    owes = any(_day(one, today) >= day for one in sections)
    return day if owes or changed < day else None


def _day(section: SectionDebt, today: date) -> date:
    return min(section.since.date(), today) if section.since else today


def _unknown(pair: _Pair, draft: Draft) -> Debt:
    """Without a history only what the files say themselves counts."""
    debt = _bare(pair.source, pair.translation.locale, pair.translation.path, "current")
    return _told(replace(debt, changed=pair.translation.updated), pair, draft)


def _bare(source: Article, locale: str, path: str, state: str) -> Debt:
    return Debt(source.id, locale, source.locale, source.title, path, source.path, state)  # type: ignore[arg-type]


def _grouped(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """By path, the newest first, what is not committed before all; of one moment in the order given."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.path].append(change)
    latest = NOT_COMMITTED
    return {path: tuple(sorted(own, key=lambda c: c.when or latest, reverse=True)) for path, own in found.items()}


def _flat(changes: Mapping[str, Sequence[Change]]) -> Iterator[Change]:
    return (change for own in changes.values() for change in own)


@cache
def _program() -> str:
    """What decides what is found (1 ms): whatever was kept by another version is worked out again."""
    found = hashlib.blake2b(digest_size=8)
    for file in sorted(files("app.content.translations").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            found.update(file.read_bytes())
    return found.hexdigest()
