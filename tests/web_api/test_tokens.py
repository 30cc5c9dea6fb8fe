"""Tokens of programs: which are taken, what they open, and that none ever counts as anonymous."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import Role, Token, digest, new_token
from app.settings import Settings
from tests.support.accounts import a_person, bearer, begin_session, doorman_of

VOTE = {"locale": "fr", "helpful": True}


def kept(app: Flask, **changes: object) -> str:
    """A token with something changed; what its program sends."""
    doorman, text = doorman_of(app), new_token()
    now = doorman.clock()
    values = {"expires": now + timedelta(days=1), "revoked": None} | changes
    token = Token(text[-8:], "kept", Role.READER, ("read",), text[-4:], now, values["expires"])  # type: ignore[arg-type]
    doorman.store.add_token(token, digest(text))
    if values["revoked"]:
        doorman.store.revoke(token, now)
    return text


@pytest.mark.parametrize("path", ["/api/v1/articles", "/api/v1/search?q=x", "/api/v1/openapi.json"])
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer null",
        "Bearer gui_",
        "Bearer gui_" + "A" * 43,
        "Bearer gui_" + "A" * 42 + "é",
        "Bearer " + "x" * 10_240,
        "Basic Z3VpOmd1aQ==",
        "Digest x",
        "gui_",
    ],
    ids=lambda text: text[:20],
)
def test_p4_whatever_opens_nothing_is_401_and_never_anonymous(client: FlaskClient, path: str, header: str) -> None:
    response = client.get(path, headers={"Authorization": header.encode().decode("latin-1")})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json is not None
    assert response.json["code"] == "invalid_token"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("how", ["revoked", "expired", "beginning", "longer", "lower", "other scheme", "spaced"])
def test_p4_a_token_that_is_nearly_right_is_401(app: Flask, client: FlaskClient, how: str) -> None:
    now = doorman_of(app).clock()
    altered: dict[str, object] = {"revoked": True} if how == "revoked" else {}
    if how == "expired":
        altered["expires"] = now - timedelta(seconds=1)
    token = kept(app, **altered)
    sent = {
        "beginning": f"Bearer {token[:-1]}",
        "longer": f"Bearer {token}A",
        "lower": f"Bearer {token.swapcase()}",
        "other scheme": f"bearer {token}",
        "spaced": f"Bearer  {token}",
    }.get(how, f"Bearer {token}")
    assert client.get("/api/v1/articles", headers={"Authorization": sent}).status_code == 401
    if how not in ("revoked", "expired"):
        assert client.get("/api/v1/articles", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_p3_a_token_in_the_address_is_refused_even_beside_a_good_one(app: Flask, client: FlaskClient) -> None:
    for headers in ({}, bearer(app, "agent")):
        response = client.get("/api/v1/articles?token=gui_x", headers=headers)
        assert response.status_code == 400
        assert response.json is not None
        assert response.json["code"] == "token_in_url"


def test_p5_a_token_for_reading_writes_nothing_and_one_for_writing_reads_nothing(
    app: Flask, client: FlaskClient
) -> None:
    reads, writes = bearer(app, "agent", ("read",)), bearer(app, "agent", ("write",))
    event = {"type": "open", "locale": "fr", "article": "epp-code"}
    for path, body in (("events", event), ("articles/epp-code/feedback", VOTE)):
        refused = client.post(f"/api/v1/{path}", json=body, headers=reads)
        assert refused.status_code == 403
        assert refused.json is not None
        assert refused.json["code"] == "insufficient_scope"
        assert client.post(f"/api/v1/{path}", json=body, headers=writes).status_code not in (401, 403)
    assert client.get("/api/v1/articles", headers=writes).status_code == 403
    ticket = {"text": "Je pars chez un autre registrar.", "locale": "fr"}
    assert client.post("/api/v1/deflect", json=ticket, headers=reads).status_code == 200


def test_what_a_token_shows_is_kept_by_nobody(app: Flask, client: FlaskClient) -> None:
    response = client.get("/api/v1/articles?locale=fr", headers=bearer(app, "reader"))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert "Authorization" in response.headers["Vary"]


def test_the_api_knows_no_session(app: Flask, client: FlaskClient) -> None:
    begin_session(client, a_person(app, "admin"))
    mine = client.get("/api/v1/articles?locale=fr")
    assert mine.data == app.test_client().get("/api/v1/articles?locale=fr").data
    assert "public" in mine.headers["Cache-Control"]


def test_s8_a_page_of_another_site_may_not_send_a_token(client: FlaskClient) -> None:
    for path in ("/api/v1/articles", "/api/v1/events", "/api/v1/deflect"):
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        response = client.options(path, headers={"Origin": "https://evil.example", **asked})
        assert "Access-Control-Allow-Headers" not in response.headers


def test_x12_the_database_holds_no_clear_token_and_no_clear_session(
    app: Flask, client: FlaskClient, base_settings: Settings
) -> None:
    token, session = kept(app), begin_session(client, a_person(app, "agent"))
    assert client.get("/api/v1/articles", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    data = Path(base_settings.store.removeprefix("sqlite:///")).read_bytes()
    assert token.encode() not in data
    assert token.removeprefix("gui_").encode() not in data
    assert session.encode() not in data
    assert digest(token) in data


def test_the_latest_use_of_a_token_is_noted_once_a_day(app: Flask, client: FlaskClient) -> None:
    token, store = kept(app), doorman_of(app).store
    noted = []
    for _ in range(2):
        client.get("/api/v1/articles", headers={"Authorization": f"Bearer {token}"})
        found = store.token(digest(token))
        noted.append(found and found.used)
    assert noted[0] is not None
    assert noted[0] == noted[1]


def test_the_description_tells_of_the_scheme_and_that_it_is_not_needed(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{}, {"token": []}]
            assert "insufficient_scope" in str(operation["responses"]["403"])
