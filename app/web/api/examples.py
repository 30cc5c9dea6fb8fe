"""Example answers, made of the shapes themselves: what is described cannot differ from what is shown."""

from __future__ import annotations

from datetime import date

from app.web.api.answers import (
    Action,
    ArticleEntry,
    ArticleList,
    ArticleSection,
    ArticleText,
    Hit,
    HitSection,
    Link,
    Popularity,
    SearchAnswer,
    SuggestAnswer,
    SuggestedArticle,
    Translation,
    WorkflowArticles,
    WorkflowEntry,
    WorkflowList,
)
from app.web.api.deflect import DeflectAction, DeflectAnswer, DeflectHit

HOME = "https://help.example.com"
TITLE = "Récupérer mon code EPP"
SUMMARY = "Le code EPP se demande dans l’espace client ; il arrive par e-mail."
PAGE = f"{HOME}/fr/articles/recuperer-code-epp"
PERMALINK = f"{HOME}/a/epp-code"
READ = Popularity("regular", 41)

_ENTRY = ArticleEntry(
    id="epp-code",
    locale="fr",
    title=TITLE,
    summary=SUMMARY,
    url=PAGE,
    permalink=PERMALINK,
    category="domains",
    popularity=READ,
    updated=date(2026, 3, 5),
    source="domains/epp-code.md",
)
_WORKFLOW = WorkflowEntry(
    id="domains.epp-code",
    label="Obtenir mon code EPP",
    hint="La page du domaine, à l’onglet « Code EPP ».",
    login=True,
    url=f"{HOME}/go/domains.epp-code",
    parameters=["domain_id"],
)
HIT = Hit(
    id="epp-code",
    locale="fr",
    title=TITLE,
    summary=SUMMARY,
    snippet_html="Le <mark>code</mark> <mark>EPP</mark> se demande dans l’espace client.",
    sections=[HitSection("h-steps", "Les étapes", "Cliquez sur « <mark>Code EPP</mark> ».", f"{PAGE}#h-steps")],
    url=PAGE,
    permalink=PERMALINK,
    category="domains",
    visibility="public",
    popularity=READ,
    workflows=[Action("domains.epp-code", "Obtenir mon code EPP", f"{HOME}/go/domains.epp-code?from=epp-code")],
    score=73.56,
    matched=["code", "EPP"],
)
SEARCH = SearchAnswer("code epp", "fr", 1, True, None, [HIT], [], 1.85)
SUGGEST = SuggestAnswer(
    "code e",
    [SuggestedArticle("epp-code", TITLE, "Récupérer mon <mark>code</mark> <mark>E</mark>PP", PAGE, "domains")],
    ["code epp"],
)
ARTICLES = ArticleList(29, [_ENTRY])
ARTICLE = ArticleText(
    **{name: getattr(_ENTRY, name) for name in _ENTRY.__struct_fields__},
    html='<p>Le code EPP se demande dans l’espace client.</p><h2 id="h-steps">Les étapes</h2>…',
    markdown="Le code EPP se demande dans l’espace client.\n\n## Les étapes\n\n…\n",
    sections=[ArticleSection("h-steps", "Les étapes", 2, f"{PAGE}#h-steps")],
    alternates=[Translation("en", "Get my EPP code", f"{HOME}/en/articles/get-epp-code")],
)
LINK = Link("epp-code", "fr", "markdown", f"{PERMALINK}?lang=fr", f"[{TITLE}]({PERMALINK}?lang=fr)")
WORKFLOWS = WorkflowList(1, [_WORKFLOW])
WORKFLOW_ARTICLES = WorkflowArticles(_WORKFLOW, 1, [_ENTRY])
DEFLECT = DeflectAnswer(
    [
        DeflectHit(
            **{name: getattr(HIT, name) for name in HIT.__struct_fields__},
            confidence="high",
            action=DeflectAction("Obtenir mon code EPP", f"{HOME}/go/domains.epp-code?from=epp-code"),
        )
    ]
)
