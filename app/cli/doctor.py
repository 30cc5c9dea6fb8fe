"""`guichet doctor`: looks at everything that the service needs, and says what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import click

from app.cli.report import counted, progress
from app.compiler import Compiler, mirror_of
from app.errors import EnvironmentFault, GuichetError, StoreUnavailable
from app.generations import Announcements, Generations, Records, freshness
from app.git import GitFailed
from app.search import open_engine
from app.settings import Settings, environment, load_settings
from app.store import check as find_faults

State = Literal["ok", "note", "wrong", "fault"]

_COLOURS: dict[State, str] = {"ok": "green", "note": "yellow", "wrong": "red", "fault": "red"}
_ENOUGH_BYTES = 500_000_000
_QUIET = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and (unless it is well) what to do.

    `note` is worth knowing, `wrong` is a matter of the content or the data (exit 1), `fault` one of the machine (3).
    """

    what: str
    state: State
    text: str
    advice: str = ""


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look at settings, folders, content, repository, index and database; say what is wrong and what to do.

    Exit code 0: all is well, 1: the content or the data is wrong, 2: a setting is, 3: the machine is.
    """
    settings = load_settings(environment())
    findings = []
    for look in (_settings, _folders, _repository, _content, _index, _builds, _store):
        for finding in _looked(look, settings):
            findings.append(finding)
            _show(finding)
    states = {finding.state for finding in findings}
    ctx.exit(3 if "fault" in states else 1 if "wrong" in states else 0)


def _looked(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    what = look.__name__.strip("_")
    try:
        yield from look(settings)
    except (EnvironmentFault, StoreUnavailable) as error:
        yield Finding(what, "fault", str(error))
    except GuichetError as error:
        yield Finding(what, "wrong", str(error))


def _show(finding: Finding) -> None:
    mark = finding.state if not sys.stdout.isatty() else click.style(finding.state, fg=_COLOURS[finding.state])
    advice = f": {finding.advice}" if finding.advice else ""
    click.echo(f"{mark:<5} {finding.what}: {finding.text}{advice}")


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("settings", "ok", "every variable is understood")
    for warning in settings.warnings:
        yield Finding("settings", "note", warning)
    if not settings.base_url:
        advice = "set GUICHET_BASE_URL before others can reach it"
        yield Finding("settings", "note", "links are made from the bound address", advice)
    elif not settings.https:
        yield Finding("settings", "note", "GUICHET_BASE_URL is not https", "terminate TLS in front and use https")
    if os.geteuid() == 0:
        yield Finding("settings", "note", "this runs as root", "give the service a user of its own")


def _folders(settings: Settings) -> Iterator[Finding]:
    Generations(settings.index, settings.secret_key).prepare()
    try:
        settings.instance.mkdir(parents=True, exist_ok=True, mode=0o750)
    except OSError as error:
        raise EnvironmentFault(f"the instance folder {settings.instance} cannot be made: {error.strerror}") from None
    for name, folder in (("index", settings.index), ("instance", settings.instance)):
        if not os.access(folder, os.W_OK):
            advice = "give it to the service's user"
            yield Finding("folders", "fault", f"the {name} folder {folder} cannot be written", advice)
        elif (free := shutil.disk_usage(folder).free) < _ENOUGH_BYTES:
            advice = "make room: a build that finds none keeps the old generation, and votes are refused"
            yield Finding("folders", "fault", f"{free // 1_000_000} MB are left for {folder}", advice)
        else:
            yield Finding("folders", "ok", f"{name} in {folder}, {free / 1e9:,.1f} GB free")


def _repository(settings: Settings) -> Iterator[Finding]:
    mirror = mirror_of(settings)
    if mirror is None:
        return
    assert settings.content
    try:
        commit = mirror.fetch()
        about = mirror.about(commit)
    except GitFailed as error:
        advice = "try GUICHET_CONTENT_GIT by hand with git ls-remote as the service's user; the old content is served"
        yield Finding("repository", "fault", str(error), advice)
        return
    yield Finding(
        "repository", "ok", f"{settings.content.branch} is at {commit[:12]} ({about.author}: {about.subject})"
    )
    push = Announcements(settings.instance).last()
    if settings.webhook is None:
        return
    if push is None:
        yield Finding(
            "webhook", "note", "no push was ever announced", "add the webhook at the forge: docs/operating.md"
        )
    elif push.commit != commit and datetime.now(UTC) - push.at > _QUIET:
        advice = "look at the webhook's deliveries at the forge"
        yield Finding("webhook", "note", f"the last push was announced on {push.at:%Y-%m-%d}", advice)
    else:
        yield Finding("webhook", "ok", f"the last push was announced on {push.at:%Y-%m-%d %H:%M} UTC")


def _content(settings: Settings) -> Iterator[Finding]:
    with Compiler.from_settings(settings) as compiler, progress(sys.stderr) as report:
        problems = compiler.check(report)
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = sum(problem.severity == "warning" for problem in problems)
    if errors:
        told = f"{counted(len(errors), 'error')}, the first is {errors[0]}"
        yield Finding("content", "wrong", told, "guichet check lists them")
    else:
        yield Finding("content", "ok", f"no errors, {counted(warnings, 'warning')}")


def _index(settings: Settings) -> Iterator[Finding]:
    generations = Generations(settings.index, settings.secret_key)
    name = generations.published()
    if name is None:
        yield Finding("index", "wrong", "nothing is published", "guichet build")
        return
    generation = generations.open(name)
    articles = len(generation.edition("public")[0].articles)
    if generation.search_version != open_engine(settings.search).version:
        yield Finding("index", "wrong", f"{name} was built by another version", "guichet build")
    elif not articles:
        yield Finding("index", "wrong", f"{name} has no article", "look at the content")
    else:
        kept = counted(len(generations.names()), "generation")
        yield Finding("index", "ok", f"{name} is whole: {counted(articles, 'article')}, {kept} kept")
    if hold := generations.hold():
        advice = "guichet rollback --forward ends that"
        yield Finding("index", "note", f"somebody went back to {hold.generation} on {hold.since:%Y-%m-%d}", advice)


def _builds(settings: Settings) -> Iterator[Finding]:
    record = Records(settings.index).read()
    last = record.builds[0] if record.builds else None
    failed = last is not None and last.result == "failed"
    if last and failed:
        advice = "mend it and build again; /editor/builds and the service's log say more"
        yield Finding("builds", "wrong", f"the last one failed: {last.reason}", advice)
    elif last:
        yield Finding("builds", "ok", f"the last one took {last.seconds:.1f} s on {last.at:%Y-%m-%d %H:%M} UTC")
    if settings.content:
        push = Announcements(settings.instance).last()
        found = freshness(record, push, settings.content.seconds, datetime.now(UTC))
        if found.reason and last and failed and last.commit == found.wanted and not record.failure:
            advice = "read why it failed at /editor/builds, or with guichet check; what was published before is served"
            yield Finding("builds", "wrong", f"{found.reason}: the last build, of that commit, failed", advice)
        elif found.reason:
            advice = "is the background process running? its log says why it does not build"
            yield Finding("builds", "wrong", found.reason, advice)


def _store(settings: Settings) -> Iterator[Finding]:
    faults = find_faults(settings.store)
    for fault in faults:
        yield Finding("database", "wrong", fault, "see « The database » in docs/operating.md")
    if not faults:
        yield Finding("database", "ok", "it is sound")
