"""Crisp: the JSON of its helpdesk API, and the pages of a public help centre saved as files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from app.content.importers.crisp_page import serialised
from app.content.importers.folder import MAX_JSON, SourceFolder
from app.content.importers.foreign import Export, ForeignArticle, ForeignCategory, ImportRefused, note
from app.content.importers.html_tree import Node, parse_html
from app.content.importers.matter import as_day
from app.content.text import ascii_words
from app.locales import LANGUAGES
from app.model import Audience, Problem, Status

_ADDRESS = re.compile(r"/(?:(?P<locale>[a-z]{2}(?:-[a-z]{2})?)/)?article/(?P<slug>[^/?#]*?)-?(?P<id>[a-z0-9]{4,12})/?$")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_EMBED = re.compile(r"\$\{(\w+)\}\[([^\]]*)\]\(([^)\s]*)\)")
_BARS = re.compile(r"(\|{1,3}) ?(?=\S)(?!.*\|\s*$)(.*)")
_KINDS = {"|": "tip", "||": "info", "|||": "warning"}
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "dailymotion": "https://dai.ly/",
}


def is_crisp(folder: SourceFolder) -> bool:
    """Whether there are articles of Crisp's API, or saved pages of a help centre of theirs."""
    for path in folder.with_suffix(".json")[:50]:
        text = folder.text(path, MAX_JSON)
        if text and '"article_id"' in text:
            return True
    return any("csh-" in (folder.text(path) or "") for path in folder.with_suffix(".html", ".htm")[:20])


def read_crisp(folder: SourceFolder, locale: str | None) -> Export:
    """Everything of an export. Raises ImportRefused when no article is in it."""
    reader = _Reader(locale)
    for path in folder.with_suffix(".json"):
        if (text := folder.text(path, MAX_JSON)) is not None:
            reader.json(path, text)
    for path in folder.with_suffix(".html", ".htm"):
        if (text := folder.text(path)) is not None:
            reader.page(path, text)
    if not reader.articles:
        raise ImportRefused(
            "no article of Crisp was found: JSON with `article_id`, or saved pages; see docs/importing.md"
        )
    categories = tuple(ForeignCategory(key, titles) for key, titles in reader.categories.items())
    return Export(tuple(reader.articles.values()), categories, tuple(reader.problems), frozenset(reader.hosts))


class _Reader:
    def __init__(self, locale: str | None) -> None:
        self._locale = locale
        self.articles: dict[tuple[str, str], ForeignArticle] = {}
        self.categories: dict[str, dict[str, str]] = {}
        self.problems: list[Problem] = []
        self.hosts: set[str] = set()

    def json(self, path: str, text: str) -> None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            self.problems.append(note(path, line, "not JSON that can be read", "error"))
            return
        records = list(_records(value, ""))
        for record, _ in records:
            if "category_id" in record and "article_id" not in record:
                self._category(str(record["category_id"]), str(record.get("name", "")), str(record.get("locale", "")))
        for record, above in records:
            if isinstance(record.get("article_id"), str):
                self._record(path, record, above)

    def _record(self, path: str, record: dict[str, Any], above: str) -> None:
        key, title = record["article_id"], _text(record.get("title"))
        place = f"{path}#{key}"
        url = _text(record.get("url"))
        match = _ADDRESS.search(urlsplit(url).path)
        written = _text(record.get("locale")) or above or (match["locale"] if match and match["locale"] else "")
        locale = _known(written) or ("" if written else self._locale or "")
        if not locale:
            self.problems.append(
                note(place, 1, f"left out: language '{written}' is none of {', '.join(LANGUAGES)}", "error")
            )
            return
        body = _text(record.get("content"))
        if not body:
            self.problems.append(note(place, 1, "has no text: was it listed only, not fetched?"))
        category = record.get("category")
        group = category.get("category_id") if isinstance(category, dict) else record.get("category_id")
        if isinstance(category, dict) and group:
            self._category(str(group), _text(category.get("name")), locale)
        status, visibility, why = _state(record)
        if why:
            self.problems.append(note(place, 1, why))
        self._add(
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
                addresses=tuple(_paths(url)),
                url=url,
                status=status,
                visibility=visibility,
                updated=as_day(_seconds(record.get("updated_at") or record.get("published_at"))),
                weight=record["order"]
                if isinstance(record.get("order"), int) and abs(record["order"]) < 999_999
                else 0,
            )
        )

    def page(self, path: str, text: str) -> None:
        """A saved page: an article, or a page that only lists some."""
        if "csh-" not in text:
            return
        try:
            root = parse_html(text)
        except ValueError as error:
            self.problems.append(note(path, 1, f"left out: {error}", "error"))
            return
        content = root.with_class("csh-article-content-text")
        heading = (root.with_class("csh-article-content") or root).find("h1")
        if content is None or heading is None:
            return
        url = _canonical(root)
        match = _ADDRESS.search(urlsplit(url).path) or _ADDRESS.search(
            f"/{path.removesuffix('.html').removesuffix('/index')}"
        )
        page = root.find("html")
        written = (match["locale"] if match else "") or (page.attributes.get("lang", "") if page else "")
        locale = _known(written or "") or self._locale or ""
        if not locale:
            self.problems.append(note(path, 1, "left out: its language is not said: --locale", "error"))
            return
        crumb = root.with_class("csh-category-badge") or _crumb(root)
        group = ascii_words(crumb.text()) if crumb else ""
        if crumb is not None and group:
            self._category(group, crumb.text(), locale)
        updated = root.with_class("csh-article-content-updated")
        day = _DAY.search(updated.text()) if updated else None
        self._add(
            ForeignArticle(
                source=path,
                key=match["id"] if match else path,
                locale=locale,
                title=heading.text(),
                body=serialised(content),
                syntax="html",
                slug=match["slug"] if match else heading.text(),
                summary=_description(root),
                category=group,
                addresses=tuple(_paths(url) if match and url else ()),
                url=url,
                file=path,
                updated=_date(day) if day else None,
            )
        )

    def _add(self, article: ForeignArticle) -> None:
        if article.url:
            self.hosts.add(urlsplit(article.url).netloc)
        if (article.key, article.locale) in self.articles:
            self.problems.append(note(article.source, 1, f"'{article.title}' is there twice: the first is kept"))
            return
        self.articles[article.key, article.locale] = article

    def _category(self, key: str, name: str, locale: str) -> None:
        titles = self.categories.setdefault(key, {})
        code = _known(locale) or self._locale
        if name and code:
            titles.setdefault(code, name)


def crisp_markdown(text: str) -> str:
    """Crisp's Markdown as others write it: its boxes (`| `, `|| `, `||| `), embedded players, underlined text."""
    done: list[str] = []
    inside = ""
    for line in text.split("\n"):
        match = _BARS.fullmatch(line)
        if match and not line.strip().endswith("|"):
            if inside != match[1]:
                done += ["", f"!!! {_KINDS[match[1]]}"]
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


def _records(value: Any, locale: str) -> Iterator[tuple[dict[str, Any], str]]:
    stack = [(value, locale)]
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
                        stack.append((each, key if _known(key) and len(key) < 6 else own or ""))


def _state(record: dict[str, Any]) -> tuple[Status, Audience, str]:
    """`status` draft or published, `visibility` visible or hidden; anything else is unclear and not public."""
    status, seen = _text(record.get("status")), _text(record.get("visibility"))
    if status == "draft":
        return "draft", "public" if seen == "visible" else "agents", ""
    if status not in ("published", "") or (not status and not record.get("published_at")):
        return "draft", "agents", f"its status ('{status}') is not known: now a draft"
    if seen == "visible" or (not seen and status == "published"):
        return "published", "public", ""
    return "published", "agents", f"is {seen or 'not said to be visible'}: now for agents"


def _shared(record: dict[str, Any]) -> str:
    """The id that all translations of an article can be told by."""
    others = record.get("alternates")
    ids = [str(o["article_id"]) for o in others or () if isinstance(o, dict) and o.get("article_id")]
    return min([*ids, record["article_id"]]) if ids else ""


def _canonical(root: Node) -> str:
    for node in root.walk():
        if node.tag == "link" and node.attributes.get("rel") == "canonical":
            return node.attributes.get("href", "")
        if node.tag == "meta" and node.attributes.get("property") == "og:url":
            return node.attributes.get("content", "")
    return ""


def _description(root: Node) -> str:
    for node in root.walk():
        if node.tag == "meta" and node.attributes.get("name") == "description":
            return " ".join(node.attributes.get("content", "").split())
    return ""


def _crumb(root: Node) -> Node | None:
    links = (n for n in root.walk() if n.tag == "a" and "/category/" in n.attributes.get("href", ""))
    return next(links, None)


def _paths(url: str) -> Iterator[str]:
    path = unquote(urlsplit(urljoin("https://x/", url)).path)
    if path not in ("", "/"):
        yield path
        yield path.rstrip("/") if path.endswith("/") else f"{path}/"


def _date(match: re.Match[str]) -> date | None:
    return as_day(f"{match[3]}-{match[2]}-{match[1]}")


def _seconds(value: object) -> object:
    """Crisp counts milliseconds."""
    return value // 1000 if isinstance(value, int) and value > 2**33 else value


def _known(locale: str) -> str | None:
    code = locale.lower().split("-")[0]
    return code if code in LANGUAGES else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
