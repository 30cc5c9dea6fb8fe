"""Crisp: the JSON of its API, and saved pages of a help centre."""

from __future__ import annotations

from tests.content.importers.conftest import Import, png

PAGE = """<!doctype html><html lang="fr"><head><title>x</title>
<meta name="description" content="Suivez les étapes.">
<link rel="canonical" href="https://help.example.ma/fr/article/comment-transferer-mon-domaine-1abc2de/"></head><body>
<a class="csh-category-badge" href="/fr/category/domaines-9zz8/">Domaines</a>
<div role="main" class="csh-article-content"><article class="csh-text-wrap">
<h1>Comment transférer mon domaine ?</h1>
<div class="csh-article-content-text" role="article">
<span class="csh-markdown csh-markdown-line csh-article-content-separate csh-article-content-separate-top"></span>
<p class="csh-article-content-updated">Mis à jour le: 20/04/2023</p>
Trois <span class="csh-markdown csh-markdown-bold">conditions</span> :<br><br>
<span class="csh-markdown csh-markdown-list" data-type="*">Le domaine est actif.</span><br>
<span class="csh-markdown csh-markdown-list" data-type="*">Il est
<a href="/fr/article/code-epp-3fgh4/">déverrouillé</a>.</span><br>
<span class="csh-markdown csh-markdown-emphasis" data-type="|||">Ne partagez pas le code.</span>
<span class="csh-markdown csh-markdown-title" data-type="##">Ensuite</span>
<img src="https://storage.crisp.chat/users/helpdesk/website/c6/menu.png" alt="Menu">
</div></article></div></body></html>"""


def test_a_saved_page_keeps_text_lists_boxes_pictures_and_date(imported: Import) -> None:
    built = imported({"article.html": PAGE, "article_files/menu.png": png()}, kind="crisp")
    (article,) = built.edition.articles
    assert (article.title, article.category, str(article.updated)) == (
        "Comment transférer mon domaine\u00a0?",
        "domaines",
        "2023-04-20",
    )
    assert article.summary == "Suivez les étapes."
    html = built.html(article.id)
    assert html.count("<li>") == 2
    assert '<div class="admonition warning">' in html
    assert "<h3" in html or "<h2" in html
    assert html.count("<img ") == 1
    assert "/fr/article/comment-transferer-mon-domaine-1abc2de/" in article.aliases
    assert "Mis à jour" not in html


def test_records_of_the_api_keep_state_and_markdown(imported: Import) -> None:
    def record(identity: str, **more: object) -> dict[str, object]:
        base = {"article_id": identity, "locale": "fr", "title": identity, "status": "published"}
        return {
            **base,
            "visibility": "visible",
            "category": {"category_id": "0b1c2d3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e", "name": "Compte"},
            **more,
        }

    content = (
        "Voir **ici**\n\n|| Une information\n|| en deux lignes\n\n${youtube}[La vidéo](abc123)\n\n![Capture](x.png)"
    )
    data = [
        record("visible", content=content, url="https://help.example.ma/fr/article/visible-1ab2c/"),
        record("hidden", content="Secret.", visibility="hidden"),
        record("draft", content="Pas encore.", status="draft"),
        record("odd", content="Quoi ?", status="archived"),
    ]
    built = imported({"articles.json": {"data": data}, "x.png": png()})
    assert built.done.kind == "crisp"
    assert [a.id for a in built.edition.articles] == ["visible"]
    html = built.html("visible")
    assert '<div class="admonition info">' in html
    assert 'href="https://www.youtube.com/watch?v=abc123"' in html
    assert html.count("<img ") == 1
    assert built.edition.articles[0].category == "compte"


def test_a_saved_page_in_a_language_that_is_none_of_ours_is_left_out_and_named(imported: Import) -> None:
    german = PAGE.replace('lang="fr"', 'lang="de"').replace("/fr/article/comment", "/de/article/comment")
    built = imported({"a.html": PAGE, "b.html": german.replace("1abc2de", "9xyz8")}, kind="crisp", locale="en")
    assert [(article.locale, article.id[:7]) for article in built.edition.articles] == [("fr", "comment")]
    assert [p.path for p in built.done.problems if "language 'de' is none of" in p.message] == ["b.html"]
