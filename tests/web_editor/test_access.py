"""Who comes in to the editors' pages: people with the role, programs with a token, nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.accounts import SAME, bearer, signed_in

COMMENT = "/editor/comments/00000000-0000-4000-8000-000000000000"


def test_x1_what_exists_and_what_does_not_answer_alike(anonymous: FlaskClient) -> None:
    answers = [anonymous.get(f"/editor/articles/fr/{name}") for name in ("epp-code", "nothing")]
    assert answers[0].data == answers[1].data
    assert [answer.status_code for answer in answers] == [303, 303]


def test_x1_an_agent_sees_nothing_of_the_editors(editor_app: Flask) -> None:
    agent = signed_in(editor_app, "agent")
    for path in ("/editor/", "/editor/gaps.csv", "/editor/articles/fr/epp-code"):
        response = agent.get(path)
        assert response.status_code == 403
        assert response.headers["Cache-Control"] == "no-store"
    assert agent.post(COMMENT, data={"handled": "1"}, headers=SAME).status_code == 403


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_a_program_with_a_token_needs_no_session_and_gets_no_cookie(editor_app: Flask, role: str) -> None:
    client = editor_app.test_client()
    response = client.get("/editor/articles.json", headers=bearer(editor_app, role))  # type: ignore[arg-type]
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_p5_a_token_for_reading_marks_no_comment(editor_app: Flask, program: dict[str, str]) -> None:
    client = editor_app.test_client()
    response = client.post(COMMENT, data={"handled": "1"}, headers=program)
    assert response.status_code == 403
    assert response.json is not None
    assert response.json["code"] == "insufficient_scope"
    writer = bearer(editor_app, "editor", ("write",))
    assert client.post(COMMENT, data={"handled": "1"}, headers=writer).status_code == 404


def test_p3_a_token_in_an_address_is_refused(anonymous: FlaskClient) -> None:
    response = anonymous.get("/editor/?token=gui_x")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["code"] == "token_in_url"


def test_x9_what_writes_is_not_read(editor: FlaskClient) -> None:
    response = editor.get(COMMENT)
    assert response.status_code == 405
    assert response.headers["Cache-Control"] == "no-store"


def test_u10_a_page_has_no_other_name(editor: FlaskClient) -> None:
    for path in ("/editor/gaps/x.css", "/editor/users/x.css", "/editor/..%2fa.css", "/editor/gaps.css", "/editor/%0a"):
        response = editor.get(path)
        assert response.status_code == 404, path
        assert response.headers["Cache-Control"] == "no-store"


def test_u9_readers_pages_know_nothing_of_the_session(editor: FlaskClient, anonymous: FlaskClient) -> None:
    for path in ("/fr/", "/fr/articles/recuperer-code-epp", "/fr/search?q=epp"):
        mine, theirs = editor.get(path), anonymous.get(path)
        assert mine.data == theirs.data
        assert "Cookie" not in mine.headers.get("Vary", "")
        assert "Set-Cookie" not in mine.headers
        assert "editor" not in theirs.text
