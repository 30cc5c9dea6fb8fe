"""Every code that a problem of version 1 may have: its status, and when it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """A stable code; `when` completes the sentence « given when … »."""

    name: str
    status: int
    when: str


_EVERY = (
    Code("invalid_parameter", 400, "a parameter is not what it must be; `detail` begins with its name"),
    Code("invalid_text", 400, "a text is not UTF-8, or holds NUL"),
    Code("query_too_long", 400, "a query has more than 200 characters, before or after Unicode normalisation"),
    Code("unknown_locale", 400, "the site does not have that locale"),
    Code("token_in_url", 400, "a token was sent in the address"),
    Code("invalid_body", 400, "the body is not what it must be; `detail` says which field"),
    Code("too_long", 400, "`comment` has more than 4,000 characters, or the `text` of a ticket more than 10,000"),
    Code("bad_request", 400, "the request could not be understood"),
    Code("invalid_token", 401, "the `Authorization` header opens nothing"),
    Code("insufficient_scope", 403, "the token was made for reading only, or for writing only"),
    Code("cross_site", 403, "a request that changes something came from another site"),
    Code("forbidden", 403, "this is not allowed"),
    Code("unknown_article", 404, "there is no article with that id, or none that you may see"),
    Code("unknown_workflow", 404, "there is no workflow with that id"),
    Code("not_found", 404, "there is no such address"),
    Code("method_not_allowed", 405, "the address does not take that method; see the `Allow` header"),
    Code("timeout", 408, "the request did not arrive within 15 seconds"),
    Code("too_large", 413, "the body is too large"),
    Code("unsupported_media_type", 415, "the body is of another type"),
    Code("rate_limited", 429, "there were too many requests of one kind; wait for `Retry-After` seconds"),
    Code("too_many_votes", 429, "the reader has judged ten articles today; `Retry-After` says when the day (UTC) ends"),
    Code("internal_error", 500, "the server is at fault; it is in its log"),
    Code("no_index", 503, "nothing was published yet"),
    Code("search_unavailable", 503, "the search cannot answer at the moment; articles still can"),
    Code(
        "unavailable",
        503,
        "nothing can be recorded, or no token checked, for a while; `Retry-After` says how long",
    ),
)
CODES: Mapping[str, Code] = MappingProxyType({code.name: code for code in _EVERY})
