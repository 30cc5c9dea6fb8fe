"""Every problem that shows only when articles are looked at together; no file is read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from app.content.links import Link, addresses
from app.content.nearest import Hints
from app.content.render import Outcome, Refusal, Rendering
from app.content.source import Content
from app.content.template import left_texts
from app.content.text import ascii_words, listed
from app.model import Article, Problem, in_order, may_read

Outcomes: TypeAlias = Mapping[str, Outcome]


def check(content: Content, outcomes: Outcomes, workflows: Collection[str]) -> tuple[Problem, ...]:
    """All problems of the content, sorted: those of reading, of rendering, and of articles beside each other.

    `outcomes` are renderings by article path, made with every article visible; `workflows` the portal's ids.
    """
    found = chain(
        content.problems,
        *map(_of_rendering, outcomes.values()),
        _broken_links(content, outcomes, workflows),
        _identities(content),
        _repetitions(content),
        left_texts(content.articles),
        _unused_pictures(content, outcomes),
        _missing_translations(content),
    )
    return in_order(found)


def _of_rendering(outcome: Outcome) -> tuple[Problem, ...]:
    if isinstance(outcome, Rendering):
        return outcome.problems
    if isinstance(outcome, Refusal):
        first = Problem(outcome.path, outcome.line, outcome.message, outcome.code, column=outcome.column)
        return (first, *outcome.others)
    return (outcome,)


def dead_targets(content: Content, outcomes: Outcomes, locale: str) -> frozenset[str]:
    """What must not be linked from a locale's articles (`World.dead`): ids that failed, `id#anchor` that is missing."""
    rendered = _anchors(content, outcomes, locale)
    failed = {article.id for article in content.articles} - rendered.keys()
    anchors = {
        f"{link.target}#{link.anchor}"
        for article, link in _links(content, outcomes)
        if article.locale == locale and _anchor_missing(link, rendered)
    }
    return frozenset(failed | anchors)


def _links(content: Content, outcomes: Outcomes) -> Iterator[tuple[Article, Link]]:
    for article in (*content.articles, *content.refused):
        outcome = outcomes.get(article.path)
        if isinstance(outcome, Rendering | Refusal):
            for link in outcome.links:
                yield article, link


def _anchors(content: Content, outcomes: Outcomes, locale: str) -> dict[str, frozenset[str]]:
    """The anchors of each article that rendered, as a reader of the locale gets it: in the locale, else in another."""
    order = (locale, *content.site.locales)
    rendered: dict[str, frozenset[str]] = {}
    for article in sorted(content.articles, key=lambda a: order.index(a.locale)):
        outcome = outcomes.get(article.path)
        if isinstance(outcome, Rendering):
            rendered.setdefault(article.id, frozenset(section.anchor for section in outcome.sections))
    return rendered


def _anchor_missing(link: Link, rendered: Mapping[str, frozenset[str]]) -> bool:
    if link.kind != "article" or not link.anchor or link.target not in rendered:
        return False
    return f"h-{link.anchor}" not in rendered[link.target]


def _broken_links(content: Content, outcomes: Outcomes, workflows: Collection[str]) -> Iterator[Problem]:
    rendered = {locale: _anchors(content, outcomes, locale) for locale in content.site.locales}
    known: dict[str, list[Article]] = defaultdict(list)
    for article in content.articles:
        known[article.id].append(article)
    refused = {article.id for article in content.refused} - known.keys()
    ids = {address: article.id for article in content.articles for address in addresses(article)}
    names = {address.rpartition("/")[2] for address in ids}
    hints = Hints()
    for article, link in _links(content, outcomes):
        target = ids.get(link.target, link.target)
        if link.kind == "portal":
            if link.target not in workflows:
                yield _broken(article, link, f"unknown workflow {link.target!a}{hints.of(link.target, workflows)}")
        elif link.kind == "file":
            yield _broken(article, link, f"link to '{link.target}', which is no article of the locale")
        elif target in refused:
            if target != article.id:
                yield _broken(article, link, f"link to article '{target}', which is not published")
            elif link.anchor:
                yield _broken(article, link, f"article '{target}' has no anchor {link.anchor!a}")
        elif target not in known:
            wanted = target.rpartition("/")[2]
            hint = hints.of(wanted, known if target == wanted else names)
            yield _broken(article, link, f"link to unknown article {wanted!a}{hint}")
        elif target not in rendered[article.locale] and target != article.id:
            yield _broken(article, link, f"link to article '{target}', which is not published")
        elif _anchor_missing(link, rendered[article.locale]):
            hint = hints.of(f"h-{link.anchor}", rendered[article.locale][target]).replace("'h-", "'")
            yield _broken(article, link, f"article '{target}' has no anchor {link.anchor!a}{hint}")
        else:
            yield from _less_visible(article, link, known[target])


def _broken(article: Article, link: Link, message: str) -> Problem:
    return Problem(article.path, link.line, message, code="broken-link", column=link.column)


def _less_visible(article: Article, link: Link, targets: list[Article]) -> Iterator[Problem]:
    """A link that some readers see as plain text."""
    target = next((t for t in targets if t.locale == article.locale), targets[0])
    if article.status == "draft":
        return
    if target.status == "draft":
        message = f"article '{target.id}' is a draft: the link is plain text"
    elif target.visibility == "agents" and article.visibility == "public":
        message = f"article '{target.id}' is for agents: readers see plain text"
    else:
        return
    yield Problem(article.path, link.line, message, code="hidden-link", severity="warning", column=link.column)


def links_out_of_time(content: Content, outcomes: Outcomes, moment: datetime) -> Iterator[Problem]:
    """A warning for each link of an article that is read at a moment to one that is not yet, or not any more."""
    known: dict[str, list[Article]] = defaultdict(list)
    for article in content.articles:
        known[article.id].append(article)
    ids = {address: article.id for article in content.articles for address in addresses(article)}
    for article, link in _links(content, outcomes):
        targets = [one for one in known[ids.get(link.target, link.target)] if one.status == "published"]
        if link.kind != "article" or not targets or not _in_time(article, moment):
            continue
        if not any(_in_time(one, moment) for one in targets):
            target = next((one for one in targets if one.locale == article.locale), targets[0])
            gone = target.unpublish_at if target.unpublish_at and target.unpublish_at <= moment else None
            when = f"was withdrawn on {gone:%Y-%m-%d}" if gone else f"appears on {target.publish_at:%Y-%m-%d}"
            message = f"article '{target.id}' {when}: the link is plain text{'' if gone else ' until then'}"
            yield Problem(article.path, link.line, message, code="hidden-link", severity="warning", column=link.column)


def _in_time(article: Article, moment: datetime) -> bool:
    return may_read("agents", article, moment)


def _identities(content: Content) -> Iterator[Problem]:
    """`related` and `former_ids` that name what does not exist, or what still does."""
    known = {article.id for article in content.articles}
    refused = {article.id for article in content.refused}
    hints = Hints()
    heirs: dict[str, set[str]] = defaultdict(set)
    for article in content.articles:
        for former in article.former_ids:
            heirs[former].add(article.id)
    for article in content.articles:
        for related in article.related:
            if related not in known and related not in refused:
                message = f"related: unknown article '{related}'{hints.of(related, known)}"
                yield Problem(article.path, article.line("related"), message, code="unknown-related")
            elif related == article.id:
                message = "related: an article is not related to itself"
                yield Problem(article.path, article.line("related"), message, code="unknown-related", severity="hint")
        for former in article.former_ids:
            line = article.line("former_ids")
            if former in known:
                yield Problem(article.path, line, f"former_ids: article '{former}' still exists", code="former-id")
            elif len(heirs[former]) > 1:
                message = f"former_ids: '{former}' is claimed by {listed(sorted(heirs[former]))}"
                yield Problem(article.path, line, message, code="former-id")


def _repetitions(content: Content) -> Iterator[Problem]:
    yield from _repeated(content, "title", lambda article: (article.title,))
    yield from _repeated(content, "questions", lambda article: article.questions)


@lru_cache(maxsize=1 << 15)  # every title and question is asked for at every build: 20 µs each, 300 letters at most
def _alike(text: str) -> str:
    return ascii_words(text) or text


def _repeated(content: Content, key: str, texts: Callable[[Article], Iterable[str]]) -> Iterator[Problem]:
    groups: dict[tuple[str, str], dict[str, tuple[Article, str]]] = defaultdict(dict)
    for article in content.articles:
        for text in texts(article):
            groups[article.locale, _alike(text)].setdefault(article.path, (article, text))
    for group in groups.values():
        for path, (article, text) in group.items():
            if len(group) > 1:
                message = f"{key}: '{text}' is also in {listed(other for other in group if other != path)}"
                yield Problem(path, article.line(key), message, code=f"duplicate-{key}", severity="warning")


def _unused_pictures(content: Content, outcomes: Outcomes) -> Iterator[Problem]:
    shown = {name for outcome in outcomes.values() if isinstance(outcome, Rendering) for name in outcome.media}
    every = (*content.articles, *content.refused)
    # What is not published yet may show it once it is mended; of a text that cannot be read nobody knows.
    waiting = [a.body for a in every if not isinstance(outcomes.get(a.path), Rendering)]
    unread = {path.partition("/")[0] for path in _unread(content)}
    unread |= {a.locale for a in content.refused if not (a.title or a.body)}
    for path, picture in content.pictures.items():
        name = path.rpartition("/")[2]
        if picture.name in shown or path.partition("/")[0] in unread or any(name in body for body in waiting):
            continue
        message = "picture is shown by no article: it is not published"
        yield Problem(path, 1, message, code="unused-picture", severity="warning")


def _unread(content: Content) -> set[str]:
    """Articles' files of which nothing is known: the machine does not give them, or they are too large."""
    known = {article.path for article in (*content.articles, *content.refused)}
    return {p.path for p in content.problems if p.severity == "error" and p.path.endswith(".md")} - known


def _missing_translations(content: Content) -> Iterator[Problem]:
    by_id: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in content.articles:
        by_id[article.id][article.locale] = article
    by_path = {article.path: article for article in content.articles}
    refused = {(article.id, article.locale) for article in content.refused}
    # Whose translation a file is that cannot be read, its place has to tell.
    unread = _unread(content)
    for identity, translations in by_id.items():
        article = next(translations[locale] for locale in content.site.locales if locale in translations)
        lacking = [
            code for code in content.site.locales if code not in translations and (identity, code) not in refused
        ]
        missing = [code for code in lacking if f"{code}/{article.source}" not in unread]
        if missing and article.status == "published":
            message = f"not translated into {', '.join(missing)}"
            beside = (by_path.get(f"{code}/{article.source}") for code in missing)
            if other := next((one for one in beside if one and article.locale not in by_id[one.id]), None):
                message += f", and {other.path} has another id, '{other.id}': write the same in both if they are one"
            yield Problem(article.path, article.line("id"), message, code="missing-translation", severity="hint")
