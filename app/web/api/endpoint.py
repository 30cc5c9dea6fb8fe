"""What is known of an address of the API: what it takes, what it answers, what may go wrong, an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from app.web.api.codes import CODES, Code
from app.web.api.parameters import bare, fields_of

PREFIX = "/api/v1"
ALWAYS = ("token_in_url", "bad_request", "invalid_token", "insufficient_scope", "internal_error", "unavailable")
WITH_BODY = ("invalid_body", "cross_site", "timeout", "too_large", "unsupported_media_type")

_IN_PATH: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "{id}": ("<article_id>", "The id of an article; a former id leads to its successor."),
        "{workflow}": ("<workflow_id>", "The id of a workflow."),
    }
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address; the rest of the description is worked out from this.

    `path` is relative to the version's. `parameters`, `body` and `answer` are shapes; `codes` are those that no shape
    tells; `writes`: it takes a token with the scope write. `asked` and `sent` are an example request, `example` its
    answer.
    """

    name: str
    path: str
    summary: str
    text: str
    method: Literal["GET", "POST"] = "GET"
    parameters: type[Struct] | None = None
    body: Any = None
    answer: Any = None
    media: str = "application/json"
    codes: tuple[str, ...] = ()
    writes: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    sent: Struct | None = None
    example: Struct | None = None

    @property
    def rule(self) -> str:
        """The path as the router writes it."""
        rule = self.path
        for name, (variable, _) in _IN_PATH.items():
            rule = rule.replace(name, variable)
        return rule

    @property
    def in_path(self) -> dict[str, str]:
        """Names of the variables in the path, and what each is."""
        return {name.strip("{}"): text for name, (_, text) in _IN_PATH.items() if name in self.path}

    @property
    def status(self) -> int:
        """The status of success."""
        return 202 if self.method == "POST" and self.answer is None else 200

    def problems(self, limited: bool) -> list[Code]:
        """Everything that may go wrong, by status."""
        given = {*ALWAYS, *self.codes}
        if self.parameters:
            kinds = {type(bare(each.type)).__name__ for each in fields_of(self.parameters)}
            given |= {"invalid_text"} | ({"invalid_parameter"} if kinds - {"StrType"} else set())
        if self.body is not None:
            given |= set(WITH_BODY)
        if limited:
            given.add("rate_limited")
        return [code for name, code in CODES.items() if name in given]
