"""What a build must not take from readers: many articles at once, which is no change that anybody meant."""

from __future__ import annotations

from collections.abc import Iterator

from app.compiler.reading import Draft
from app.errors import EnvironmentFault, IntegrityError, NoGeneration
from app.generations import Generations
from app.model import RenderedArticle

MANY = 5
"""Articles of a help centre that is not emptied by a mistake unnoticed."""


def refuse_losses(draft: Draft, generations: Generations) -> None:
    """Raises EnvironmentFault where the content has no article any more, or many cannot be read: all stay published.

    Nobody deletes every file of a help centre at once: its folder is not mounted, or was renamed. Many files that
    cannot be read at once are no mistake of their authors: their owner is another one, or the disk is failing.
    """
    empty = not draft.content.articles and not any(article.title for article in draft.content.refused)
    if not empty and not draft.unreadable:
        return
    published = _public(generations)
    unreadable = {problem.path for problem in draft.unreadable}
    lost = sum(not unreadable.isdisjoint(_places(article)) for article in published)
    if lost >= MANY:
        raise EnvironmentFault(
            f"{lost} published articles cannot be read any more, and all {len(published)} stay: {draft.unreadable[0]}; "
            "`guichet build --force` publishes the others without them"
        )
    if empty and len(published) >= MANY:
        raise EnvironmentFault(
            "the content holds no article file any more that can be read, and the "
            f"{len(published)} published articles stay: is its folder mounted, in its place, and the branch the right "
            "one? `guichet build --force` publishes it as it is"
        )


def _public(generations: Generations) -> tuple[RenderedArticle, ...]:
    """What the public can read now, as far as that can be told."""
    name = generations.published()
    try:
        return generations.open(name).edition("public")[0].articles if name else ()
    except (NoGeneration, IntegrityError):
        return ()


def _places(article: RenderedArticle) -> Iterator[str]:
    """The article's file and every folder that it is in."""
    path = f"{article.locale}/{article.source}"
    while path:
        yield path
        path = path.rpartition("/")[0]
