"""`guichet check`: every problem of the content, without building anything."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import click

from app.cli.check_formats import FORMATS, in_repository
from app.cli.check_text import as_groups, as_lines, explained
from app.cli.report import counted, progress
from app.content.starting import CHILDREN, start_renderer
from app.errors import ContentError, GuichetError
from app.model import Problem, Severity
from app.settings import Settings, environment, load_settings

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
_LEFT_BEHIND = frozenset({"lost-address", "broken-link", "unknown-related", "missing-picture"})
"""Errors that a file leaves in others when it goes."""


@click.command()
@click.option("--format", "style", type=click.Choice(["text", *FORMATS]), default="text", show_default=True)
@click.option("--since", metavar="REV", help="Only files that changed since a git revision, such as origin/main.")
@click.option(
    "--severity", type=click.Choice(_SEVERITIES), default="hint", show_default=True, help="The least to list."
)
@click.option("--fresh", is_flag=True, help="Look at everything again, without what earlier checks found.")
@click.option("--explain", metavar="CODE", help="What a code means and what to do, in both languages; checks nothing.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def check(
    ctx: click.Context,
    style: str,
    since: str | None,
    severity: Severity,
    fresh: bool,
    explain: str | None,
    paths: tuple[Path, ...],
) -> None:
    """List every problem of the content, with file, line, code and what to do; exit 1 when one is an error.

    PATHS (files or folders of the content) and --since narrow what is listed; everything is checked together all the
    same, and the summary counts what stands in other files. Where a change took a file away, --since lists the
    addresses, links and pictures that are missing in other files too: there is no other place for what it broke.
    """
    if explain is not None:
        click.echo(_explained(explain))
        return
    settings = load_settings(environment())
    folder = _folder(settings)
    wanted = [_inside(path, folder, followed=settings.content is not None) for path in paths]
    changed, removed = _changed(settings, folder, since) if since else (None, False)
    every = _problems(settings, fresh=fresh)
    chosen = [problem for problem in every if _listed(problem, wanted, changed, removed=removed)]
    elsewhere = set(every).difference(chosen)
    shown = [problem for problem in chosen if _SEVERITIES.index(problem.severity) <= _SEVERITIES.index(severity)]
    if style == "text":
        lines = as_groups if sys.stdout.isatty() else as_lines
        click.echo("".join(f"{line}\n" for line in lines(shown, folder)), nl=False)
        click.echo(_summary(chosen, elsewhere))
    else:
        for line in FORMATS[style](shown, in_repository(folder)):
            click.echo(line)
    ctx.exit(1 if any(problem.severity == "error" for problem in chosen) else 0)


def _problems(settings: Settings, *, fresh: bool) -> tuple[Problem, ...]:
    kept = (settings.instance / "check").is_dir()
    renderers = [] if kept and not fresh else [start_renderer() for _ in range(CHILDREN)]
    # One thread for arithmetic, of which there is little: a process with several cannot be forked.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # While those start: 0.3 s.
    from app.compiler.checking import check_content
    from app.content.source import as_problem

    with progress(sys.stderr) as report:
        try:
            return check_content(settings, report, fresh=fresh, renderers=renderers)
        except ContentError as error:
            # What keeps everything from being read is a problem like the others, for whoever reads the format.
            return (as_problem(error),)


def _summary(problems: Collection[Problem], elsewhere: Collection[Problem]) -> str:
    """How many of each severity; of other files those that there are."""
    counts = Counter(problem.severity for problem in problems)
    others = Counter(problem.severity for problem in elsewhere)
    found = ", ".join(counted(counts[severity], severity) for severity in _SEVERITIES)
    more = ", ".join(counted(others[severity], severity) for severity in _SEVERITIES if others[severity])
    return f"{found} (in other files: {more})" if more else found


def _folder(settings: Settings) -> Path:
    """The content folder; of a repository that is followed, the name that it has in there."""
    if settings.content is None:
        return settings.articles
    from app.compiler.sources import mirror_of

    mirror = mirror_of(settings)
    commit = mirror.head() if mirror else None
    return Path(mirror.content_folder(commit)) if mirror and commit else Path()


def _changed(settings: Settings, folder: Path, since: str) -> tuple[frozenset[str], bool]:
    """The files that differ from a revision, and whether one of them is gone."""
    from app.compiler.sources import mirror_of
    from app.git import changed_since

    mirror = mirror_of(settings)
    commit = mirror.head() if mirror else None
    if mirror is None or commit is None:
        changed = changed_since(settings.articles, since)
        return changed, any(not os.path.lexists(folder / path) for path in changed)
    if not mirror.has(since):
        raise GuichetError(f"--since: {since!r} is no commit of the content repository: give all 40 digits of one")
    changed = mirror.changed_files(since, commit, folder.name)
    return changed, not changed <= {blob.path for blob in mirror.files(commit, folder.name)}


def _explained(name: str) -> str:
    from app.content.checks.codes import codes

    known = codes()
    if name not in known:
        raise click.BadParameter(f"no such code; there are {', '.join(known)}", param_hint="--explain")
    return explained(known[name])


def _inside(path: Path, folder: Path, *, followed: bool) -> str:
    """A path as problems name it: relative to the content folder. Raises GuichetError for one outside of it.

    What a followed repository holds is not on the disk: there a path is taken at its word.
    """
    if followed:
        return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()
    for candidate in (path.resolve(), (folder / path).resolve()):
        if candidate.exists() and candidate.is_relative_to(folder):
            return candidate.relative_to(folder).as_posix()
    raise GuichetError(f"{path} is not in the content folder {folder}")


def _listed(problem: Problem, wanted: list[str], changed: frozenset[str] | None, *, removed: bool) -> bool:
    left_behind = removed and problem.code in _LEFT_BEHIND and problem.severity == "error"
    if changed is not None and problem.path not in changed and not left_behind:
        return False
    return not wanted or any(path in (".", problem.path) or problem.path.startswith(f"{path}/") for path in wanted)
