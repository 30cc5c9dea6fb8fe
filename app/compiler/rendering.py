"""The middle of a build: everything is rendered, checked together, and what leads nowhere is rendered again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.compiler.actions import action_notes, action_problems
from app.compiler.editions import body_of, related_ids, rendered_article
from app.compiler.memory import Renderings, RenderMemory
from app.compiler.reading import Draft
from app.content.calls import Calls, called
from app.content.check import Outcomes, check, dead_targets
from app.content.links import World
from app.content.policy import ADMONITIONS, ZOOM
from app.content.pool import RenderPool
from app.content.render import Outcome, Rendering
from app.content.world import world_of
from app.locales import LANGUAGES, load_catalogue
from app.model import AUDIENCES, Article, Audience, Problem, in_order, may_read

if TYPE_CHECKING:
    from app.compiler.likeness import Likeness
    from app.generations import Edition

Progress = Callable[[int, int], None]
Rendered = Callable[[Article, Rendering], None]


@dataclass(frozen=True, slots=True)
class Assembly:
    """What a build publishes, by audience, and how each article came out, by path."""

    editions: Mapping[Audience, Edition]
    outcomes: Outcomes


def assemble(
    draft: Draft,
    pool: RenderPool,
    memory: RenderMemory,
    likeness: Likeness,
    progress: Progress,
    rendered: Rendered | None = None,
) -> Assembly:
    """Render all articles, drafts too, and put together what each audience sees of those that are live.

    What `memory` still knows is not rendered again; `rendered` is given each of the others while more are rendered.
    """
    builder = Builder(draft, pool, memory, rendered or (lambda _article, _rendering: None))
    outcomes = builder.render_all(progress)
    dead = {locale: dead_targets(draft.content, outcomes, locale) for locale in draft.content.site.locales}
    editions = {audience: builder.edition(audience, outcomes, dead, likeness) for audience in _audiences(draft)}
    memory.forget_all_but(article.path for article in draft.content.articles)
    return Assembly(editions, outcomes)


def problems_of(draft: Draft, outcomes: Outcomes) -> tuple[Problem, ...]:
    """Everything that a build finds wrong, sorted."""
    found = check(draft.content, outcomes, draft.portal.ids)
    found += action_problems(draft.content.articles, outcomes, draft.portal)
    return in_order((*found, *draft.problems))


def _audiences(draft: Draft) -> tuple[Audience, ...]:
    """Agents have an edition of their own only where it differs from the public one."""
    if all(may_read("public", article, draft.moment) for article in draft.live):
        return ("public",)
    return AUDIENCES


class Builder:
    """The state of one build: the draft, the rendering processes, and what an article's links can reach."""

    def __init__(self, draft: Draft, pool: RenderPool, memory: Renderings, rendered: Rendered):
        self._draft = draft
        self._pool = pool
        self._memory = memory
        self._rendered = rendered
        self._labels = {locale: _labels(locale) for locale in draft.content.site.locales}
        self._notes = {locale: action_notes(draft.portal, locale) for locale in draft.content.site.locales}
        self._full = {locale: self._world(locale, draft.content.articles) for locale in draft.content.site.locales}

    def render_all(self, progress: Progress, *, refused: bool = False) -> Outcomes:
        """Every article, with every article in reach; also those that are `refused`, to see what else is wrong."""
        articles = self._draft.content.articles + (self._draft.content.refused if refused else ())
        total, done = len(articles), 0

        def count() -> None:
            nonlocal done
            done += 1
            progress(done, total)

        outcomes: dict[str, Outcome] = {}
        for locale, world in self._full.items():
            own = [article for article in articles if article.locale == locale]
            outcomes |= self._render("all", locale, own, world, count)
        return outcomes

    def _render(
        self,
        purpose: str,
        locale: str,
        articles: list[Article],
        world: World,
        count: Callable[[], None] = lambda: None,
    ) -> Outcomes:
        def done(article: Article, outcome: Outcome) -> None:
            count()
            if isinstance(outcome, Rendering):
                self._rendered(article, outcome)

        known, unknown = self._memory.split(purpose, locale, articles, world)
        made = self._pool.render_all(unknown, world, done) if unknown else {}
        self._memory.keep(purpose, locale, unknown, world, made)
        return known | made

    def edition(
        self, audience: Audience, outcomes: Outcomes, dead: Mapping[str, frozenset[str]], likeness: Likeness
    ) -> Edition:
        """What the audience sees: live articles that rendered, without a link to anything that it cannot see."""
        from app.compiler.cards import card_name  # 0.1 s, which a check does without
        from app.generations import Edition

        live = (article for article in self._draft.live if may_read(audience, article, self._draft.moment))
        shown = [article for article in live if isinstance(outcomes.get(article.path), Rendering)]
        locales = self._draft.content.site.locales
        by_locale = {locale: [article for article in shown if article.locale == locale] for locale in locales}
        alike = {locale: likeness.alike(audience, locale, own) for locale, own in by_locale.items()}
        related = related_ids(shown, alike)
        sources = {article.id for article in by_locale[locales[0]]}
        rendered, bodies = [], {}
        names: dict[tuple[str, str], tuple[str, ...]] = {}
        for locale, own in by_locale.items():
            world = self._world(locale, shown, dead[locale])
            again = [article for article in own if self._differs(article, outcomes[article.path], world)]
            final = {**outcomes, **self._render(audience, locale, again, world)} if again else outcomes
            published: list[Article] = []
            calls_of: dict[str, Calls] = {}
            for article in own:
                rendering = final[article.path]
                if isinstance(rendering, Rendering):
                    published.append(article)
                    calls_of[article.id] = rendering.calls
                    card = card_name(article, self._draft.content.site)
                    # Readers are sent to the source, so they must be able to see it.
                    behind = self._draft.behind.get(article.path) if article.id in sources else None
                    rendered.append(rendered_article(article, rendering, related[locale, article.id], card, behind))
                    bodies[locale, article.id] = body_of(rendering)
            names |= {(locale, id): texts for id, texts in called(published, calls_of).items()}
        return Edition(self._draft.content.site, self._draft.portal, tuple(rendered), bodies, names)

    def _differs(self, article: Article, outcome: Outcome, world: World) -> bool:
        """Whether a link of the article leads elsewhere, or nowhere, in `world`."""
        full = self._full[article.locale]
        links = outcome.links if isinstance(outcome, Rendering) else ()
        return any(
            link.kind == "article"
            and (
                full.articles.get(link.target) != world.articles.get(link.target)
                or not world.dead.isdisjoint((link.target, f"{link.target}#{link.anchor}"))
            )
            for link in links
        )

    def _world(self, locale: str, reachable: Iterable[Article], dead: frozenset[str] = frozenset()) -> World:
        workflows = self._draft.portal.workflows
        return world_of(
            self._draft.content,
            locale,
            reachable,
            workflows=workflows,
            dead=dead,
            labels=self._labels[locale],
            notes=self._notes[locale],
        )


def _labels(locale: str) -> Mapping[str, str]:
    catalogue = load_catalogue(LANGUAGES[locale])
    kinds = {kind: catalogue.text(f"admonition.{kind}") for kind in sorted(ADMONITIONS)}
    return {**kinds, ZOOM: catalogue.text("picture.zoom")}
