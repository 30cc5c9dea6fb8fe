"""`POST /hooks/git`: only who knows the secret can announce a push, and only of the configured branch."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from app.generations import Announcements
from app.settings import Repository, Webhook
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY
from tests.support.sites import settings_for

SECRET = "the-webhook-secret-of-these-tests-01"
OLD = "the-one-before-the-webhook-secret-00"
KEY_BYTES = bytes(range(32))
COMMIT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
PUSH = {"ref": "refs/heads/main", "after": COMMIT, "repository": {"clone_url": "ext::sh -c id"}}


def application(folder: Path, webhook: Webhook | None = None, content: bool = True) -> Flask:
    folder.mkdir(exist_ok=True)
    base = settings_for(folder, folder / "articles")
    upgrade(base.store)
    webhook = webhook or Webhook(SECRET, OLD, datetime.now(UTC) + timedelta(hours=1))
    return create_app(replace(base, content=Repository("/srv/help.git") if content else None, webhook=webhook))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = application(tmp_path_factory.mktemp("hooks"))
    yield made
    made.extensions[KEY].store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    last = Announcements(app.extensions[KEY].settings.instance)
    (last.folder / "last.json").unlink(missing_ok=True)
    return app.test_client()


def noted(client: FlaskClient) -> str | None:
    """The commit of the note that the background process finds."""
    push = Announcements(client.application.extensions[KEY].settings.instance).last()
    return push.commit if push else None


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(client: FlaskClient, body: bytes, headers: Any = None, **more: Any) -> TestResponse:
    return client.post("/hooks/git", data=body, headers=headers, **{"content_type": "application/json", **more})


def deliver(client: FlaskClient, payload: object, secret: str = SECRET, **more: Any) -> TestResponse:
    """A delivery as GitHub sends it."""
    body = json.dumps(payload).encode()
    return send(client, body, {"X-Hub-Signature-256": f"sha256={signature(body, secret)}"}, **more)


def standard(body: bytes, key: bytes, name: str = "msg_1", moment: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if moment is None else moment))
    digest = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
    signed = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signed}


def test_a_push_is_accepted_and_noted(client: FlaskClient) -> None:
    response = deliver(client, PUSH)
    assert (response.status_code, response.json) == (202, {"status": "accepted"})
    assert response.headers["Cache-Control"] == "no-store"
    assert noted(client) == COMMIT


@pytest.mark.parametrize("header", ["X-Gitea-Signature", "X-Forgejo-Signature"])
def test_gitea_and_forgejo_sign_in_plain_hex(client: FlaskClient, header: str) -> None:
    body = json.dumps(PUSH).encode()
    assert send(client, body, {header: signature(body)}).status_code == 202
    assert send(client, body + b" ", {header: signature(body)}).status_code == 401


def test_gitlab_sends_the_secret_itself(client: FlaskClient) -> None:
    body = json.dumps(PUSH).encode()
    assert send(client, body, {"X-Gitlab-Token": SECRET}).status_code == 202
    for wrong in ("", SECRET[:-1], SECRET + "x", SECRET.upper(), "é" * 36):
        assert send(client, body, {"X-Gitlab-Token": wrong.encode().decode("latin-1")}).status_code == 401


def test_gitlab_signs_with_a_signing_token(tmp_path: Path) -> None:
    token = "whsec_" + base64.b64encode(KEY_BYTES).decode()
    app = application(tmp_path, Webhook(token))
    client, body = app.test_client(), json.dumps(PUSH).encode()
    good = standard(body, KEY_BYTES)
    assert send(client, body, good).status_code == 202
    several = {**good, "webhook-signature": f"v1,AAAA {good['webhook-signature']}"}
    assert send(client, body, several).status_code == 202
    assert send(client, body + b" ", good).status_code == 401
    assert send(client, body, {**good, "webhook-id": "msg_2"}).status_code == 401
    assert send(client, body, {key: good[key] for key in good if key != "webhook-id"}).status_code == 401
    for minutes in (-6, 6):
        stale = standard(body, KEY_BYTES, moment=time.time() + 60 * minutes)
        assert send(client, body, stale).status_code == 401, "a captured delivery is worth nothing later"
    app.extensions[KEY].store.close()


def test_the_strongest_signature_that_is_sent_must_hold(client: FlaskClient) -> None:
    body = json.dumps(PUSH).encode()
    assert send(client, body, {"X-Hub-Signature-256": "sha256=00", "X-Gitlab-Token": SECRET}).status_code == 401
    assert send(client, body, {**standard(body, KEY_BYTES), "X-Gitlab-Token": SECRET}).status_code == 401


BODY = json.dumps(PUSH).encode()
GOOD = signature(BODY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": "sha1=" + hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256="},
        {"X-Hub-Signature-256": GOOD},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "sha256=" + GOOD.upper()},
        {"X-Hub-Signature-256": "SHA256=" + GOOD},
        {"X-Hub-Signature-256": "sha256=" + GOOD[:-1]},
        {"X-Hub-Signature-256": "sha256=" + GOOD + " "},
        {"X-Hub-Signature-256": "sha256=" + "é".encode().decode("latin-1") * 64},
        {"X-Hub-Signature-256": f"sha256={signature(BODY, 'x' * 36)}"},
        {"X-Hub-Signature-256": f"sha256={signature(BODY, '')}"},
        {"X-Hub-Signature-256": f"sha256={hashlib.sha256(BODY).hexdigest()}"},
        Headers([("X-Hub-Signature-256", f"sha256={GOOD}"), ("X-Hub-Signature-256", "sha256=" + "0" * 64)]),
        {"Authorization": f"Bearer {SECRET}"},
    ],
)
def test_w1_a_forged_delivery_is_401_with_the_same_body(client: FlaskClient, headers: Any) -> None:
    response = send(client, BODY, headers)
    refused = send(client, b"{}", {})
    assert (response.status_code, response.get_data()) == (401, refused.get_data())
    assert response.json is not None
    assert response.json["code"] == "bad_signature"
    assert noted(client) is None


@pytest.mark.parametrize(
    "other", [BODY + b"\n", json.dumps(PUSH, indent=1).encode(), json.dumps(PUSH, sort_keys=True).encode(), b"", b"{}"]
)
def test_w2_a_signature_of_another_body_is_401(client: FlaskClient, other: bytes) -> None:
    assert send(client, other, {"X-Hub-Signature-256": f"sha256={GOOD}"}).status_code == 401
    assert noted(client) is None


@pytest.mark.parametrize(
    "payload",
    [
        {**PUSH, "ref": "refs/heads/other"},
        {**PUSH, "ref": "refs/tags/main"},
        {**PUSH, "ref": "main"},
        {**PUSH, "after": "0" * 40},
        {**PUSH, "after": "0" * 64},
        {"ref": "refs/heads/main"},
        {"object_kind": "issue"},
        {},
    ],
)
def test_w3_what_is_no_push_to_the_branch_is_ignored(client: FlaskClient, payload: object) -> None:
    response = deliver(client, payload)
    assert (response.status_code, response.json) == (202, {"status": "ignored"})
    assert noted(client) is None


def test_w3_a_ping_is_answered(client: FlaskClient) -> None:
    body = b'{"zen": "Keep it logically awesome."}'
    headers = {"X-Hub-Signature-256": f"sha256={signature(body)}", "X-GitHub-Event": "ping"}
    response = send(client, body, headers)
    assert (response.status_code, response.json) == (200, {"status": "pong"})


@pytest.mark.parametrize("value", ["-rf", "$(id)", "x" * 10_240, None, 7, [], COMMIT[:-1], COMMIT + "\n", "é" * 40])
def test_w4_a_commit_that_is_no_hash_is_ignored(client: FlaskClient, value: object) -> None:
    assert deliver(client, {**PUSH, "after": value}).json == {"status": "ignored"}
    assert deliver(client, {**PUSH, "ref": "refs/heads/--upload-pack=x"}).json == {"status": "ignored"}
    assert deliver(client, {**PUSH, "ref": value}).json == {"status": "ignored"}
    assert noted(client) is None


def test_w6_a_body_over_one_mebibyte_is_413_before_it_is_hashed(client: FlaskClient) -> None:
    assert send(client, b" " * (2 * 1024 * 1024)).status_code == 413
    # More than other requests may send: a push of many commits is long.
    body = json.dumps({**PUSH, "commits": ["x" * 100] * 5_000}).encode()
    assert send(client, body, {"X-Hub-Signature-256": f"sha256={signature(body)}"}).status_code == 202


def test_w6_an_endless_body_without_a_length_is_413(client: FlaskClient) -> None:
    stream = io.BytesIO(b"x" * (3 * 1024 * 1024))
    response = client.post(
        "/hooks/git", input_stream=stream, content_type="application/json", environ_base={"wsgi.input_terminated": True}
    )
    assert response.status_code == 413


def test_w6_another_content_type_is_415_and_what_is_no_object_400(client: FlaskClient) -> None:
    assert deliver(client, PUSH, content_type="application/x-www-form-urlencoded").status_code == 415
    for body in (b"{", b"\xff", b"[]", b"null", b"[" * 5_000, b'{"a": ' + b"9" * 5_000 + b"}"):
        response = send(client, body, {"X-Hub-Signature-256": f"sha256={signature(body)}"})
        assert response.status_code == 400, body[:20]


def test_w10_the_old_secret_counts_during_the_overlap_and_not_after(client: FlaskClient, tmp_path: Path) -> None:
    assert deliver(client, PUSH, OLD).status_code == 202
    app = application(tmp_path, Webhook(SECRET, OLD, datetime.now(UTC) - timedelta(seconds=1)))
    assert deliver(app.test_client(), PUSH, OLD).status_code == 401
    assert deliver(app.test_client(), PUSH).status_code == 202
    app.extensions[KEY].store.close()


def test_w10_without_a_secret_or_a_repository_there_is_nothing_at_the_address(tmp_path: Path) -> None:
    app = application(tmp_path, content=False)
    assert deliver(app.test_client(), PUSH).status_code == 404
    app.extensions[KEY].store.close()


def test_only_post_is_taken(client: FlaskClient) -> None:
    response = client.get("/hooks/git")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_note_that_cannot_be_written_is_503_and_tried_again(tmp_path: Path) -> None:
    app = application(tmp_path)
    (app.extensions[KEY].settings.instance).mkdir(exist_ok=True)
    (app.extensions[KEY].settings.instance / "pushes").write_text("in the way")
    response = deliver(app.test_client(), PUSH)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    app.extensions[KEY].store.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.binary(max_size=100), body=st.binary(max_size=200))
def test_s7_no_random_delivery_is_accepted(client: FlaskClient, header: bytes, body: bytes) -> None:
    text = header.decode("latin-1").replace("\r", "").replace("\n", "")
    for name in ("X-Hub-Signature-256", "X-Gitea-Signature", "X-Gitlab-Token", "webhook-signature"):
        assert send(client, body, {name: text}).status_code == 401
