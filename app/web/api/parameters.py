"""Query parameters: the first value of each, checked against a shape; what is wrong is refused with its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec.inspect import Field, IntType, LiteralType, Metadata, StrType, StructType, Type

from app.web.problems import Problem

T = TypeVar("T", bound=msgspec.Struct)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class Parameters:
    """The query string of one request."""

    def __init__(self, query_string: bytes):
        # Bytes that are no UTF-8 become lone surrogates, so that only a parameter somebody asks for can be refused.
        text = query_string.decode("utf-8", "surrogateescape")
        self._values: dict[str, str] = {}
        for name, value in parse_qsl(text, keep_blank_values=True, errors="surrogateescape"):
            self._values.setdefault(name, value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def read(self, shape: type[T]) -> T:
        """The parameters of a shape, each a text, a whole number in ASCII digits, or one of a list, with a default.

        Raises Problem (400): `invalid_text` for what is not UTF-8 or holds NUL, `query_too_long` for a text that is
        longer than its shape says, `invalid_parameter` for another number or choice.
        """
        sent = [(field, self._values[field.name]) for field in fields_of(shape) if field.name in self._values]
        return shape(**{field.name: _checked(field.name, bare(field.type), value) for field, value in sent})


@lru_cache(maxsize=32)  # asking for them takes 60 µs
def fields_of(shape: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a shape."""
    found = msgspec.inspect.type_info(shape)
    return found.fields if isinstance(found, StructType) else ()


def bare(kind: Type) -> Type:
    """A type without what is only said about it."""
    return bare(kind.type) if isinstance(kind, Metadata) else kind


def _checked(name: str, kind: Type, value: str) -> object:
    match kind:
        case IntType(ge=int(low), le=int(high)):
            return _number(name, value, low, high)
        case LiteralType(values=values):
            return _choice(name, value, [str(each) for each in values])
        case StrType(max_length=longest):
            return _text(name, value, longest)
        case _:
            raise TypeError(f"{name}: parameters are texts, bounded numbers and choices")


def _number(name: str, value: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
        raise Problem(400, "invalid_parameter", f"{name} must be a whole number from {low} to {high}.")
    return int(value)


def _choice(name: str, value: str, choices: list[str]) -> str:
    if value not in choices:
        raise Problem(400, "invalid_parameter", f"{name} must be one of: {', '.join(filter(None, choices))}.")
    return value


def _text(name: str, value: str, longest: int | None) -> str:
    if "\0" in value or not _is_text(value):
        raise Problem(400, "invalid_text", f"{name} must be UTF-8 text without NUL characters.")
    if longest is not None and len(" ".join(value.split())) > longest:  # spaces say nothing: pages count like that too
        # Queries are the only texts with a length: every other one is looked up.
        raise Problem(400, "query_too_long", f"{name} must have at most {longest} characters.")
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
