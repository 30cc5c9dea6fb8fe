"""Which category a screen of the portal belongs to, where few articles are about the screen itself."""

from __future__ import annotations

from collections import Counter

from app.library import Snapshot


def themes(current: Snapshot, locale: str) -> dict[str, str]:
    """Category ids by workflow; none for a workflow of which nothing in the locale tells.

    That of the article whose actions begin in the workflow's family (`domains.`), else of most articles that do: the
    list of domains is named by no article but the guide to the whole portal, which stands elsewhere.
    """
    articles = [article for article in current.articles(locale) if article.workflows]
    stand: dict[str, Counter[str]] = {}
    for article in articles:
        stand.setdefault(_family(article.workflows[0]), Counter())[article.category] += 1
    found = {}
    for workflow in current.portal.workflows:
        family = _family(workflow)
        own = [
            article for article in articles if workflow in article.workflows and _family(article.workflows[0]) == family
        ]
        if own:
            found[workflow] = min(own, key=lambda article: article.workflows.index(workflow)).category
        elif family in stand:
            found[workflow] = stand[family].most_common(1)[0][0]
    return found


def _family(workflow: str) -> str:
    return workflow.partition(".")[0]
