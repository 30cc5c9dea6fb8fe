"""The addresses of version 1: one entry each, from which routes are made and descriptions are written."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from app.web.api import examples
from app.web.api.answers import (
    ArticleList,
    ArticleText,
    Link,
    SearchAnswer,
    SuggestAnswer,
    WorkflowArticles,
    WorkflowList,
)
from app.web.api.articles import LinkParameters, ListParameters
from app.web.api.asking import InLocale
from app.web.api.deflect import DeflectAnswer, DeflectBody
from app.web.api.endpoint import Endpoint
from app.web.api.events import AnEvent, ClickEvent
from app.web.api.feedback import FeedbackBody
from app.web.api.search import SearchParameters
from app.web.api.suggest import SuggestParameters

_READ = ("unknown_locale", "no_index")
_SEARCH = (*_READ, "query_too_long", "search_unavailable")
_RECORD = (*_READ, "unknown_article", "unavailable")

ENDPOINTS = (
    Endpoint(
        "search",
        "/search",
        "Search",
        "Hits of other locales come only where the asked one has fewer than three good ones; they stand below and say "
        "so by their `locale`. When nothing is confidently about the query, `answered` is false and the results are "
        "only the closest articles.",
        parameters=SearchParameters,
        answer=SearchAnswer,
        codes=_SEARCH,
        asked=MappingProxyType({"q": "code epp", "locale": "fr", "limit": "3"}),
        example=examples.SEARCH,
    ),
    Endpoint(
        "suggest",
        "/suggest",
        "Search as you type",
        "The last word counts as a beginning, unless a space follows it. When the locale has little or nothing, "
        "articles of another one are suggested below its own. An answer may be kept for a minute.",
        parameters=SuggestParameters,
        answer=SuggestAnswer,
        codes=_SEARCH,
        asked=MappingProxyType({"q": "code e", "locale": "fr"}),
        example=examples.SUGGEST,
    ),
    Endpoint(
        "articles",
        "/articles",
        "List articles",
        "The articles of a locale in the order of the site.",
        parameters=ListParameters,
        answer=ArticleList,
        codes=_READ,
        asked=MappingProxyType({"locale": "fr", "category": "domains", "limit": "1"}),
        example=examples.ARTICLES,
    ),
    Endpoint(
        "article",
        "/articles/{id}",
        "Read an article",
        "Where the locale has no translation another one is given: look at its `locale`.",
        parameters=InLocale,
        answer=ArticleText,
        codes=(*_READ, "unknown_article"),
        asked=MappingProxyType({"id": "epp-code", "locale": "fr"}),
        example=examples.ARTICLE,
    ),
    Endpoint(
        "link",
        "/articles/{id}/link",
        "Link an article in a reply",
        "A permanent link, ready to be pasted. With a locale it leads to that language, without one to the reader's; "
        "with an anchor to that section.",
        parameters=LinkParameters,
        answer=Link,
        codes=(*_READ, "unknown_article"),
        asked=MappingProxyType({"id": "epp-code", "locale": "fr", "format": "markdown"}),
        example=examples.LINK,
    ),
    Endpoint(
        "workflows",
        "/workflows",
        "List the portal's actions",
        "Everything that a customer can do in the portal.",
        parameters=InLocale,
        answer=WorkflowList,
        codes=_READ,
        asked=MappingProxyType({"locale": "fr"}),
        example=examples.WORKFLOWS,
    ),
    Endpoint(
        "workflow_articles",
        "/workflows/{workflow}/articles",
        "Help for a screen of the portal",
        "The articles that help with an action, those first whose first action it is.",
        parameters=InLocale,
        answer=WorkflowArticles,
        codes=(*_READ, "unknown_workflow"),
        asked=MappingProxyType({"workflow": "domains.epp-code", "locale": "fr"}),
        example=examples.WORKFLOW_ARTICLES,
    ),
    Endpoint(
        "deflect",
        "/deflect",
        "Answer a ticket before it is sent",
        "The articles that answer a ticket, while it is being written; nothing of its text is kept. `high` is right "
        "nine times in ten. Pages of the configured origins may ask too, without credentials.",
        method="POST",
        body=DeflectBody,
        answer=DeflectAnswer,
        codes=(*_READ, "unknown_workflow", "invalid_text", "too_long", "search_unavailable"),
        sent=DeflectBody("Bonjour, je pars chez un autre registrar et il me demande un code.", "fr"),
        example=examples.DEFLECT,
    ),
    Endpoint(
        "events",
        "/events",
        "Tell what a reader did",
        "Answered without a body once the event is durable. Only people count: what robots and programs send, and what "
        "readers send who object to being counted, is answered in the same way and not recorded. A repeat counts once. "
        "Pages of the configured origins may send events too, without credentials.",
        method="POST",
        writes=True,
        body=AnEvent,
        codes=(*_RECORD, "unknown_workflow", "query_too_long", "invalid_text", "search_unavailable"),
        sent=ClickEvent(locale="fr", article="epp-code", query="code epp", position=1),
    ),
    Endpoint(
        "feedback",
        "/articles/{id}/feedback",
        "Tell whether an article helped",
        "Answered without a body once the vote is durable. The latest word of a reader on an article and day replaces "
        "the one before; a reader can judge ten articles a day. Robots are answered in the same way and not recorded.",
        method="POST",
        writes=True,
        body=FeedbackBody,
        codes=(*_RECORD, "too_long", "too_many_votes"),
        asked=MappingProxyType({"id": "epp-code"}),
        sent=FeedbackBody("fr", False, "incomplete", "Il manque le délai."),
    ),
    Endpoint(
        "description",
        "/openapi.json",
        "This description",
        "OpenAPI 3.1, made from what validates requests and answers.",
        answer=dict[str, Any],
    ),
    Endpoint(
        "documentation",
        "/docs",
        "This description, as a page",
        "For people: every address with an example.",
        answer=str,
        media="text/html; charset=utf-8",
    ),
)
