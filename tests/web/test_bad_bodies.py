"""Bodies of POST /api/v1/events and of feedback that are none: each is refused, none is read twice."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import (
    READER,
)
from tests.web.sending import EVENTS, FEEDBACK, JSON, VIEW, VOTE, code, send


@pytest.mark.parametrize(
    "body",
    [
        {**VIEW, "extra": 1},
        {**VIEW, "type": "viewed"},
        {**VIEW, "type": None},
        {**VIEW, "locale": 1},
        {**VIEW, "article": ["epp-code"]},
        {**VIEW, "id": "not-a-uuid"},
        {**VIEW, "id": 5},
        {**VIEW, "article": "x" * 97},
        {**VIEW, "article": ""},
        {"type": "view", "locale": "fr"},
        {"type": "view", "article": "epp-code"},
        {"type": "search", "locale": "fr"},
        {"type": "search", "locale": "fr", "query": "x" * 201},
        {"type": "click", "locale": "fr", "query": "x"},
        {"type": "click", "locale": "fr", "article": "epp-code", "query": "x", "position": 0},
        {"type": "click", "locale": "fr", "article": "epp-code", "query": "x", "position": 1.5},
        {"type": "click", "locale": "fr", "article": "epp-code", "query": "x", "position": "1"},
        {"type": "click", "locale": "fr", "article": "epp-code", "query": "x", "position": True},
        {"type": "action", "locale": "fr"},
        None,
        [],
        [VIEW],
        "view",
        5,
        True,
    ],
    ids=str,
)
def test_b5_an_event_that_is_none_is_refused(still: Flask, body: object) -> None:
    assert code(send(still, body)) == (400, "invalid_body")


@pytest.mark.parametrize(
    "body",
    [
        b'{"locale": "fr", "helpful": "yes"}',
        b'{"locale": "fr", "helpful": 1}',
        b'{"locale": "fr", "helpful": null}',
        b'{"locale": "fr"}',
        b'{"helpful": true}',
        b"null",
        b"[]",
        b"[true]",
        b'"x"',
        b'{"locale": "fr", "helpful": true, "extra": 1}',
        b'{"locale": "fr", "helpful": true, "helpful": false}',
        b'{"locale": "fr", "helpful": true, "comment": "a", "comment": "a"}',
        b'{"locale": "fr", "helpful": true, "comment": {"a": 1, "a": 2}}',
        b'{"locale": "fr", "helpful": NaN}',
        b'{"locale": "fr", "helpful": Infinity}',
        b'{"locale": "fr", "helpful": true, "comment": -Infinity}',
        b'{"locale": "fr", "helpful": true, "comment": "\\ud800"}',
        b'{"locale": "fr", "helpful": true, "\\udfff": 1}',
        b'{"locale": "fr", "helpful": true, "comment": "\xed\xa0\x80"}',
        b'{"locale": "fr", "helpful": true, "comment": "\xff"}',
        b'{"locale": "fr", "helpful": true, "comment": 5}',
        b'{"locale": "fr", "helpful": true, "reason": "nonsense"}',
        b'{"locale": "fr", "helpful": true, "reason": ["other"]}',
        b'{"locale": "fr", "helpful": true} x',
        b"{'locale': 'fr'}",
        b"",
        b" ",
    ],
)
def test_b5_a_vote_that_is_none_is_refused(still: Flask, body: bytes) -> None:
    assert code(send(still, body, FEEDBACK)) == (400, "invalid_body")


@pytest.mark.parametrize("path", [EVENTS, FEEDBACK])
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1000,
        b"[" * 30_000,
        b'{"a":' * 10_000,
        b'{"locale": "fr", "helpful": ' + b"9" * 5000 + b"}",
        b'{"locale": "fr", "helpful": ' + b"[" * 1000 + b"]" * 1000 + b"}",
        json.dumps(VIEW).encode("utf-16"),
        json.dumps(VIEW).encode("utf-16-le"),
        json.dumps(VIEW).encode("utf-32"),
        b"\xef\xbb\xbf" + json.dumps(VIEW).encode(),
    ],
    ids=lambda value: str(value)[:24],
)
def test_b6_json_made_to_break_readers_of_json_is_refused(still: Flask, path: str, body: bytes) -> None:
    assert code(send(still, body, path)) == (400, "invalid_body")


@pytest.mark.parametrize("path", [EVENTS, FEEDBACK])
@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "multipart/form-data"},
        {"Content_Type": ""},
        {"Content_Type": "application/json; charset=utf-16"},
        {"Content_Type": "application/problem+json"},
        {"Content_Encoding": "gzip"},
        {"Content_Encoding": "identity"},
    ],
    ids=str,
)
def test_b7_another_kind_of_body_is_refused(still: Flask, path: str, headers: dict[str, str]) -> None:
    packed = gzip.compress(json.dumps(VIEW).encode()) if headers.get("Content_Encoding") == "gzip" else VIEW
    assert code(send(still, packed, path, **headers)) == (415, "unsupported_media_type")


@pytest.mark.parametrize("path", [EVENTS, FEEDBACK])
def test_b7_a_body_over_64_kib_is_refused_also_without_a_length(still: Flask, path: str) -> None:
    body = json.dumps({**VOTE, "comment": "x" * 70_000}).encode()
    assert code(send(still, body, path)) == (413, "too_large")
    chunked = still.test_client().post(
        path,
        headers={**READER, **JSON, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": io.BufferedReader(_Endless()), "wsgi.input_terminated": True},
    )
    assert code(chunked) == (413, "too_large")


class _Endless(io.RawIOBase):
    """A body that never ends."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b" " * len(buffer)
        return len(buffer)
