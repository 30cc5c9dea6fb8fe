"""`guichet new`: an article from a template, or from what readers looked for and did not find."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.desk import open_desk, snapshot_of
from app.content.directory import DirectoryTree
from app.content.names import NAME, name_of
from app.content.source import read_site_of
from app.content.template import new_article, template_locales
from app.errors import GuichetError
from app.insights import GAP_KINDS, Period, Scope, find_gap, nearest
from app.popularity import words_of
from app.settings import Settings, environment, load_settings

MAX_TITLE_CHARACTERS = 200
GAP_DAYS = 365
MAX_QUESTIONS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the front matter of a new article says."""

    identity: str
    title: str
    questions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@click.command()
@click.argument("article_id", metavar="[ID]", required=False)
@click.option("--locale", default=None, help="Language of the article, as its folder is called.")
@click.option("--title", default=None, help="The question, as a customer asks it.")
@click.option("--from-gap", "gap", default=None, metavar="QUERY", help="A search of `guichet report gaps`.")
@click.option("--category", default=None, help="A category id of site.yaml (default: other).")
def new(article_id: str | None, locale: str | None, title: str | None, gap: str | None, category: str | None) -> None:
    """Write the draft of an article with that ID, ready to be filled in; in a terminal, asks for what is missing.

    With --from-gap, title, questions, related articles and (unless given) the ID come from what readers searched for
    in the last year; a draft that exists is never overwritten.
    """
    settings = load_settings(environment())
    asks = sys.stdin.isatty() and sys.stderr.isatty()
    if locale is None and not asks:
        raise click.UsageError("--locale is missing: the language of the article, as its folder is called")
    locale = locale or _ask("Language", "", template_locales())
    if locale not in template_locales():
        raise click.BadParameter(f"choose one of {', '.join(template_locales())}", param_hint="--locale")
    if asks and gap is None:
        title = title or _ask("Title (the question, as a customer asks it)", "", reads=_read_title)
        article_id = article_id or _ask("ID (permanent, for all languages)", name_of(title), reads=_read_id)
        category = category or _ask("Category", "other", (*_categories(settings.articles), "other"))
    found = _from_gap(settings, gap, locale) if gap is not None else Wanted("", "")
    wanted = replace(found, identity=article_id or found.identity, title=title or found.title)
    if not wanted.identity and gap is None:
        raise click.UsageError("name the article's ID, or what it should answer with --from-gap")
    if not wanted.title:
        raise click.UsageError("--title is missing: the question, as a customer asks it")
    category = category or "other"
    _check(wanted, category)
    _check_category(settings.articles, category)
    click.echo(_write(settings.articles, locale, category, wanted))
    if asks:
        click.echo("Next: 'guichet preview' shows it while you write; remove 'status: draft' to publish.", err=True)


def _write(articles: Path, locale: str, category: str, wanted: Wanted) -> Path:
    """Write the draft where the category's articles are. GuichetError when it is there already."""
    path = articles / locale / category / f"{wanted.identity}.md"
    text = new_article(
        locale,
        identity=wanted.identity,
        title=wanted.title,
        category=category,
        questions=wanted.questions,
        related=wanted.related,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise GuichetError(f"{path} exists already") from None
    return path


def _ask(what: str, default: str, choices: Sequence[str] = (), reads: Callable[[str], str] | None = None) -> str:
    """What somebody at the terminal answers, asked again where it cannot be; the question is no output."""
    kind = click.Choice(tuple(dict.fromkeys(choices))) if choices else str
    return str(click.prompt(what, default=default or None, type=kind, value_proc=reads, err=True))


def _from_gap(settings: Settings, query: str, locale: str) -> Wanted:
    """What readers searched for, in all its spellings, and what comes nearest to it."""
    scope = Scope(Period.last(GAP_DAYS, datetime.now(UTC).date()), locale)
    with open_desk(settings) as desk:
        every = (gap for kind in GAP_KINDS for gap in desk.gaps(kind, scope))
        gap = find_gap(every, query, locale, desk.keys)
    if gap is None:
        raise GuichetError(
            f"nobody searched for '{query}' in '{locale}' without finding it in the last {GAP_DAYS} days; "
            "`guichet report gaps unopened --since 365d` lists what readers did search for"
        )
    snapshot = snapshot_of(settings)
    # Without the placeholders of what was scrubbed: nobody asks for « [email] ».
    spellings = tuple(dict.fromkeys(filter(None, (words_of(text) for text, _ in gap.variants))))
    title = spellings[0] if spellings else ""
    return Wanted(
        identity=name_of(title),
        title=title[:1].upper() + title[1:],
        questions=spellings[:MAX_QUESTIONS],
        related=nearest(lambda wanted: snapshot.search(wanted, {}), gap.query, locale),
    )


def _check(wanted: Wanted, category: str) -> None:
    _read_id(wanted.identity)
    if not NAME.fullmatch(category):
        raise click.BadParameter("a category id holds a-z, 0-9 and '-'", param_hint="--category")
    _read_title(wanted.title)


def _read_id(text: str) -> str:
    if not NAME.fullmatch(text):
        raise click.BadParameter("an id holds 1 to 96 of a-z, 0-9 and '-'", param_hint="ID")
    return text


def _read_title(text: str) -> str:
    if not text.strip() or len(text) > MAX_TITLE_CHARACTERS or not text.isprintable():
        raise click.BadParameter("a title is one line of 1 to 200 characters", param_hint="--title")
    return text


def _check_category(articles: Path, category: str) -> None:
    categories = _categories(articles)
    if categories and category not in (*categories, "other"):
        message = f"'{category}' is not in site.yaml: choose one of {', '.join(categories)}, other"
        raise click.BadParameter(message, param_hint="--category")


def _categories(articles: Path) -> list[str]:
    return [known.id for known in read_site_of(DirectoryTree(articles)).categories]
