"""`guichet translations`: which translations lack what of their sources, in the terminal."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import click

from app.cli.desk import open_desk
from app.compiler import Compiler
from app.insights import READ_DAYS, Owing, Period, owing, translation_sheet
from app.locales import LANGUAGES
from app.model import DEBT_STATES, DebtState, Line, SectionDebt
from app.settings import environment, load_settings

_SHOWN: tuple[DebtState, ...] = ("stale", "missing")
_MARKS = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}", "gap": "…"}
_COLOURS = {"removed": "red", "added": "green"}


@click.command()
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default=None, help="Into this language only.")
@click.option("--state", type=click.Choice(DEBT_STATES), default=None, help="Only these.  [default: stale and missing]")
@click.option("--format", "style", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
def translations(locale: str | None, state: DebtState | None, style: str) -> None:
    """List translations whose source has changed since, section by section, and those that are missing.

    Those that concern the most readers of the last 30 days come first. The content is read as it is now, with what is
    not committed yet; a content repository as it was fetched last.
    """
    settings = load_settings(environment())
    with Compiler.from_settings(settings) as compiler:
        found = compiler.translations()
    with open_desk(settings) as desk:
        every = owing(found.debts, desk.reads(Period.last(READ_DAYS, datetime.now(UTC).date())))
    own = [one for one in every if locale in (None, one.debt.locale)]
    chosen = [one for one in own if one.debt.state in ((state,) if state else _SHOWN)]
    if style == "csv":
        click.echo(translation_sheet(chosen).csv(), nl=False)
    elif style == "json":
        document = {"locale": locale, "history": found.history, "translations": list(map(_record, chosen))}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for one in chosen:
            click.echo("\n".join(_lines(one)) + "\n")
        click.echo(_summary(own))
        if not found.history:
            click.echo("The content is in no git repository: which sections changed is not known.", err=True)


def _record(one: Owing) -> dict[str, object]:
    debt = one.debt
    return {
        "state": debt.state,
        "locale": debt.locale,
        "article": debt.id,
        "title": debt.title,
        "readers": one.readers,
        "reads": one.reads,
        "source_reads": one.source_reads,
        "path": debt.path or None,
        "source": debt.source_path,
        "told_since": debt.behind.isoformat() if debt.behind else None,
        "sections": [_section(section) for section in debt.sections],
    }


def _section(section: SectionDebt) -> dict[str, object]:
    return {
        "anchor": section.anchor,
        "title": section.title,
        "change": section.change,
        "since": section.since.strftime("%Y-%m-%dT%H:%M:%SZ") if section.since else None,
        "reasons": list(section.reasons),
        "difference": [_plain(line) for line in section.lines],
    }


def _lines(one: Owing) -> Iterator[str]:
    debt = one.debt
    reads = f"{one.readers} reads"
    if debt.state == "missing":
        there = f"draft {debt.path}" if debt.path else "nothing yet"
        yield f"{debt.locale}: {debt.source_path} is not translated ({there}; {reads})"
        return
    told = f"; readers are told since {debt.behind}" if debt.behind else ""
    yield f"{debt.path}: {debt.state}, beside {debt.source_path} ({reads}{told})"
    for section in debt.sections:
        name = f"{{#{section.anchor}}} {section.title}" if section.anchor else "beginning"
        when = f"{section.since:%Y-%m-%d}" if section.since else "not committed"
        why = f" ({', '.join(section.reasons)})" if section.reasons else ""
        yield f"  {section.change} {when}: {name}{why}"
        yield from (f"    {line}" for line in map(_drawn, section.lines))


def _plain(line: Line) -> str:
    """A line with what went and came marked as `git diff --word-diff` marks it."""
    return "".join(_MARKS[piece.kind].format(piece.text) for piece in line)


def _drawn(line: Line) -> str:
    if not sys.stdout.isatty():
        return _plain(line)
    parts: Sequence[str] = [
        click.style(_MARKS[piece.kind].format(piece.text), fg=_COLOURS.get(piece.kind)) for piece in line
    ]
    return "".join(parts)


def _summary(own: Iterable[Owing]) -> str:
    counts = Counter(one.debt.state for one in own)
    return f"{counts['stale']} stale, {counts['missing']} missing, {counts['current']} up to date"
