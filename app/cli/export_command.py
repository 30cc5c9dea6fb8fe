"""`guichet export`: the public site as files that need no server of ours."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from app.errors import GuichetError, NoGeneration
from app.export import ExportRefused, Reply, SiteExport, export_site, new_folder, write_json, write_markdown
from app.generations import Edition, Generation, Generations
from app.model import Synonyms
from app.search import read_synonyms
from app.settings import DEFAULT_URL, Settings, environment, load_settings

AGENT = "guichet-export (robot)"


@click.command("export")
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help="A new folder, or an older export."
)
@click.option("--format", "kind", type=click.Choice(["site", "markdown", "json"]), default="site", show_default=True)
def export_command(folder: Path, kind: str) -> None:
    """Write the public site as static files, or as an archive of Markdown or JSON.

    Only what every reader may see is in it. The folder is replaced as a whole, and only if it is an export.
    """
    settings = load_settings(environment())
    generation = _published(settings)
    edition, bodies = generation.edition("public")
    edition = replace(edition, portal=edition.portal.at(settings.portal_url))
    about = f"guichet export, {kind}, {generation.name}"
    with new_folder(folder, about) as staged:
        if kind == "site":
            done = _site(staged, settings, generation, edition)
            for line in done.dead:
                click.echo(f"left out: {line}", err=True)
            said = f"{done.pages} pages, {done.files} files"
        elif kind == "markdown":
            media = {name: generation.media(name) for article in edition.articles for name in article.media}
            said = f"{write_markdown(staged, edition, bodies, _synonyms(generation, edition), media)} articles"
        else:
            said = f"{write_json(staged, edition, bodies)} articles"
    click.echo(f"{folder}: {said} of {generation.name}")


def _published(settings: Settings) -> Generation:
    generations = Generations(settings.index, settings.secret_key)
    name = generations.published()
    if name is None:
        raise NoGeneration("there is nothing to export yet: run `guichet build` first")
    return generations.open(name)


def _synonyms(generation: Generation, edition: Edition) -> Mapping[str, Synonyms]:
    folders = {code: generation.search_folder("public", code) for code in edition.site.locales}
    return {code: read_synonyms(folder, code) for code, folder in folders.items() if folder.is_dir()}


def _site(folder: Path, settings: Settings, generation: Generation, edition: Edition) -> SiteExport:
    """The site as an application of its own answers it, which records nothing and counts nobody."""
    from app.web import create_app, offline
    from app.web.services import KEY

    _, bodies = generation.edition("public")
    with tempfile.TemporaryDirectory(prefix="guichet-export-") as nowhere:
        store = f"sqlite:///{Path(nowhere) / 'none.db'}"
        app = create_app(replace(settings, store=store, rate_limits=False, trusted_hosts=()))
        scripts = offline.install(app)
        library = app.extensions[KEY].library
        library.refresh()
        if library.current is None or library.current.generation != generation.name:
            raise GuichetError(
                f"{generation.name} cannot be served by this version: run `guichet build`, then export again"
            )
        client = app.test_client()
        base = settings.base_url or DEFAULT_URL

        def fetch(path: str) -> Reply:
            answer = client.get(path, base_url=base, headers={"User-Agent": AGENT})
            location = answer.headers.get("Location", "")
            return Reply(answer.status_code, answer.content_type or "", answer.data, location)

        try:
            return export_site(
                folder, edition, bodies, _synonyms(generation, edition), fetch, scripts, settings.base_url
            )
        except ValueError as error:
            raise ExportRefused(str(error)) from None
        finally:
            app.extensions[KEY].store.close()
