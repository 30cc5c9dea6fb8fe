"""The records of Crisp's helpdesk API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from app.content.importers.callouts import CRISP_BOXES
from app.content.importers.crisp_collected import ADDRESS, Collected, paths
from app.content.importers.foreign import ForeignArticle, address_in, no_language, note, our_locale
from app.content.importers.matter import as_day
from app.model import Audience, Status

Record: TypeAlias = dict[str, Any]

_EMBED = re.compile(r"\$\{(\w+)\}\[([^\]]*)\]\(([^)\s]*)\)")
_BARS = re.compile(r"(\|{1,3}) ?(?=\S)(?!.*\|\s*$)(.*)")
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "dailymotion": "https://dai.ly/",
}


def take_record(found: Collected, path: str, record: Record, above: str) -> None:
    """Add the article that a record holds; `above` is the language of what it is inside of."""
    key, title = record["article_id"], _text(record.get("title"))
    place = f"{path}#{key}"
    url = address_in(record.get("url"))
    match = ADDRESS.search(urlsplit(url).path)
    written = _text(record.get("locale")) or above or (match["locale"] if match and match["locale"] else "")
    locale = our_locale(written) if written else found.locale
    if not locale:
        found.problems.append(note(place, 1, no_language(written), "error"))
        return
    body = _text(record.get("content"))
    if not body:
        found.problems.append(note(place, 1, "has no text: was it listed only, not fetched?"))
    category = record.get("category")
    group = category.get("category_id") if isinstance(category, dict) else record.get("category_id")
    if isinstance(category, dict) and group:
        found.category(str(group), _text(category.get("name")), locale)
    status, visibility, why = _state(record)
    if why:
        found.problems.append(note(place, 1, why))
    found.add(
        ForeignArticle(
            source=place,
            key=_shared(record) or key,
            locale=locale,
            title=title,
            body=crisp_markdown(body),
            syntax="markdown",
            slug=match["slug"] if match else title,
            summary=_text(record.get("description")),
            category=str(group or ""),
            addresses=tuple(paths(url)),
            url=url,
            status=status,
            visibility=visibility,
            updated=as_day(_seconds(record.get("updated_at") or record.get("published_at"))),
            weight=record["order"] if isinstance(record.get("order"), int) and abs(record["order"]) < 999_999 else 0,
        )
    )


def crisp_markdown(text: str) -> str:
    """Crisp's Markdown as others write it: its boxes (`| `, `|| `, `||| `), embedded players, underlined text."""
    done: list[str] = []
    inside = ""
    for line in text.split("\n"):
        match = _BARS.fullmatch(line)
        if match and not line.strip().endswith("|"):
            if inside != match[1]:
                done += ["", f"!!! {CRISP_BOXES[match[1]]}"]
            inside = match[1]
            done.append(f"    {match[2]}")
            continue
        if inside:
            done.append("")
            inside = ""
        done.append(_EMBED.sub(_player, line))
    return re.sub(r"(?<!\w)__(?=\S)([^_\n]+?)(?<=\S)__(?!\w)", r"\1", "\n".join(done))


def _player(match: re.Match[str]) -> str:
    kind, label, target = match.groups()
    url = target if target.startswith("http") else f"{_PLAYERS.get(kind, '')}{target}"
    return f"[{label or kind}]({url})"


def records_of(value: Any) -> Iterator[tuple[Record, str]]:
    """Articles and categories at any depth, each with the language of what it is inside of."""
    stack = [(value, "")]
    while stack:
        item, above = stack.pop()
        if isinstance(item, list):
            stack += [(each, above) for each in reversed(item)]
        elif isinstance(item, dict):
            own = item.get("locale") if isinstance(item.get("locale"), str) else above
            if "article_id" in item or "category_id" in item:
                yield item, own or ""
            if "article_id" not in item:
                for key, each in item.items():
                    if isinstance(each, list | dict):
                        stack.append((each, key if our_locale(key) and len(key) < 6 else own or ""))


def _state(record: Record) -> tuple[Status, Audience, str]:
    """`status` draft or published, `visibility` visible or hidden; anything else is unclear and not public."""
    status, seen = _text(record.get("status")), _text(record.get("visibility"))
    if status == "draft":
        return "draft", "public" if seen == "visible" else "agents", ""
    if status not in ("published", "") or (not status and not record.get("published_at")):
        return "draft", "agents", f"its status ('{status}') is not known: now a draft"
    if seen == "visible" or (not seen and status == "published"):
        return "published", "public", ""
    return "published", "agents", f"is {seen or 'not said to be visible'}: now for agents"


def _shared(record: Record) -> str:
    """The id that all translations of an article can be told by."""
    listed = record.get("alternates")
    others = listed if isinstance(listed, list) else []
    ids = [str(other["article_id"]) for other in others if isinstance(other, dict) and other.get("article_id")]
    return min([*ids, record["article_id"]]) if ids else ""


def _seconds(value: object) -> object:
    """Crisp counts milliseconds."""
    return value // 1000 if isinstance(value, int) and value > 2**33 else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
