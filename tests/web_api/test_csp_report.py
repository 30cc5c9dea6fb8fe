"""What browsers tell of violations of the content policy."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.web.ops.reports import LINES, MAX_BODY, MAX_REPORTS, told
from app.web.ops.tally import Tally, tally_of
from app.web.security.rates import REPORTS, SECONDS

OLD, NEW = "application/csp-report", "application/reports+json"
SECRET = "jean.dupont@example.com"
LEGACY = {
    "csp-report": {
        "document-uri": f"https://help.example/fr/search?q={SECRET}",
        "referrer": f"https://help.example/{SECRET}",
        "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "original-policy": "default-src 'none'",
        "blocked-uri": f"https://user:{SECRET}@evil.example:8443/{SECRET}?{SECRET}",
        "script-sample": SECRET,
    }
}
MODERN = {
    "type": "csp-violation",
    "url": f"https://help.example/{SECRET}",
    "user_agent": SECRET,
    "body": {
        "documentURL": f"https://help.example/{SECRET}",
        "effectiveDirective": "img-src",
        "blockedURL": f"https://pixel.example/{SECRET}",
        "sample": SECRET,
    },
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


def send(app: Flask, body: object, kind: str, **headers: str) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().post("/csp-report", data=data, content_type=kind, headers=names)


def counted(client: FlaskClient) -> str:
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    return next(line.split()[1] for line in lines if line.startswith("guichet_csp_violations_total"))


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (LEGACY, OLD, "script-src-elem of https://evil.example:8443"),
        ([MODERN], NEW, "img-src of https://pixel.example"),
        ([MODERN], f"{NEW}; charset=utf-8", "img-src of https://pixel.example"),
    ],
)
def test_s9_a_report_is_counted_and_logged_without_who_and_where(
    app: Flask, caplog: pytest.LogCaptureFixture, body: object, kind: str, said: str
) -> None:
    with caplog.at_level(logging.INFO):
        response = send(app, body, kind, Origin="http://localhost", Sec_Fetch_Site="same-origin")
    assert (response.status_code, response.data) == (204, b"")
    assert "Set-Cookie" not in response.headers
    assert [record.getMessage().partition("from ")[2] for record in caplog.records] == [said]
    assert SECRET not in caplog.text
    assert counted(app.test_client()) == "1.000"


def test_s9_reports_of_other_kinds_are_neither_counted_nor_refused(app: Flask) -> None:
    assert send(app, [{"type": "deprecation", "body": {"id": "x"}}, {"type": 3}], NEW).status_code == 204
    assert counted(app.test_client()) == "0.000"


def test_s9_a_body_is_read_up_to_its_limit(app: Flask) -> None:
    assert send(app, [MODERN] * (MAX_REPORTS + 5), NEW).status_code == 204
    assert counted(app.test_client()) == f"{MAX_REPORTS}.000"
    long = json.dumps(LEGACY).encode()
    assert send(app, long + b" " * (MAX_BODY - len(long)), OLD).status_code == 204
    response = send(app, long + b" " * (MAX_BODY - len(long) + 1), OLD)
    assert response.status_code == 413
    assert response.json is not None
    assert response.json["code"] == "too_large"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        *((LEGACY, kind, 415) for kind in ("", "application/json", "text/plain", "multipart/form-data; boundary=x")),
        *((body, OLD, 400) for body in (b"", b"{", b"[" * 8000, b"\xff", b'"x"', [MODERN], {"csp-report": 3}, {})),
        *((body, NEW, 400) for body in (b"", b"1e999", LEGACY, [3], [{"type": "csp-violation", "body": []}])),
    ],
)
def test_s9_what_is_no_report_is_refused(app: Flask, body: object, kind: str, status: int) -> None:
    response = send(app, body, kind)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert counted(app.test_client()) == "0.000"


def test_s9_only_post_reports(app: Flask) -> None:
    client = app.test_client()
    assert {client.open("/csp-report", method=method).status_code for method in ("PUT", "DELETE")} == {405}
    assert client.get("/csp-report").status_code == 404
    assert send(app, LEGACY, OLD, Sec_Fetch_Site="cross-site").status_code == 403


def test_s9_reports_of_one_address_are_limited(make_app: Callable[..., Flask]) -> None:
    app = make_app(rate_limits=True)
    assert [send(app, LEGACY, OLD).status_code for _ in range(REPORTS)] == [204] * REPORTS
    response = send(app, LEGACY, OLD)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= SECONDS + 1


def test_s9_the_log_is_not_flooded(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(LINES + 20):
            send(app, LEGACY, OLD)
    assert len(caplog.records) == LINES
    assert tally_of(app).total("csp") == LINES + 20


@given(
    st.dictionaries(
        st.sampled_from(
            ["effectiveDirective", "effective-directive", "violated-directive", "blockedURL", "blocked-uri"]
        ),
        st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()), st.from_regex(r"https?://[^/]*/.*")),
    )
)
def test_s9_whatever_is_reported_the_line_is_one_short_line(body: dict[str, Any]) -> None:
    line = " ".join(told(body))
    assert len(line) <= 140
    assert line.isascii()
    assert line.isprintable()
    assert "@" not in line
    assert "?" not in line


def test_the_workers_of_a_server_count_together() -> None:
    tally = Tally()
    for row in (1, 2, 129):
        tally.take_row(row)
        tally.add("csp")
    assert (tally.total("csp"), tally.total("refused")) == (3, 0)
