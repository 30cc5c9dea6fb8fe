"""`guichet rename`: another slug, category or file for an article, without breaking an address or a link."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

import click

from app.cli.report import from_here
from app.compiler.reading import read_portal
from app.content.directory import DirectoryTree
from app.content.names import NAME, RESERVED_SLUGS
from app.content.rewriting_plan import Plan, Wish, plan_rename
from app.content.source import read_content
from app.errors import EnvironmentFault
from app.git import GitFailed, move
from app.settings import environment, load_settings


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--slug", help="Another end of its address; the old one keeps working. Takes --locale.")
@click.option("--to-category", "category", metavar="CATEGORY", help="Another category, with the file in its folder.")
@click.option("--file", "file", metavar="PATH", help="Another place in the language's folder, such as domains/epp.md.")
@click.option("--locale", help="Only this translation.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def rename(
    article_id: str, slug: str | None, category: str | None, file: str | None, locale: str | None, dry_run: bool
) -> None:
    """Rename or move the article with that ID, in all its languages or in one.

    Former addresses keep working, links and pictures keep leading where they led, comments stay. The ID never changes.
    """
    if slug is None and category is None and file is None:
        raise click.UsageError("say what should change: --slug, --to-category or --file")
    _check(slug, category, file)
    articles = load_settings(environment()).articles
    tree = DirectoryTree(articles)
    content = read_content(tree, {})
    known = [each.id for each in content.site.categories]
    if category and known and category not in (*known, "other"):
        message = f"'{category}' is not in site.yaml: choose one of {', '.join(known)}, other"
        raise click.BadParameter(message, param_hint="--to-category")
    plan = plan_rename(tree, content, article_id, Wish(slug, category, file, locale), read_portal(articles)[0].ids)
    for line in _told(plan, from_here(articles), dry_run=dry_run):
        click.echo(line)
    if not dry_run:
        _carry_out(plan, articles)


def _check(slug: str | None, category: str | None, file: str | None) -> None:
    if slug is not None and (not NAME.fullmatch(slug) or slug in RESERVED_SLUGS):
        raise click.BadParameter("a slug holds 1 to 96 of a-z, 0-9 and '-', and is no page's name", param_hint="--slug")
    if category is not None and not NAME.fullmatch(category):
        raise click.BadParameter("a category id holds a-z, 0-9 and '-'", param_hint="--to-category")
    if file is None:
        return
    path = PurePosixPath(file)
    odd = any(part.startswith((".", "_", "-")) or not part.isprintable() or "\\" in part for part in path.parts)
    if path.is_absolute() or odd or path.suffix != ".md" or str(path) != file:
        message = "a path inside the language's folder that ends in .md, such as domains/epp-code.md"
        raise click.BadParameter(message, param_hint="--file")


def _told(plan: Plan, base: Path, *, dry_run: bool) -> Iterator[str]:
    """What changes, one line each; for a dry run with every changed line."""
    moved = {new: old for old, new in plan.moves}
    for old, new in plan.moves:
        yield f"{base / old} -> {base / new}"
    for locale, before, after in plan.addresses:
        yield f"/{locale}/articles/{before} -> /{locale}/articles/{after} (the old address keeps working)"
    for path, after_text in plan.texts.items():
        if not dry_run:
            yield f"{base / path} changed"
            continue
        before_lines, after_lines = (
            text.decode("utf-8", "replace").splitlines() for text in (plan.before[path], after_text)
        )
        names = str(base / moved.get(path, path)), str(base / path)
        yield from difflib.unified_diff(before_lines, after_lines, *names, lineterm="", n=1)
    if dry_run:
        yield "Nothing was changed (--dry-run)."


def _carry_out(plan: Plan, articles: Path) -> None:
    """Move, then write; a move that fails takes the ones before it back."""
    for _, new in plan.moves:
        target = (articles / new).parent
        if not target.resolve().is_relative_to(articles.resolve()):
            raise EnvironmentFault(f"{target} leads out of the content folder")
    done: list[tuple[str, str]] = []
    try:
        for old, new in plan.moves:
            (articles / new).parent.mkdir(parents=True, exist_ok=True)
            move(articles, old, new)
            done.append((old, new))
        for path, data in plan.texts.items():
            _write(articles / path, data)
    except (OSError, GitFailed) as error:
        if len(done) < len(plan.moves):
            for old, new in reversed(done):
                move(articles, new, old)
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise EnvironmentFault(f"the files cannot be changed: {reason}; see 'git status' for what was") from None
    for old, _ in plan.moves:
        with suppress(OSError):
            (articles / old).parent.rmdir()  # only where nothing is left in it


def _write(path: Path, data: bytes) -> None:
    """Replace a file whole, with the rights that it had."""
    fresh = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(data)
        fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
