"""From an export to the files of a content folder: everything is decided here, nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from app.content.caps import excess
from app.content.importers.article_targets import ArticleTargets
from app.content.importers.foreign import Export, ForeignArticle, note
from app.content.importers.front import front_matter
from app.content.importers.html_folder import content_of
from app.content.importers.html_markdown import to_markdown
from app.content.importers.html_tree import parse_html
from app.content.importers.long_blocks import in_blocks
from app.content.importers.markdown_text import from_markdown
from app.content.importers.naming import Names, named
from app.content.importers.pictures import PictureFinder
from app.model import Problem


@dataclass(slots=True)
class Plan:
    """Files to write by their path in the content folder, and what did not fit."""

    articles: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    names: Names = field(default_factory=Names)


def plan(export: Export, pictures: PictureFinder, taken: Collection[str] = ()) -> Plan:
    """What an export becomes; `taken` are ids that are already in the content folder."""
    names = named(export, taken)
    made = Plan(problems=[*export.problems, *names.problems], names=names)
    digests: dict[str, dict[str, bytes]] = defaultdict(dict)
    for article in export.articles:
        category = names.categories.get(article.category, "other")
        path = f"{article.locale}/{category}/{names.ids[article.key]}.md"
        targets = ArticleTargets(article, export, names, pictures, digests[article.locale])
        body = in_blocks(_body(article, targets))
        text = front_matter(article, names, category, body, made.problems)
        if found := excess(body):
            made.problems.append(
                note(article.source, article.line, f"{path} cannot be published as it is: {found[1]}", "error")
            )
        made.articles[path] = text
        made.pictures |= targets.pictures
        made.problems += targets.problems
    return made


def _body(article: ForeignArticle, targets: ArticleTargets) -> str:
    if article.syntax == "html":
        try:
            tree = (
                content_of(article.body)
                if article.file and "<body" in article.body.lower()
                else parse_html(article.body, article.line)
            )
        except ValueError as error:
            targets.report(f"its text could not be read: {error}", article.line)
            return "\n"
        return to_markdown(tree, targets, article.title)
    return from_markdown(article.body, article.line, targets, mdx=article.syntax == "mdx")
