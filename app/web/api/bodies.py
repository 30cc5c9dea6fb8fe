"""JSON bodies of requests: UTF-8, each key once, checked against a shape; whatever else is sent is refused."""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec
from flask import request

from app.web.bodies import whole_body
from app.web.problems import Problem

JSON = "application/json"
T = TypeVar("T", bound=msgspec.Struct)


def read_body(shape: type[T]) -> T:
    """This request's body. Raises Problem: 415 for what is no JSON, 400 (`invalid_body`) for what is not the shape.

    A body over the application's limit is refused (413).
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != JSON or charset != "utf-8" or "Content-Encoding" in request.headers:
        raise Problem(415, "unsupported_media_type", f"Send the body as {JSON}, in UTF-8 and not compressed.")
    body = whole_body()
    try:
        value = json.loads(body.decode(), object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()  # refuses lone surrogates
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise Problem(400, "invalid_body", f"{error}.") from None
    except (ValueError, RecursionError):
        raise Problem(400, "invalid_body", "The body is not a JSON object in UTF-8 with each key once.") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _number(text: str) -> float | int:
    """`3.0` is an integer for JSON Schema, and so it is here."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
