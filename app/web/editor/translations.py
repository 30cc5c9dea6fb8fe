"""`/editor/translations`: which translations lack what of their sources, those that most readers see first."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response

from app.generations import TranslationRecords, Translations
from app.insights import READ_DAYS, Owing, Period, owing
from app.model import DEBT_STATES, utc_today
from app.web.editor.kit import asked, editor, render
from app.web.editor.lists import choice, part
from app.web.services import services

A_PAGE = 25
OPEN = 3
"""Articles whose differences are open when the page is."""


def install(blueprint: Blueprint) -> None:
    """Register the page."""
    blueprint.add_url_rule("/translations", "translations", page)


def page() -> Response:
    """All translations, or those of one state or locale."""
    record, every = _record(), all_translations()
    show = choice("show", DEBT_STATES)
    locale = asked().scope.locale
    own = [one for one in every if locale in (None, one.debt.locale)]
    found = [one for one in own if one.debt.state == show]
    counts = Counter(one.debt.state for one in own)
    translations, pager = part(found, A_PAGE)
    return render(
        "translations.html",
        show=show,
        wanted=locale,
        locales=sorted({one.debt.locale for one in every}),
        counts={state: counts[state] for state in DEBT_STATES},
        translations=translations,
        pager=pager,
        history=record.history if record else True,
        built=record is not None,
        open_first=OPEN if pager.number == 1 else 0,
        days=READ_DAYS,
    )


def all_translations() -> tuple[Owing, ...]:
    """What the last build found, the most read first; empty before the first one."""
    record = _record()
    if record is None:
        return ()
    return owing(record.debts, editor().desk.reads(Period.last(READ_DAYS, utc_today())))


def _record() -> Translations | None:
    return TranslationRecords(services().settings.index).read()
