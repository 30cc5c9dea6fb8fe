"""The demonstration portal as a Flask application: screens from a file, at a portal's own addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from app.cli.demo.addresses import Addresses
from app.content.yaml_strict import load
from app.locales import LANGUAGES, negotiate
from app.portal import Portal, Workflow

HOME = "account.login"

Screen = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A screen on a page: `anchor` is where a workflow's fragment leads, `name` the chosen record's."""

    workflow: Workflow
    screen: Screen
    anchor: str
    name: str
    values: Mapping[str, str]


def create_area(portal: Portal, help_centre: str | None = None) -> Flask:
    """An application that answers every address of `portal`, in the reader's language or `?lang=`.

    With a `help_centre` (its address, without a slash at the end) each screen links it and carries the script tag of
    its contextual help.
    """
    app = Flask(__name__, static_url_path="/demo")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    area = _Area(portal, help_centre)
    app.add_url_rule("/", defaults={"path": ""}, methods=["GET", "POST"], view_func=area.page)
    app.add_url_rule("/<path:path>", methods=["GET", "POST"], view_func=area.page)
    app.after_request(partial(_headers, policy=_policy(help_centre)))
    return app


class _Area:
    """What the screens are made of: a portal's addresses and the file with the texts."""

    def __init__(self, portal: Portal, help_centre: str | None):
        self._portal = portal
        self._help_centre = help_centre
        self._addresses = Addresses.of(portal)
        text = files("app.cli.demo").joinpath("client_area.yaml").read_text("utf-8")
        self._texts: Mapping[str, Any] = load(text, path="client_area.yaml").value  # type: ignore[assignment]

    def page(self, path: str) -> AnyResponse:
        """Every screen that the address leads to, one below the other."""
        locale = self._locale()
        leads = self._addresses.at(path, request.args)
        if not path and not leads and HOME in self._portal.workflows:
            leads = [(self._portal.workflows[HOME], {})]
        shown = [found for workflow, values in leads if (found := self._shown(workflow, values))]
        if leads and not shown and (without := leads[0][0].without):
            # As portals do with a number that is not the customer's.
            return redirect(self._link(without, locale))
        html = render_template(
            "page.html",
            locale=locale,
            locales=[language for code, language in LANGUAGES.items() if code != locale],
            texts=self._texts,
            shown=shown,
            sent=request.method == "POST",
            help_centre=self._help_centre,
            portal=self._portal,
            navigation=self._navigation(locale),
            link=partial(self._link, locale=locale),
            say=partial(_say, locale=locale),
            token=self._token,
        )
        return Response(html, status=200 if shown or not path else 404)

    def _shown(self, workflow: Workflow, values: Mapping[str, str]) -> Shown | None:
        """The workflow's screen; None when a parameter is no record of the customer's."""
        name = ""
        for parameter, value in values.items():
            records = self._texts["records"].get(parameter)
            if records is not None:
                names = {self._token(workflow, parameter, record): known for record, known in records.items()}
                name = names.get(value, "")
                if not name:
                    return None
        generic = {"title": dict(workflow.label) or workflow.id, "text": self._texts["other"]}
        screen = self._texts["screens"].get(workflow.id, generic)
        return Shown(workflow, screen, workflow.path.partition("#")[2] or workflow.id.replace(".", "-"), name, values)

    def _token(self, workflow: Workflow, parameter: str, record: str) -> str:
        """How the portal writes a record's number: as it is, or as a hash where it takes nothing else."""
        digest = hashlib.sha256(record.encode()).hexdigest()
        forms = (record, digest[:32], digest)
        return next((form for form in forms if re.fullmatch(workflow.pattern(parameter), form, re.ASCII)), "")

    def _link(self, workflow_id: str, locale: str, values: Mapping[str, str] | None = None) -> str:
        """A workflow's path in this portal, keeping the language; "" when the portal has no such screen."""
        workflow = self._portal.workflows.get(workflow_id)
        if workflow is None:
            return ""
        path = workflow.fill(values or {}, locale)
        if path is None:
            return self._link(workflow.without, locale) if workflow.without else ""
        head, mark, fragment = path.partition("#")
        return f"/{head}{'&' if '?' in head else '?'}lang={locale}{mark}{fragment}"

    def _navigation(self, locale: str) -> list[tuple[str, Screen]]:
        """Links to the main screens, each address once: some portals have one list for several things."""
        found: dict[str, Screen] = {}
        for name in self._texts["navigation"]:
            if path := self._link(name, locale):
                found.setdefault(path, self._texts["screens"][name])
        return list(found.items())

    def _locale(self) -> str:
        asked = request.args.get("lang", "")
        return asked if asked in LANGUAGES else negotiate(request.headers.get("Accept-Language", ""), tuple(LANGUAGES))


def _say(text: Any, locale: str, name: str = "") -> str:
    """A text of the file in that language."""
    said = text.get(locale) or next(iter(text.values())) if isinstance(text, Mapping) else text
    return str(said).replace("{name}", name)


def _policy(help_centre: str | None) -> str:
    """A host page's strictest policy: nothing but its own style, and the help centre's script where there is one."""
    parts = urlsplit(help_centre or "")
    origin = f"{parts.scheme}://{parts.netloc}" if help_centre else "'none'"
    images = f"'self' {origin}" if help_centre else "'self'"
    return (
        f"default-src 'none'; style-src 'self'; img-src {images}; script-src {origin}; connect-src {origin}; "
        f"frame-src {origin}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _headers(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
