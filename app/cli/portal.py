"""`guichet portal`: whether the addresses of the customer portal answer."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import click

from app.cli.portal_probe import Probe, Visit, planned_visits
from app.cli.report import show_problems
from app.compiler.reading import read_portal
from app.errors import GuichetError
from app.settings import environment, load_settings

_PARAMETER = re.compile(r"([a-z][a-z0-9_]*)=(.+)", re.DOTALL)


@click.group()
def portal() -> None:
    """The customer portal that articles lead to."""


@portal.command()
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--parameter", "given", multiple=True, metavar="NAME=VALUE", help="A real value, such as domain_id=42.")
@click.option("--timeout", type=click.FloatRange(0.1, 120), default=10, show_default=True, help="Seconds an answer.")
@click.pass_context
def check(ctx: click.Context, style: str, given: tuple[str, ...], timeout: float) -> None:
    """Follow every workflow, with and without parameters; exit 1 when one is not found, fails or leaves the host.

    Parameters that are not given are made up. Nothing is changed in the portal: pages are only asked for, and no
    redirect to another host is followed.
    """
    settings = load_settings(environment())
    configured, problems = read_portal(settings.articles)
    configured = configured.at(settings.portal_url)
    if problems:
        show_problems(problems, settings.articles, sys.stderr)
    if configured.base_url is None:
        raise GuichetError("the portal has no address: set GUICHET_PORTAL_URL, or base_url in portal.yaml")
    probe, visits = Probe(timeout), []
    for planned in planned_visits(configured, dict(_parameter(text) for text in given)):
        visits.append(probe.visit(planned, login=configured.workflows[planned.workflow].login))
        if style == "text":
            click.echo(_line(visits[-1]))
    click.echo(_json(configured.base_url, visits) if style == "json" else _summary(visits))
    ctx.exit(1 if problems or any(visit.wrong for visit in visits) else 0)


def _parameter(text: str) -> tuple[str, str]:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise click.BadParameter(f"'{text}' is not NAME=VALUE, such as domain_id=42", param_hint="--parameter")
    return match[1], match[2]


def _line(visit: Visit) -> str:
    values = "".join(f" {name}={value}" for name, value in visit.parameters.items())
    name = f"{visit.workflow}{f' [{visit.locale}]' if visit.locale else ''}{values}"
    detail = f"  ({visit.detail})" if visit.detail else ""
    return f"{visit.verdict:<11} {visit.status or '-':>3}  {name:<42} {visit.url}{detail}"


def _summary(visits: Sequence[Visit]) -> str:
    counts = Counter(visit.verdict for visit in visits)
    return f"{len(visits)} addresses: {', '.join(f'{number} {verdict}' for verdict, number in counts.most_common())}"


def _json(base_url: str, visits: Iterable[Visit]) -> str:
    addresses = [{**asdict(visit), "parameters": dict(visit.parameters)} for visit in visits]
    wrong = sum(visit.wrong for visit in visits)
    return json.dumps({"base_url": base_url, "wrong": wrong, "addresses": addresses}, ensure_ascii=False, indent=1)
