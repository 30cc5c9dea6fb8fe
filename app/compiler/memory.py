"""Renderings that still hold: of articles that did not change, while their links lead where they led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.compiler.outcomes import Resolution, digest, facts, may_be_kept, resolutions, setting, stored
from app.compiler.stored import StoredRenderings
from app.content.links import World
from app.content.render import Outcome
from app.model import Article


@dataclass(frozen=True, slots=True)
class _Kept:
    """An outcome, the article that it was made of, its setting, and where each of its links and paths led."""

    article: tuple[object, ...]
    setting: bytes
    resolutions: tuple[Resolution, ...]
    outcome: Outcome

    @property
    def state(self) -> bytes:
        return digest(self.setting, self.article, self.resolutions)


class Renderings(Protocol):
    """Where outcomes are kept, by purpose (see RenderMemory) and path."""

    def split(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World
    ) -> tuple[dict[str, Outcome], list[Article]]:
        """(outcomes that still hold, by path; articles that must be rendered)."""
        ...

    def keep(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World, outcomes: Mapping[str, Outcome]
    ) -> None:
        """Remember what was rendered in that world."""
        ...


class RenderMemory:
    """Outcomes by purpose and path, from build to build. A purpose is one kind of world (`all`, `public`, …).

    The first build of a process finds those of the last one in `disk`.
    """

    def __init__(self, disk: StoredRenderings | None = None) -> None:
        self._disk = disk
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._settings: dict[tuple[str, str], bytes] = {}
        self._changed: set[str] = set()

    def split(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World
    ) -> tuple[dict[str, Outcome], list[Article]]:
        """(outcomes that still hold, by path; articles that must be rendered)."""
        around = self._setting(purpose, locale, world)
        known: dict[str, Outcome] = {}
        unknown: list[Article] = []
        for article in articles:
            kept = self._kept.get((purpose, article.path)) or self._recalled(purpose, article, world, around)
            if (
                kept
                and kept.setting == around
                and kept.article == facts(article)
                and kept.resolutions == resolutions(kept.outcome, world)
            ):
                known[article.path] = kept.outcome
            else:
                unknown.append(article)
        return known, unknown

    def keep(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World, outcomes: Mapping[str, Outcome]
    ) -> None:
        """Remember what was rendered in that world; what took too long is tried again at the next build."""
        around = self._setting(purpose, locale, world)
        for article in articles:
            outcome = outcomes[article.path]
            if may_be_kept(outcome):
                led = resolutions(outcome, world)
                self._kept[purpose, article.path] = _Kept(facts(article), around, led, outcome)
                self._changed.add(article.path)

    def forget_all_but(self, paths: Iterable[str]) -> None:
        """Forget articles that are gone, and what is on the disk: all of it that still holds is known by now."""
        wanted = set(paths)
        known = {path for _, path in self._kept}
        if self._disk:
            known |= self._disk.forget()
        self._changed |= known - wanted
        self._kept = {key: kept for key, kept in self._kept.items() if key[1] in wanted}

    def forget(self) -> None:
        """Forget everything: what is asked for next is rendered."""
        self.forget_all_but(())

    def save(self) -> None:
        """Write to the disk what changed since the last time."""
        if self._disk:
            held: dict[str, list[tuple[str, _Kept]]] = {}
            for (purpose, path), kept in self._kept.items():
                held.setdefault(path, []).append((purpose, kept))
            self._disk.write(
                held,
                self._changed,
                lambda path: {purpose: stored(kept.state, kept.outcome) for purpose, kept in held[path]},
            )
            self._changed = set()

    def _recalled(self, purpose: str, article: Article, world: World, around: bytes) -> _Kept | None:
        """What is on the disk of an article, if it still holds."""
        found = self._disk.get(purpose, article.path) if self._disk else None
        outcome = found.checked() if found else None
        if found is None or outcome is None:
            return None
        kept = _Kept(facts(article), around, resolutions(outcome, world), outcome)
        if found.state != kept.state:
            return None
        self._kept[purpose, article.path] = kept
        return kept

    def _setting(self, purpose: str, locale: str, world: World) -> bytes:
        """The setting of a world, as one object for as long as it stays the same: they are compared in no time."""
        now = setting(world)
        known = self._settings.get((purpose, locale))
        if known != now:
            known = self._settings[purpose, locale] = now
        return known
