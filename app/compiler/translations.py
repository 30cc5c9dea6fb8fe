"""Which translations owe what, worked out from the content and its past; what did not change is not looked at again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from app.compiler.past import MAX_TEXT_BYTES, Past, PastReader
from app.compiler.reading import Draft
from app.content.checks.history import NOT_COMMITTED, looked_at_since
from app.content.translations import Part, Parts, Version, last_changed, owed, parts_of
from app.generations.translations import Translations
from app.git import Change
from app.model import Article, Debt, SectionDebt

PAIRS_AT_ONCE = 100


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
        self._past = PastReader()
        self._known: Mapping[str, Debt] = MappingProxyType({})

    def find(self, draft: Draft, before: Translations | None) -> Translations:
        """Every article beside each of its translations; `before` is what an earlier build kept."""
        if before and before.program == _program():
            self._known = {**{debt.state_key: debt for debt in before.debts if debt.state_key}, **self._known}
        past = self._past.read(draft.history)
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


def behind_of(found: Translations) -> Mapping[str, date]:
    """By path of a translation, the day that its readers are told of."""
    return {debt.path: debt.behind for debt in found.debts if debt.path and debt.behind}


def _sorted_out(draft: Draft, past: Past | None) -> tuple[list[_Pair], list[Debt]]:
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
                pairs.append(_pair(draft, source, published[locale], past or Past({}, {})))
    return pairs, settled


def _pair(draft: Draft, source: Article, translation: Article, past: Past) -> _Pair:
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


@cache
def _program() -> str:
    """What decides what is found (1 ms): whatever was kept by another version is worked out again."""
    found = hashlib.blake2b(digest_size=8)
    for file in sorted(files("app.content.translations").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            found.update(file.read_bytes())
    return found.hexdigest()
