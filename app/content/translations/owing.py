"""What a translation owes: sections of the source that changed since their counterparts were changed last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.content.checks.history import NOT_COMMITTED
from app.content.translations.difference import difference
from app.content.translations.material import reasons
from app.content.translations.parts import Part, Parts
from app.model import SectionChange, SectionDebt


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a file had, from `when` on."""

    when: datetime
    parts: Parts


def last_changed(versions: Sequence[Version]) -> datetime:
    """When a text last changed by more than its typography; `versions` are the newest first, at least one."""
    present = versions[0].parts

    def whole(version: Version) -> bool:
        return present.keys() == version.parts.keys() and all(_same(present[a], version.parts[a]) for a in present)

    return _began(versions, whole)


def owed(source: Sequence[Version], translation: Sequence[Version]) -> Iterator[SectionDebt]:
    """Each section that is owed, in the source's order; both are the newest first, with the present text at the head.

    A section that was there before its counterpart counts as what that was made from. One that the translation does
    not have at all is owed as a whole, and one that the source no longer has where the translation was made from it.
    """
    now, theirs = source[0].parts, translation[0].parts
    for anchor, part in now.items():
        here = theirs.get(anchor)
        base = _base(source, anchor, _since(translation, anchor)) if here else None
        debt = _debt(anchor, base, part, here, _since(source, anchor))
        if debt:
            yield debt
    for anchor, here in theirs.items():
        base = None if anchor in now else _at(source, _since(translation, anchor)).parts.get(anchor)
        debt = _debt(anchor, base, None, here, _since(source, anchor)) if base else None
        if debt:
            yield debt


def _debt(anchor: str, old: Part | None, new: Part | None, here: Part | None, since: datetime) -> SectionDebt | None:
    if old and new:
        same_actions = old.workflows == new.workflows or (here is not None and here.workflows == new.workflows)
        if same_actions:
            old = replace(old, workflows=new.workflows)
        if _same(old, new):
            return None
    change: SectionChange = "changed" if old and new else "added" if new else "removed"
    # The actions of the front matter are shown where they differ, as a line of their own.
    actions = old is not None and new is not None and old.workflows != new.workflows
    renamed = old is None or new is None or old.title != new.title
    lines, cut = difference(_text(old, actions, renamed), _text(new, actions, renamed))
    shown = new or old
    return SectionDebt(
        anchor=anchor,
        title=shown.title if shown else "",
        change=change,
        since=None if since == NOT_COMMITTED else since,
        lines=lines,
        reasons=reasons(old, new, here),
        cut=cut,
    )


def _text(part: Part | None, actions: bool, title_too: bool) -> tuple[str, ...]:
    if part is None:
        return ()
    title = (part.title,) if part.title and title_too else ()
    return (*title, *part.lines, *((f"workflows: {', '.join(sorted(part.workflows))}",) if actions else ()))


def _since(versions: Sequence[Version], anchor: str) -> datetime:
    """When a section took its present form."""
    present = versions[0].parts.get(anchor)
    return _began(versions, lambda version: _same(present, version.parts.get(anchor)))


def _began(versions: Sequence[Version], is_present: Callable[[Version], bool]) -> datetime:
    """When the present form began."""
    moment = versions[0].when
    for version in versions:
        if not is_present(version):
            break
        moment = version.when
    return moment


def _same(one: Part | None, other: Part | None) -> bool:
    """Whether two sections say the same; what is equal to the letter is not looked at closely (0.1 ms)."""
    if one is None or other is None or one is other:
        return one is other
    if one.workflows != other.workflows:
        return False
    return (one.title, one.lines) == (other.title, other.lines) or one.meaning == other.meaning


def _at(versions: Sequence[Version], moment: datetime) -> Version:
    """The text as it was at a moment, the oldest one before that."""
    return next((version for version in versions if version.when <= moment), versions[-1])


def _base(source: Sequence[Version], anchor: str, moment: datetime) -> Part | None:
    """What a counterpart of that moment was made from: the section then, else in the form in which it first came."""
    found = _at(source, moment).parts.get(anchor)
    return found or next((v.parts[anchor] for v in reversed(source) if anchor in v.parts), None)
