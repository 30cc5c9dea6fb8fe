"""Where our pages are: their paths, percent-encoded."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, urlencode


def home(locale: str) -> str:
    """The home page of a locale."""
    return f"/{locale}/"


def category(locale: str, category_id: str) -> str:
    """The page of a category."""
    return f"/{locale}/c/{quote(category_id, safe='')}"


def article(locale: str, slug: str) -> str:
    """An article under a locale's chrome; with another locale's slug, the page that says so."""
    return f"/{locale}/articles/{quote(slug, safe='')}"


def search(locale: str, query: str = "", category_id: str | None = None, page: int = 1, exact: bool = False) -> str:
    """The results page for a query; `exact`: as it is spelt. What is not given is not in the address."""
    number = str(page) if page > 1 else None
    given = {"q": query, "category": category_id, "exact": "1" if exact else None, "page": number}
    values = {name: value for name, value in given.items() if value}
    return f"/{locale}/search" + (f"?{urlencode(values)}" if values else "")


def feed(locale: str, category_id: str | None = None) -> str:
    """The feed of changes, of a whole locale or of a category."""
    return f"{category(locale, category_id) if category_id else f'/{locale}'}/feed.atom"


def opensearch(locale: str) -> str:
    """The description by which a browser searches the help centre from its address bar."""
    return f"/opensearch-{locale}.xml"


def popularity(locale: str) -> str:
    """The page that explains the popularity labels."""
    return f"/{locale}/popularity"


def permalink(article_id: str) -> str:
    """The address that never changes and has no locale."""
    return f"/a/{quote(article_id, safe='')}"


def agent_desk(locale: str) -> str:
    """The support's reply desk, in a language."""
    return f"/agent/?{urlencode({'lang': locale})}"


def agent_home(locale: str) -> str:
    """What the team alone can read, in a locale."""
    return f"/agent/articles/{quote(locale, safe='')}/"


def agent_article(locale: str, slug: str) -> str:
    """Any article as the team reads it; the only page of one that readers cannot see."""
    return f"{agent_home(locale)}{quote(slug, safe='')}"


def agent_permalink(article_id: str) -> str:
    """The address of an article for the team that never changes and has no locale."""
    return f"/agent/a/{quote(article_id, safe='')}"


def agent_search(
    locale: str,
    query: str = "",
    category_id: str | None = None,
    page: int = 1,
    exact: bool = False,
    explain: bool = False,
) -> str:
    """The team's results page for a query; `explain` shows how each score came about."""
    number = str(page) if page > 1 else None
    given = {"q": query, "category": category_id, "exact": "1" if exact else None}
    values = {**given, "explain": "1" if explain else None, "page": number}
    return "/agent/search?" + urlencode({"locale": locale, **{name: value for name, value in values.items() if value}})


def action(
    workflow: str,
    article_id: str | None = None,
    locale: str | None = None,
    parameters: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Where a portal action is followed from; `article_id` says on which article, `locale` in which language.

    `parameters` are those of the workflow's address.
    """
    values = {name: value for name, value in (*parameters.items(), ("from", article_id), ("lang", locale)) if value}
    return f"/go/{quote(workflow, safe='')}" + (f"?{urlencode(values)}" if values else "")


def not_linked(locale: str, workflow: str, article_id: str | None = None) -> str:
    """The page that an action leads to while the portal has no address; `article_id`: where the reader was."""
    values = {"workflow": workflow} | ({"from": article_id} if article_id else {})
    return f"/{locale}/portal?{urlencode(values)}"


def accessibility(locale: str) -> str:
    """The page that says who can use these pages, and how we know."""
    return f"/{locale}/accessibility"


def privacy(locale: str) -> str:
    """The page that says what is recorded of readers."""
    return f"/{locale}/privacy"


def feedback(locale: str, article_id: str, answer: str | None = None, sent: bool = False) -> str:
    """Where an article is judged; with an answer (`yes` or `no`) the page after it, `sent` after the comment too."""
    values = ({"answer": answer} if answer else {}) | ({"sent": "1"} if sent else {})
    return f"/{locale}/feedback/{quote(article_id, safe='')}" + (f"?{urlencode(values)}" if values else "")
