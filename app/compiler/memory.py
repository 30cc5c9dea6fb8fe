"""Renderings that still hold: of articles that did not change, while their links lead where they led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.content.links import Link, World
from app.content.render import Refusal, Rendering
from app.content.wire import ARTICLE_KEYS
from app.model import Article, Problem

Outcome = Rendering | Problem
Resolution = tuple[object, ...]

TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True)
class _Kept:
    """An outcome, the article that it was made of, its setting, and where each of its links and paths led."""

    article: tuple[object, ...]
    setting: object
    resolutions: tuple[Resolution, ...]
    outcome: Outcome


class Renderings(Protocol):
    """Where outcomes are kept; see RenderMemory."""

    def split(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World
    ) -> tuple[dict[str, Outcome], list[Article]]: ...

    def keep(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World, outcomes: Mapping[str, Outcome]
    ) -> None: ...


class RenderMemory:
    """Outcomes by purpose and path, from build to build. A purpose is one kind of world (`all`, `public`, …)."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._settings: dict[tuple[str, str], tuple[tuple[object, ...], object]] = {}

    def split(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World
    ) -> tuple[dict[str, Outcome], list[Article]]:
        """(outcomes that still hold, by path; articles that must be rendered)."""
        setting = self._setting(purpose, locale, world)
        known: dict[str, Outcome] = {}
        unknown: list[Article] = []
        for article in articles:
            kept = self._kept.get((purpose, article.path))
            if (
                kept
                and kept.setting is setting
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
        setting = self._setting(purpose, locale, world)
        for article in articles:
            outcome = outcomes[article.path]
            if may_be_kept(outcome):
                led = resolutions(outcome, world)
                self._kept[purpose, article.path] = _Kept(facts(article), setting, led, outcome)

    def forget_all_but(self, paths: Iterable[str]) -> None:
        """Forget articles that are gone."""
        wanted = set(paths)
        self._kept = {key: kept for key, kept in self._kept.items() if key[1] in wanted}

    def _setting(self, purpose: str, locale: str, world: World) -> object:
        """A token that stays the same object while everything but articles and pictures stays the same."""
        shared = setting_of(world)
        known = self._settings.get((purpose, locale))
        if known is None or known[0] != shared:
            known = self._settings[purpose, locale] = (shared, object())
        return known[1]


def may_be_kept(outcome: Outcome) -> bool:
    """Whether the article alone decided it: what took too long may have met a busy machine."""
    return isinstance(outcome, Rendering) or outcome.code != TOO_SLOW


def setting_of(world: World) -> tuple[Mapping[str, str], frozenset[str], Mapping[str, str], Mapping[str, str]]:
    """What every article of a world depends on."""
    return (world.variables, world.workflows, world.labels, world.notes)


def facts(article: Article) -> tuple[object, ...]:
    """Everything that rendering reads of an article."""
    return tuple(getattr(article, key) for key in ARTICLE_KEYS)


def resolutions(outcome: Outcome, world: World) -> tuple[Resolution, ...]:
    """Where each link and each path of an outcome leads in a world."""
    if not isinstance(outcome, Rendering | Refusal):
        return ()
    paths = [(world.files.get(path), world.pictures.get(path)) for path in outcome.paths]
    return (*(_resolution(link, world) for link in outcome.links), *paths)


def _resolution(link: Link, world: World) -> Resolution:
    return (
        world.articles.get(link.target),
        link.target in world.dead,
        f"{link.target}#{link.anchor}" in world.dead,
    )
