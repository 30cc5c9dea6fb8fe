"""`guichet link`: a permanent link to an article, ready for a reply."""

from __future__ import annotations

from typing import cast

import click

from app.cli.published import origin_of, published
from app.errors import GuichetError
from app.library import LINK_FORMS, LinkForm, Snapshot, Views, anchors_of, find_section, reply_link
from app.model import RenderedArticle, Section
from app.settings import environment, load_settings
from app.web import paths


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--locale", default="", help="Language it leads to (default: the reader's).")
@click.option("--format", "form", type=click.Choice(LINK_FORMS), default="markdown", show_default=True)
@click.option("--anchor", default="", help="A section, as its heading has it: steps for {#steps}.")
@click.option("--via", type=click.Choice(["agent"]), default=None, help="Tell, when it is followed, who sent it.")
def link(article_id: str, locale: str, form: str, anchor: str, via: str | None) -> None:
    """Print a permanent link to an article, as GET /api/v1/articles/ID/link gives it."""
    settings = load_settings(environment())
    views = published(settings)
    current = views.public
    if locale and locale not in current.locales:
        raise click.BadParameter(f"the site's locales are {', '.join(current.locales)}", param_hint="--locale")
    article = current.best(article_id, locale or current.site.default_locale)
    origin, _ = origin_of(settings)
    if article is None:
        raise _absent(views, article_id, origin)
    section = _section(current, article, anchor) if anchor else None
    made = reply_link(origin, article, cast(LinkForm, form), locale=locale, section=section, via=via or "")
    click.echo(made.text)


def _absent(views: Views, article_id: str, origin: str) -> GuichetError:
    internal = views.agents.best(article_id, views.agents.site.default_locale)
    if internal is None:
        return GuichetError(f"there is no published article with the id '{article_id}'")
    where = f"{origin}{paths.agent_permalink(internal.id)}"
    return GuichetError(f"article '{internal.id}' is internal: customers cannot open it; the team reads it at {where}")


def _section(current: Snapshot, article: RenderedArticle, anchor: str) -> Section:
    if section := find_section(current, article, anchor):
        return section
    known = ", ".join(anchors_of(current, article)) or "none"
    raise GuichetError(f"article '{article.id}' has no section '{anchor}'; it has: {known}")
