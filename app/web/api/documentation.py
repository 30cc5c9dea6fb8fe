"""GET /docs: the description of the API for people, worked out from what programs are given."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from app.web.api.description import document
from app.web.api.endpoint import PREFIX
from app.web.api.openapi import Json
from app.web.languages import preferred
from app.web.pages.kit import NOTHING, Frame, page, render
from app.web.services import snapshot
from app.web.urls import origin

PATH = f"{PREFIX}/docs"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field; `kind` is its type in words of JSON, `shapes` the names of shapes among them."""

    name: str
    kind: str
    text: str
    required: bool
    shapes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape that bodies and answers are made of."""

    name: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One method of one address, as the page shows it; `errors` are statuses with their codes and texts."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Field, ...]
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    request: str
    status: str
    answer: str
    errors: tuple[tuple[str, str, str], ...]


def documentation() -> Response:
    """The page, in the language that `lang` or the reader's browser asks for."""
    current = snapshot() or NOTHING
    locale = preferred(current.locales, request.args.get("lang"))
    frame = Frame(locale, {code: f"{PATH}?lang={code}" for code in current.locales}, canonical=PATH)
    return page(("api", locale), lambda: _rendered(frame), vary="Accept-Language")


def _rendered(frame: Frame) -> str:
    described = document()
    return render(
        "api.html",
        frame,
        about=described["info"]["description"],
        base=origin() + PREFIX,
        openapi=f"{PREFIX}/openapi.json",
        endpoints=list(shown(described)),
        shapes=list(shapes(described)),
    )


def shown(described: Json) -> Iterator[Shown]:
    """Every endpoint of a description."""
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            status, success = next((code, each) for code, each in about["responses"].items() if code[0] == "2")
            content: Json = next(iter(success.get("content", {}).values()), {})
            body = about.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield Shown(
                anchor=about["operationId"],
                method=method.upper(),
                path=path,
                summary=about["summary"],
                text=about["description"],
                parameters=tuple(_parameter(each) for each in about.get("parameters", ())),
                takes=_names(body.get("schema", {})),
                gives=_names(content.get("schema", {})),
                request=_curl(origin() + PREFIX + path, about, body.get("example")),
                status=status,
                answer=_pretty(content["example"]) if "example" in content else "",
                errors=tuple(_errors(about["responses"])),
            )


def shapes(described: Json) -> Iterator[Shape]:
    """Every shape of a description, with its fields."""
    for name, schema in described["components"]["schemas"].items():
        required = schema.get("required", ())
        yield Shape(
            name,
            schema.get("description", ""),
            tuple(
                Field(field, _kind(each), each.get("description", ""), field in required, _names(each))
                for field, each in schema["properties"].items()
            ),
        )


def _parameter(about: Json) -> Field:
    return Field(about["name"], _kind(about["schema"]), about["description"], about["required"])


def _errors(responses: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    for status, response in responses.items():
        for kind in response.get("content", {}).values():
            for code, example in kind.get("examples", {}).items():
                yield status, code, example["summary"]


def _kind(schema: Json) -> str:
    """A type in words of JSON, with its bounds and its default."""
    if "enum" in schema:
        kind = " | ".join(json.dumps(each, ensure_ascii=False) for each in schema["enum"] if each != "")
    elif "$ref" in schema:
        kind = schema["$ref"].rpartition("/")[2]
    elif "anyOf" in schema:
        kind = " | ".join(_kind(each) for each in schema["anyOf"])
    elif schema.get("type") == "array":
        kind = f"[{_kind(schema.get('items', {}))}]"
    else:
        kind = str(schema.get("format") or schema.get("type", ""))
    bounds = [str(schema[name]) for name in ("minimum", "maximum") if name in schema]
    kind += f" {'–'.join(bounds)}" if len(bounds) == 2 else ""
    kind += f" ≤ {schema['maxLength']}" if "maxLength" in schema else ""
    return f"{kind} = {schema['default']}" if schema.get("default") not in (None, "") else kind


def _names(schema: Json) -> tuple[str, ...]:
    """The shapes that a schema refers to."""
    if "$ref" in schema:
        return (schema["$ref"].rpartition("/")[2],)
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    return tuple(name for each in inner for name in _names(each))


def _curl(url: str, about: Json, body: Json | None) -> str:
    """The example request as a command."""
    query: dict[str, Any] = {}
    for parameter in about.get("parameters", ()):
        if "example" in parameter and parameter["in"] == "path":
            url = url.replace(f"{{{parameter['name']}}}", parameter["example"])
        elif "example" in parameter:
            query[parameter["name"]] = parameter["example"]
    address = shlex.quote(url + (f"?{urlencode(query)}" if query else ""))
    if body is None:
        return f"curl {address}"
    data = shlex.quote(json.dumps(body, ensure_ascii=False))
    return f"curl {address} \\\n  -H 'Content-Type: application/json' \\\n  -d {data}"


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
