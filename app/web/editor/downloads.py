"""The editors' tables as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Blueprint, Response, abort, request

from app.insights import (
    GAP_KINDS,
    Sheet,
    action_sheet,
    article_sheet,
    comment_sheet,
    gap_sheet,
    review_sheet,
    translation_sheet,
)
from app.web.editor.kit import asked, editor, nearest_ids, shown, title_of
from app.web.editor.notices import all_reviews
from app.web.editor.translations import all_translations

MOST_GAPS = 200
"""Of each kind; each is searched for anew, 3 ms."""
MOST_COMMENTS = 5_000


def install(blueprint: Blueprint) -> None:
    """Register `<table>.csv` and `<table>.json`."""
    rule = f"/<any({', '.join(_TABLES)}):table>.<any(csv, json):style>"
    blueprint.add_url_rule(rule, view_func=download)


def download(table: str, style: str) -> Response:
    """One table for the days and the locale that the request asks about."""
    if asked().refused:
        abort(400)
    found = _TABLES[table]()
    period = asked().scope.period
    name = f"guichet-{table}-{period.since}-{period.until}.{style}"
    if style == "csv":
        body, kind = found.csv(), "text/csv; charset=utf-8"
    else:
        document = {
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "locale": asked().scope.locale,
            table: list(found.records()),
        }
        body, kind = json.dumps(document, ensure_ascii=False) + "\n", "application/json"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'} if style == "csv" else {}
    return Response(body, content_type=kind, headers=disposition)


def _gaps() -> Sheet:
    kinds = [kind for kind in GAP_KINDS if request.args.get("kind") in (None, kind)]
    desk, scope = editor().desk, asked().scope
    return gap_sheet((gap for kind in kinds for gap in desk.gaps(kind, scope)[:MOST_GAPS]), nearest_ids)


def _articles() -> Sheet:
    return article_sheet(editor().desk.articles(asked().scope, shown().published), title_of)


def _actions() -> Sheet:
    return action_sheet(editor().desk.actions(asked().scope))


def _reviews() -> Sheet:
    return review_sheet(all_reviews())


def _translations() -> Sheet:
    locale = asked().scope.locale
    return translation_sheet(one for one in all_translations() if locale in (None, one.debt.locale))


def _comments() -> Sheet:
    return comment_sheet(editor().desk.comments(asked().scope, limit=MOST_COMMENTS))


_TABLES: Mapping[str, Callable[[], Sheet]] = MappingProxyType(
    {
        "gaps": _gaps,
        "articles": _articles,
        "actions": _actions,
        "comments": _comments,
        "reviews": _reviews,
        "translations": _translations,
    }
)
