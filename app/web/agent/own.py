"""What belongs to the agent who asks: pinned and recent articles; what agents send and miss is told from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from app.library import Snapshot, cleaned
from app.model import Event, KeptArticle, Missing, RenderedArticle
from app.popularity import recordable
from app.web.identity import signed_in
from app.web.services import services

RECENT = 6
"""Articles shown as recent, besides those that are pinned."""


@dataclass(frozen=True, slots=True)
class Own:
    """An agent's articles in the locale of the interface: pinned ones by title, recent ones from the latest on."""

    pinned: tuple[RenderedArticle, ...] = ()
    recent: tuple[RenderedArticle, ...] = ()

    def is_pinned(self, article: RenderedArticle) -> bool:
        """Whether the agent pinned it."""
        return any(each.id == article.id for each in self.pinned)


def own(current: Snapshot, locale: str) -> Own:
    """The articles of whoever asks; none for a program, and without those that have ceased to exist."""
    user = signed_in()
    if user is None:
        return Own()
    kept = services().store.replies.kept(user.id)
    pinned = _articles(current, locale, (each for each in kept if each.pinned))
    used = sorted((each for each in kept if each.used and not each.pinned), key=_when, reverse=True)
    return Own(
        tuple(sorted(pinned, key=lambda article: article.title.casefold())),
        tuple(_articles(current, locale, used)[:RECENT]),
    )


def pin(article: RenderedArticle, pinned: bool) -> None:
    """Pin an article for whoever asks, or no longer; nothing for a program."""
    if user := signed_in():
        services().store.replies.pin(user.id, article.id, datetime.now(UTC) if pinned else None)


def note_sent(article: RenderedArticle) -> None:
    """Count that an agent puts a link into a reply, and remember it for that agent alone."""
    now = datetime.now(UTC)
    services().writer.offer(Event(uuid4(), "click", now, article.locale, article=article.id, via="agent"))
    if user := signed_in():
        services().store.replies.use(user.id, article.id, now)


def report(text: str, locale: str) -> bool:
    """Tell the editors of a question that no article answers; False when nothing of it may be kept.

    Neither the agent nor anything of the customer goes with it, and the text is cleaned whatever was cleaned before.
    """
    kept, query, now = cleaned(text), recordable(cleaned(text)), datetime.now(UTC)
    if not query:
        return False
    services().store.replies.report(Missing(uuid4(), now, locale, kept))
    services().writer.offer(Event(uuid4(), "search", now, locale, query=query, results=0, answered=False, via="agent"))
    return True


def _when(kept: KeptArticle) -> datetime:
    return kept.used or datetime.min.replace(tzinfo=UTC)


def _articles(current: Snapshot, locale: str, kept: Iterable[KeptArticle]) -> list[RenderedArticle]:
    found = (current.best(each.article, locale) for each in kept)
    return [article for article in found if article]
