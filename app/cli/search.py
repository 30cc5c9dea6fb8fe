"""`guichet search`: results in the terminal."""

from __future__ import annotations

import html
import re
from contextlib import closing

import click

from app.cli.published import published
from app.library import Board
from app.model import Query
from app.settings import environment, load_settings
from app.store import open_store

_TAG = re.compile(r"<[^>]*>")


@click.command()
@click.argument("text", metavar="QUERY")
@click.option("--locale", default=None, help="Language to search in (default: the site's first).")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True)
@click.option("--explain", is_flag=True, help="Show the words that matched and what each adds to the score.")
def search(text: str, locale: str | None, limit: int, explain: bool) -> None:
    """Search the published articles as readers do."""
    settings = load_settings(environment())
    snapshot = published(settings).public
    locale = locale or snapshot.site.default_locale
    if locale not in snapshot.locales:
        raise click.BadParameter(f"the site's locales are {', '.join(snapshot.locales)}", param_hint="--locale")
    with closing(open_store(settings.store)) as store:
        board = Board(store)
        board.refresh(snapshot)
    answer = snapshot.search(Query(text, locale, limit=limit, explain=explain), board.current.tie_breakers)
    if answer.corrected:
        click.echo(f"Results for: {answer.corrected}")
    if not answer.answered:
        click.echo(
            "Nothing is clearly about that; the closest articles:" if answer.hits else "No article is about that."
        )
    for place, hit in enumerate(answer.hits, 1):
        article = snapshot.article(hit.id, hit.locale)
        title = article.title if article else hit.id
        where = hit.id if hit.locale == locale else f"{hit.id}, {hit.locale}"
        click.echo(f"{place}. {click.style(title, bold=True)}  ({where}, {hit.score:.2f})")
        click.echo(f"   {html.unescape(_TAG.sub('', hit.snippet_html))}")
        if explain:
            click.echo(f"   matched: {', '.join(hit.matched)}")
            for name, value in hit.parts:
                click.echo(f"   {value:8.3f}  {name}")
            click.echo(f"   {hit.score:8.3f}  score")
    click.echo(f"{answer.total} results")
