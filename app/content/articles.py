"""One Markdown file to an Article: written values, then defaults that depend on its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from app.content import blocks
from app.content.fields import KEYS, read_fields
from app.content.frontmatter import body_after, names_in, split
from app.content.memory import Memory
from app.content.names import default_names
from app.content.nearest import Hints
from app.content.text import INVISIBLE, UNRESOLVED, cut_at_word, french_spaces, listed
from app.content.unclear import conflict_line, stray_line
from app.content.variables import substitute
from app.errors import ContentError
from app.model import Article, Problem, Site

MAX_SUMMARY = 200


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as written: only the keys that were given, the title, the body without a heading that became it.

    One that is `refused` is never published; it is read as far as it can be: all its problems are known at once.
    """

    path: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    title: str
    body: str
    body_line: int
    refused: bool = False

    @property
    def locale(self) -> str:
        """The folder that it lies in, at the top."""
        return self.path.partition("/")[0]

    @property
    def source(self) -> str:
        """Its path inside that folder, as in Article."""
        return self.path.partition("/")[2]


def damaged(text: str, path: str) -> ParsedArticle:
    """An article of whose file nothing is certain but, where it says so, whose it is: refused, without a text."""
    return ParsedArticle(path, names_in(text), {}, "", "", 1, refused=True)


def parse_article(text: str, path: str, zone: ZoneInfo) -> tuple[ParsedArticle, list[Problem]]:
    """Read a decoded file: the article, refused when an error says that it must not be published, and every problem.

    Without its text where its front matter cannot be taken apart and nobody can tell where the text begins.
    """
    try:
        if (conflict := conflict_line(text)) is not None:
            raise ContentError(UNRESOLVED, path=path, line=conflict + 1, code="front-matter")
        matter = split(text, path, KEYS)
    except ContentError as error:
        parsed, below = damaged(text, path), body_after(text)
        if below:
            parsed = replace(parsed, body=below[0], body_line=below[1])
        return parsed, [Problem(path, error.line, error.message, code=error.code)]
    values, problems = read_fields(matter, path, zone)
    title, body = str(values.get("title", "")), matter.body
    if stray := stray_line(body):
        message = f"`{stray[1]}` hides nothing in the text: put it between the two lines --- at the top, or in `code`"
        problems.append(Problem(path, matter.body_line + stray[0], message, code="front-matter"))
    if "title" not in matter.fields:
        try:
            title, body = _heading(body, path)
        except ContentError as error:
            problems.append(Problem(path, error.line, error.message, code=error.code))
    refused = any(problem.severity == "error" for problem in problems)
    return ParsedArticle(path, values, matter.lines, title, body, matter.body_line, refused), problems


def _heading(body: str, path: str) -> tuple[str, str]:
    heading = blocks.first_heading(body)
    if heading is None or not heading[0]:
        raise ContentError("has no title: write `title:` or begin the text with `# …`", path=path, code="front-matter")
    title, rest = heading
    if INVISIBLE.search(title) or len(title) > 200:
        message = "title: longer than 200 characters or with an invisible control character"
        raise ContentError(message, path=path, code="front-matter")
    return title, rest


def finish(
    every: Sequence[ParsedArticle], site: Site, dates: Mapping[str, tuple[date, date]], memory: Memory
) -> tuple[tuple[Article, ...], tuple[Article, ...], list[Problem]]:
    """Give every article its defaults: the articles, those that are refused, and what is wrong.

    Drafts that claim one id or slug in a locale are all refused.
    """
    problems: list[Problem] = []
    site = memory.same("site", site)
    sound = [parsed for parsed in every if not parsed.refused]
    ids, slugs = _names(sound, "id", problems), _names(sound, "slug", [])
    for parsed in every:
        if parsed.refused:
            # By itself: a name that is refused takes nothing from another article.
            ids |= _names([parsed], "id", [])
            slugs |= _names([parsed], "slug", [])
    articles: list[Article] = []
    refused: list[Article] = []
    for parsed in every:
        inputs = (parsed, ids[parsed.path], slugs[parsed.path], site, dates.get(parsed.path, (None, None)))
        article, found = memory.made(parsed.path, inputs, partial(_article, *inputs))
        (refused if parsed.refused else articles).append(article)
        problems += found
    for key, name_of in (("id", _id), ("slug", _slug)):
        clashes = _duplicates(articles, key, name_of)
        problems += clashes
        paths = {problem.path for problem in clashes}
        refused += [article for article in articles if article.path in paths]
        articles = [article for article in articles if article.path not in paths]
    return tuple(articles), tuple(refused), problems


def _id(article: Article) -> str:
    return article.id


def _slug(article: Article) -> str:
    return article.slug


def _names(every: Iterable[ParsedArticle], key: str, problems: list[Problem]) -> dict[str, str]:
    """The id or slug of each path: as written, else formed from the file's name."""
    names: dict[str, str] = {}
    for locale in sorted({parsed.locale for parsed in every}):
        given = {p.path: str(p.values[key]) for p in every if p.locale == locale and key in p.values}
        others = [p.source for p in every if p.locale == locale and key not in p.values]
        formed, shared = default_names(others, frozenset(given.values()))
        names |= given | {f"{locale}/{source}": name for source, name in formed.items()}
        for source in sorted(shared):
            message = f"several files are called alike, so this one's id is '{formed[source]}' for now: set an id"
            problems.append(Problem(f"{locale}/{source}", 1, message, code="shared-name"))
    return names


def _duplicates(articles: Iterable[Article], key: str, name_of: Callable[[Article], str]) -> list[Problem]:
    groups: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        groups[article.locale, name_of(article)].append(article)
    return [
        Problem(
            article.path,
            article.line(key),
            f"{key} '{name}' is also that of {listed(a.path for a in group if a is not article)}: "
            "none is published until one has another",
            code="duplicate",
        )
        for (_, name), group in groups.items()
        if len(group) > 1
        for article in group
    ]


def _article(
    parsed: ParsedArticle,
    identity: str,
    slug: str,
    site: Site,
    changes: tuple[date | None, date | None],
) -> tuple[Article, list[Problem]]:
    """An article with its defaults; `changes` are the days of its first and last commit."""
    problems: list[Problem] = []
    values = dict(parsed.values)
    texts = _Texts(parsed, site, problems)
    first, last = changes
    starts: datetime | None = values.get("publish_at")
    values |= {
        "id": identity,
        "slug": slug,
        "title": texts.shown(parsed.title, "title"),
        "summary": texts.shown(values.get("summary") or blocks.first_paragraph(parsed.body), "summary"),
        "questions": texts.each("questions"),
        "keywords": texts.each("keywords"),
        "category": _category(parsed, site, problems),
        "updated": values.get("updated", last),
        "published": starts.astimezone(ZoneInfo(site.timezone)).date() if starts else first,
    }
    if "summary" not in parsed.values:
        values["summary"] = cut_at_word(values["summary"], MAX_SUMMARY)
    article = Article(
        locale=parsed.locale,
        source=parsed.source,
        path=parsed.path,
        body=parsed.body,
        body_line=parsed.body_line,
        lines=dict(parsed.lines),
        **values,
    )
    return article, problems


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts of the front matter with variables replaced."""

    parsed: ParsedArticle
    site: Site
    problems: list[Problem]

    def plain(self, text: str, key: str) -> str:
        replaced, unknown = substitute(text, self.site.variables)
        line = self.parsed.lines.get(key, self.parsed.body_line)
        for name in unknown:
            message = f"{key}: unknown variable {{{{ {name} }}}} stays as written"
            self.problems.append(Problem(self.parsed.path, line, message, code="unknown-variable", severity="warning"))
        return replaced

    def shown(self, text: str, key: str) -> str:
        """A text that readers see: with the typography of its language."""
        replaced = self.plain(INVISIBLE.sub("", text), key)
        return french_spaces(replaced) if self.parsed.locale == "fr" else replaced

    def each(self, key: str) -> tuple[str, ...]:
        return tuple(self.plain(text, key) for text in self.parsed.values.get(key, ()))


def _category(parsed: ParsedArticle, site: Site, problems: list[Problem]) -> str:
    folders = PurePosixPath(parsed.source).parts[:-1]
    written = str(parsed.values.get("category", ""))
    wanted = written or (folders[0] if folders else "other")
    if wanted == "other" or site.category(wanted):
        return wanted
    if written or site.categories:
        hint = Hints().of(wanted, [category.id for category in site.categories])
        message = f"category '{wanted}' is not in site.yaml: the article is listed under 'other'{hint}"
        line = parsed.lines.get("category", 1)
        problems.append(Problem(parsed.path, line, message, code="unknown-category", severity="hint"))
    return "other"
