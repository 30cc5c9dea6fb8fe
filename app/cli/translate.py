"""`guichet translate`: the draft of an article's translation, with everything that all languages share."""

from __future__ import annotations

import click

from app.cli.report import from_here
from app.content.directory import DirectoryTree
from app.content.rewriting_skeleton import skeleton
from app.content.source import Content, read_content
from app.content.text import ascii_words
from app.errors import GuichetError
from app.locales import LANGUAGES, load_catalogue
from app.model import Article
from app.settings import environment, load_settings


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--to", "locale", required=True, metavar="LOCALE", help="The language to translate into.")
@click.option("--from", "origin", metavar="LOCALE", help="The language to translate from (default: the site's first).")
def translate(article_id: str, locale: str, origin: str | None) -> None:
    """Write the draft of a translation of the article with that ID: same headings, anchors, pictures and buttons.

    What is to translate is marked. A translation that exists is never overwritten.
    """
    articles = load_settings(environment()).articles
    content = read_content(DirectoryTree(articles), {})
    for name, code in (("--to", locale), ("--from", origin)):
        if code is not None and code not in content.site.locales:
            choices = ", ".join(content.site.locales)
            raise click.BadParameter(f"'{code}' is no language of this site: choose one of {choices}", param_hint=name)
    source = _source(content, article_id, locale, origin)
    path = f"{locale}/{source.source}"
    mark = load_catalogue(LANGUAGES[locale]).text("translate.mark")
    text = skeleton(source, path, mark, _slug(content, source, locale), content.pictures)
    target = articles / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise GuichetError(f"{target} exists already, and is another article: rename one of the two files") from None
    base = from_here(articles)
    click.echo(base / path)
    click.echo(
        f"Next: translate what is marked {mark} (the text is in {base / source.path}), give it a slug in its language,"
        " write questions as customers ask them, then remove 'status: draft'. 'guichet preview' shows it meanwhile,"
        f" 'guichet check {base / path}' what is left to do.",
        err=True,
    )


def _source(content: Content, identity: str, locale: str, origin: str | None) -> Article:
    """The article to translate. Raises GuichetError when there is none, or a translation already."""
    found = {article.locale: article for article in (*content.refused, *content.articles) if article.id == identity}
    if not found:
        raise GuichetError(f"there is no article '{identity}': an id stands in front matter, or is the file's name")
    if locale in found:
        raise GuichetError(f"{found[locale].path} is the translation already; edit it")
    wanted = [origin] if origin else [code for code in content.site.locales if code in found]
    if wanted[0] not in found:
        raise GuichetError(f"article '{identity}' is not written in '{origin}', only in {', '.join(sorted(found))}")
    source = found[str(wanted[0])]
    if not (source.title or source.body):
        raise GuichetError(f"{source.path} cannot be read: 'guichet check' says why")
    return source


def _slug(content: Content, source: Article, locale: str) -> str | None:
    """None where the file's name makes a slug that nothing else has; else one that is free."""
    own = [article for article in content.articles if article.locale == locale]
    taken = {name for article in own for name in (article.slug, *article.aliases)}
    if ascii_words(source.source.rpartition("/")[2].removesuffix(".md")) not in taken:
        return None
    numbered = (f"{source.id[:90]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (source.id, *numbered) if name not in taken)
