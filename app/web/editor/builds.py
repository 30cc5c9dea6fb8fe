"""`/editor/builds`: what became of each push or save, and why what is broken is not published."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response

from app.errors import EnvironmentFault
from app.generations import Announcements, Generations, Hold, Records, freshness
from app.web.editor.kit import render, shown
from app.web.services import services

SHOWN_PROBLEMS = 20


def install(blueprint: Blueprint) -> None:
    """Register the page."""
    blueprint.add_url_rule("/builds", "builds", page)


def page() -> Response:
    """The latest builds, which commit is served and which should be."""
    settings = services().settings
    record, repository = Records(settings.index).read(), settings.content
    state = None
    if repository:
        push = Announcements(settings.instance).last()
        state = freshness(record, push, repository.seconds, datetime.now(UTC))
    return render(
        "builds.html",
        builds=record.builds,
        failure=record.failure if repository else None,
        branch=repository.branch if repository else None,
        commit=record.commit_of(shown().generation),
        state=state,
        hold=_hold(Generations(settings.index, settings.secret_key)),
        shown_problems=SHOWN_PROBLEMS,
    )


def _hold(generations: Generations) -> Hold | None:
    try:
        return generations.hold()
    except EnvironmentFault:
        return None
