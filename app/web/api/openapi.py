"""The description of the API as OpenAPI 3.1, worked out from the endpoints' shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from app.web.api.answers import ProblemDetails
from app.web.api.codes import Code
from app.web.api.endpoint import PREFIX, Endpoint
from app.web.problems import CONTENT_TYPE
from app.web.security.rates import SECONDS, limit_of

Json = dict[str, Any]
Values = Mapping[str, Iterable[str]]
"""What a site has, by the mark `x-values` of the shapes: its `locales`, its `categories`."""

ABOUT = (
    "Search and read the help centre, and tell what readers did. Unknown query parameters are ignored and the first "
    "value of a repeated one counts; unknown fields of a body are refused. Every answer to a GET has a weak ETag; send "
    "it back in If-None-Match and get a 304 when nothing changed. Lists are paged by `limit` and `offset`. HEAD and "
    "OPTIONS are answered everywhere; another method gets 405 with `Allow`. Errors are problem details (RFC 9457) with "
    "a stable `code`. Pages of other sites may read everything, without credentials."
)
_REF = "#/components/schemas/{name}"
_HEADERS: Mapping[str, tuple[str, str]] = {
    "ETag": ("Weak: `took_ms` does not count as a change.", '^W/"[0-9a-f]+"$'),
    "Cache-Control": ("How long it may be kept.", "."),
}
_RETRY: Json = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
_SCHEME: Json = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token of an operator (`guichet token create`). It also shows articles for agents, where its role "
    "includes agent. Without one, what is public is read; one that is not valid is never taken for none.",
}
_EITHER: list[Json] = [{}, {"token": []}]
"""No credentials, or a token."""
_CHALLENGE: Json = {"WWW-Authenticate": {"schema": {"type": "string"}}}


def describe(endpoints: Iterable[Endpoint], title: str, origin: str, values: Values) -> Json:
    """The document for a site with these values; `origin` is `scheme://host[:port]`."""
    every = list(endpoints)
    paths: dict[str, Json] = {}
    for endpoint in every:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation(endpoint, values)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": ABOUT},
        "servers": [{"url": origin + PREFIX}],
        "paths": paths,
        "components": {"schemas": schemas(every, values), "securitySchemes": {"token": _SCHEME}},
    }


def operation(endpoint: Endpoint, values: Values) -> Json:
    """One method of one address."""
    limit = limit_of(PREFIX + endpoint.rule)
    found: Json = {"operationId": endpoint.name, "summary": endpoint.summary, "description": endpoint.text}
    found["security"] = _EITHER
    if limit:
        found["description"] += f" At most {limit.requests} requests in {SECONDS} s of an address."
    if parameters := _parameters(endpoint, values):
        found["parameters"] = parameters
    if endpoint.body is not None:
        content: Json = {"schema": _schema(endpoint.body)}
        if endpoint.sent is not None:
            sent = msgspec.to_builtins(endpoint.sent)
            content["example"] = {name: value for name, value in sent.items() if value is not None}
        found["requestBody"] = {"required": True, "content": {"application/json": content}}
    found["responses"] = {str(endpoint.status): _success(endpoint)}
    if endpoint.method == "GET":
        found["responses"]["304"] = {"description": "Nothing changed since the answer with that ETag."}
        found["responses"]["414"] = {"description": "The address has more than 8,190 bytes; the answer is no JSON."}
    problems = endpoint.problems(limit is not None)
    for status, codes in groupby(problems, key=lambda code: code.status):
        found["responses"][str(status)] = _problem(status, list(codes))
    return found


def schemas(endpoints: Iterable[Endpoint], values: Values) -> dict[str, Json]:
    """Every shape that bodies and answers are made of, by name."""
    shapes = [ProblemDetails, *(shape for each in endpoints for shape in (each.body, each.answer) if shape)]
    _, components = msgspec.json.schema_components(shapes, ref_template=_REF)
    return {name: _filled(schema, values) for name, schema in sorted(components.items())}


def fields(shape: type[Struct], values: Values) -> dict[str, Json]:
    """The schema of each field of a shape."""
    _, components = msgspec.json.schema_components([shape], ref_template=_REF)
    properties: dict[str, Json] = components[shape.__name__]["properties"]
    return {name: _filled(schema, values) for name, schema in properties.items()}


def _parameters(endpoint: Endpoint, values: Values) -> list[Json]:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "description": text, "schema": {"type": "string"}}
        for name, text in endpoint.in_path.items()
    ]
    for name, schema in fields(endpoint.parameters, values).items() if endpoint.parameters else ():
        text = schema.pop("description", "")
        found.append({"name": name, "in": "query", "required": False, "description": text, "schema": schema})
    for parameter in found:
        value = endpoint.asked.get(parameter["name"])
        if value is not None and value in parameter["schema"].get("enum", [value]):
            parameter["example"] = int(value) if parameter["schema"].get("type") == "integer" else value
    return found


def _success(endpoint: Endpoint) -> Json:
    if endpoint.answer is None:
        return {"description": "Taken."}
    content: Json = {"schema": _schema(endpoint.answer)}
    if endpoint.example is not None:
        content["example"] = msgspec.to_builtins(endpoint.example)
    found: Json = {"description": "The answer.", "content": {endpoint.media: content}}
    if endpoint.method == "GET" and endpoint.media == "application/json":
        found["headers"] = {
            name: {"description": text, "required": True, "schema": {"type": "string", "pattern": pattern}}
            for name, (text, pattern) in _HEADERS.items()
        }
    return found


def _problem(status: int, codes: list[Code]) -> Json:
    names = [code.name for code in codes]
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": names}}}
    schema = {"allOf": [{"$ref": _REF.format(name=ProblemDetails.__name__)}, narrowed]}
    shown = {code.name: {"summary": code.when, "value": msgspec.to_builtins(example_of(code))} for code in codes}
    found: Json = {
        "description": "; ".join(f"`{code.name}`: {code.when}" for code in codes) + ".",
        "content": {CONTENT_TYPE: {"schema": schema, "examples": shown}},
    }
    if headers := _RETRY if status in (429, 503) else _CHALLENGE if status == 401 else None:
        found["headers"] = headers
    return found


def example_of(code: Code) -> ProblemDetails:
    """A problem with that code."""
    return ProblemDetails("about:blank", HTTPStatus(code.status).phrase, code.status, f"{code.when}.", code.name)


def _schema(shape: Any) -> Json:
    (schema,), _ = msgspec.json.schema_components([shape], ref_template=_REF)
    return schema


def _filled(schema: Any, values: Values) -> Any:
    """A schema in which what a site has stands in place of its marks."""
    if isinstance(schema, list):
        return [_filled(each, values) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _filled(each, values) for name, each in schema.items() if name != "x-values"}
    if "x-values" in schema and (known := list(values.get(schema["x-values"], ()))):
        found["enum"] = ([""] if schema.get("default") == "" else []) + known
    return found
