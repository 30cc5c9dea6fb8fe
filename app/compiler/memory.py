"""Renderings that still hold: of articles that did not change, while their links lead where they led."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.content.links import Link, World
from app.content.render import Rendering
from app.content.wire import ARTICLE_KEYS
from app.model import Article, Problem

Outcome = Rendering | Problem
Resolution = tuple[str | None, bool, bool]

TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True)
class _Kept:
    """An outcome, the article that it was made of, its setting, and where each of its links led."""

    article: tuple[object, ...]
    setting: object
    resolutions: tuple[Resolution, ...]
    outcome: Outcome


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
            if kept and kept.setting is setting and kept.article == _facts(article) and _same(kept, world):
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
            if isinstance(outcome, Rendering) or outcome.code != TOO_SLOW:
                resolutions = tuple(_resolution(link, world) for link in _links(outcome))
                self._kept[purpose, article.path] = _Kept(_facts(article), setting, resolutions, outcome)

    def forget_all_but(self, paths: Iterable[str]) -> None:
        """Forget articles that are gone."""
        wanted = set(paths)
        self._kept = {key: kept for key, kept in self._kept.items() if key[1] in wanted}

    def _setting(self, purpose: str, locale: str, world: World) -> object:
        """A token that stays the same object while everything but articles stays the same."""
        facts = (world.pictures, world.variables, world.workflows, world.labels, world.notes, world.files.keys())
        known = self._settings.get((purpose, locale))
        if known is None or known[0] != facts:
            known = self._settings[purpose, locale] = (facts, object())
        return known[1]


def _facts(article: Article) -> tuple[object, ...]:
    """Everything that rendering reads of an article."""
    return tuple(getattr(article, key) for key in ARTICLE_KEYS)


def _links(outcome: Outcome) -> tuple[Link, ...]:
    return outcome.links if isinstance(outcome, Rendering) else ()


def _resolution(link: Link, world: World) -> Resolution:
    return (
        world.articles.get(link.target),
        link.target in world.dead,
        f"{link.target}#{link.anchor}" in world.dead,
    )


def _same(kept: _Kept, world: World) -> bool:
    links = _links(kept.outcome)
    return kept.resolutions == tuple(_resolution(link, world) for link in links)
