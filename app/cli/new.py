"""`guichet new`: an article from a template."""

from __future__ import annotations

import re

import click

from app.content.directory import DirectoryTree
from app.content.source import read_site_of
from app.content.template import new_article, template_locales
from app.errors import GuichetError
from app.settings import environment, load_settings

_ID = re.compile(r"[a-z0-9-]{1,96}")
MAX_TITLE_CHARACTERS = 200


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--locale", required=True, help="Language of the article, as its folder is called.")
@click.option("--title", required=True, help="The question, as a customer asks it.")
@click.option("--category", default="other", show_default=True, help="A category id of site.yaml.")
def new(article_id: str, locale: str, title: str, category: str) -> None:
    """Write the draft of an article with that ID, ready to be filled in."""
    if not _ID.fullmatch(article_id):
        raise click.BadParameter("an id holds 1 to 96 of a-z, 0-9 and '-'", param_hint="ID")
    if not _ID.fullmatch(category):
        raise click.BadParameter("a category id holds a-z, 0-9 and '-'", param_hint="--category")
    if not title.strip() or len(title) > MAX_TITLE_CHARACTERS or not title.isprintable():
        raise click.BadParameter("a title is one line of 1 to 200 characters", param_hint="--title")
    if locale not in template_locales():
        raise click.BadParameter(f"choose one of {', '.join(template_locales())}", param_hint="--locale")
    articles = load_settings(environment()).articles
    categories = [known.id for known in read_site_of(DirectoryTree(articles)).categories]
    if categories and category not in (*categories, "other"):
        message = f"'{category}' is not in site.yaml: choose one of {', '.join(categories)}, other"
        raise click.BadParameter(message, param_hint="--category")
    path = articles / locale / category / f"{article_id}.md"
    text = new_article(locale, identity=article_id, title=title, category=category)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise GuichetError(f"{path} exists already") from None
    click.echo(path)
