"""What a rendering child and its parent tell each other: one JSON value a line.

JSON and not pickle: a child reads hostile text, and nothing it answers may run code in its parent.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from app.content.links import Link, World
from app.content.pictures import Picture
from app.content.render import Outcome, Refusal, Rendering
from app.content.sanitize import check_again
from app.model import Article, Problem, Section

ARTICLE_KEYS = (
    *("id", "locale", "title", "slug", "summary", "category", "source", "path", "body", "body_line"),
    "visibility",
)


def encode_world(world: World) -> bytes:
    """The line that says what links, pictures and variables of the articles after it mean."""
    pictures = {path: asdict(picture) for path, picture in world.pictures.items()}
    value = {
        "articles": dict(world.articles),
        "workflows": sorted(world.workflows),
        "pictures": pictures,
        "variables": dict(world.variables),
        "dead": sorted(world.dead),
        "files": dict(world.files),
        "labels": dict(world.labels),
        "notes": dict(world.notes),
    }
    return _line({"world": value})


def decode_world(value: dict[str, Any]) -> World:
    """What `encode_world` wrote as `world`."""
    return World(
        articles=value["articles"],
        workflows=frozenset(value["workflows"]),
        pictures={path: _picture(**picture) for path, picture in value["pictures"].items()},
        variables=value["variables"],
        dead=frozenset(value["dead"]),
        files=value["files"],
        labels=value["labels"],
        notes=value["notes"],
    )


def encode_article(article: Article) -> bytes:
    """The line that asks for an article: only what rendering reads of it."""
    return _line({"article": {key: getattr(article, key) for key in ARTICLE_KEYS}})


def decode_article(value: dict[str, Any]) -> Article:
    """What `encode_article` wrote as `article`."""
    return Article(**value)


def encode_outcome(outcome: Outcome) -> bytes:
    """The line that answers for an article."""
    kind = "refusal" if isinstance(outcome, Refusal) else "problem" if isinstance(outcome, Problem) else "rendering"
    return _line({kind: asdict(outcome)})


def decode_outcome(line: bytes) -> Outcome:
    """What `encode_outcome` wrote.

    Raises ValueError, KeyError or TypeError for what is no answer of ours, UnsafeHtmlError for unsafe HTML.
    """
    message = json.loads(line)
    if "problem" in message:
        return Problem(**message["problem"])
    if "refusal" in message:
        return _refusal(**message["refusal"])
    value = message["rendering"]
    return Rendering(
        html=check_again(value["html"]),
        markdown=value["markdown"],
        sections=tuple(Section(**section) for section in value["sections"]),
        links=tuple(Link(**link) for link in value["links"]),
        media=tuple(value["media"]),
        problems=tuple(Problem(**problem) for problem in value["problems"]),
        paths=tuple(value["paths"]),
        variants=tuple(value["variants"]),
        calls=tuple((path, text) for path, text in value["calls"]),
    )


def _picture(*, widths: list[int], **facts: Any) -> Picture:
    return Picture(widths=tuple(widths), **facts)


def _refusal(*, links: list[Any], others: list[Any], paths: list[str], **problem: Any) -> Refusal:
    return Refusal(
        links=tuple(Link(**link) for link in links),
        others=tuple(Problem(**other) for other in others),
        paths=tuple(paths),
        **problem,
    )


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
