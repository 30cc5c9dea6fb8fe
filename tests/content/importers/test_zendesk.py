"""Zendesk Guide: the JSON of its Help Center API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.content.importers.html_tree import parse_html
from tests.content.importers.conftest import Import, png, words

HOST = "https://acme.zendesk.com"
BODY = f"""
<h1>Transférer un domaine</h1>
<p>Avant de <strong>commencer</strong>, lisez <a href="{HOST}/hc/fr/articles/102-Code-EPP#h_01ABC">le code EPP</a>
ou <a href="/hc/fr/articles/102">son autre adresse</a>, puis <a href="https://icann.org/x_(y)">l'ICANN</a>.</p>
<ol><li><p>Ouvrez le menu<br>puis choisissez&nbsp;:</p><ul><li>* un</li><li>2. deux</li></ul></li><li>Validez</li></ol>
<p><img src="{HOST}/hc/article_attachments/900/capture.png" alt="Le menu [ouvert]"></p>
<table><tbody><tr><td>Extension</td><td>Délai</td></tr><tr><td>.ma | .com</td><td>5 jours</td></tr></tbody></table>
<div class="callout callout--warning"><h4 class="callout__title">Attention</h4><p>Le domaine doit être actif.</p></div>
<pre><code class="language-sh">dig +short exemple.ma
  # deux</code></pre>
<p><iframe src="//www.youtube.com/embed/abc" title="La vidéo"></iframe></p><script>alert(1)</script>
<p>Reste du texte_avec_soulignés &amp;amp; &lt;balise&gt; *étoiles*.</p>
"""


def article(number: int, title: str, body: str = "<p>Texte.</p>", **more: Any) -> dict[str, Any]:
    slug = title.replace(" ", "-")
    return {
        "id": number,
        "html_url": f"{HOST}/hc/fr/articles/{number}-{slug}",
        "title": title,
        "name": title,
        "body": body,
        "locale": "fr",
        "source_locale": "fr",
        "section_id": 10,
        "draft": False,
        "user_segment_id": None,
        "label_names": ["transfert"],
        "position": 3,
        "edited_at": "2024-05-06T07:08:09Z",
        **more,
    }


@pytest.fixture
def export() -> dict[str, object]:
    english = {"source_id": 101, "source_type": "Article", "locale": "en-us", "title": "Transfer a domain"}
    return {
        "articles.json": {
            "articles": [
                article(101, "Transférer un domaine", BODY),
                article(102, "Code EPP", '<h2 id="h_01ABC">Où le trouver</h2><p>Ici.</p>'),
                article(103, "Brouillon", draft=True),
                article(104, "Réservé", user_segment_id=7),
                {k: v for k, v in article(105, "Sans public dit").items() if k != "user_segment_id"},
            ],
            "next_page": None,
        },
        "translations.json": [{**english, "body": "<p>Before you begin.</p>", "draft": False}],
        "sections.json": {
            "sections": [{"id": 10, "name": "Domaines", "locale": "fr", "category_id": 1, "position": 0}]
        },
        "categories.json": {"categories": [{"id": 1, "name": "Aide", "locale": "fr", "position": 0}]},
        "attachments/900/capture.png": png(),
    }


def test_no_word_picture_or_link_is_lost(imported: Import, export: dict[str, object]) -> None:
    built = imported(export)
    assert built.done.kind == "zendesk"
    html = (
        built.html("transfer-a-domain")
        if "transfer-a-domain" in html_ids(built)
        else built.html("transferer-un-domaine")
    )
    expected = words(parse_html(BODY.replace("<script>alert(1)</script>", "")).text())
    shown = words(" ".join(built.words(html_ids(built)[0])))
    missing = [word for word in expected[3:] if word not in shown]
    assert missing == []
    assert html.count("<img ") == 1
    assert 'href="/fr/articles/code-epp#h-h-01abc"' in html
    assert 'href="/fr/articles/code-epp"' in html
    assert 'href="https://icann.org/x_%28y%29"' in html
    assert 'href="https://www.youtube.com/embed/abc"' in html
    assert "<table>" in html
    assert 'class="admonition warning"' in html
    assert "dig +short exemple.ma\n  # deux" in html
    assert "&lt;balise&gt; *étoiles*" in html
    assert "alert(1)" not in html


def html_ids(built: Any) -> list[str]:
    return [a.id for a in built.edition.articles if a.locale == "fr" and "transf" in a.id]


def test_what_is_not_plainly_public_is_not_public(imported: Import, export: dict[str, object]) -> None:
    built = imported(export)
    assert {a.title for a in built.edition.articles if a.locale == "fr"} == {"Transférer un domaine", "Code EPP"}
    assert "\nstatus: draft\n" in built.file("fr/domaines/brouillon.md")
    for name in ("reserve", "sans-public-dit"):
        assert "\nvisibility: agents\n" in built.file(f"fr/domaines/{name}.md")
    assert any("does not say who may see it" in message for message in built.messages)


def test_old_addresses_lead_to_the_article(imported: Import, export: dict[str, object]) -> None:
    built = imported(export)
    found = next(a for a in built.edition.articles if a.title == "Code EPP")
    assert {"/hc/fr/articles/102-Code-EPP", "/hc/fr/articles/102"} <= set(found.aliases)


def test_a_number_without_title_leads_on_in_every_language_and_variant(imported: Import) -> None:
    english = {"title": "Lock, then wait!", "locale": "en-us", "html_url": f"{HOST}/hc/en-us/articles/7"}
    files: dict[str, object] = {
        "a.json": {"article": article(7, "Verrou", translations=[{**english, "body": "<p>Text.</p>"}])},
        "b.json": {"article": article(7, "Lock", locale="en-gb", html_url=f"{HOST}/hc/en-gb/articles/7-Lock")},
    }
    built = imported(files)
    found = next(a for a in built.edition.articles if a.locale == "en")
    assert {
        "/hc/en-us/articles/7",
        "/hc/en-us/articles/7-Lock-then-wait-",
        "/hc/en-gb/articles/7",
        "/hc/en-gb/articles/7-Lock",
    } <= set(found.aliases)
    assert any("a second text in 'en' (en-gb) was left out" in message for message in built.messages)


def test_an_article_that_was_saved_twice_is_what_it_was_last(imported: Import) -> None:
    old = article(8, "Tarifs", updated_at="2024-01-01T00:00:00Z")
    new = article(8, "Tarifs", "<p>Réservé.</p>", updated_at="2024-02-01T00:00:00Z", user_segment_id=3)
    built = imported({"1.json": {"articles": [old]}, "2.json": {"articles": [new, new]}})
    assert built.edition.articles == ()
    text = next((built.folder / "fr").rglob("tarifs.md")).read_text("utf-8")
    assert "\nvisibility: agents\n" in text
    assert "Réservé." in text
    assert sum("a second text" in message for message in built.messages) == 1


def test_sections_inside_articles_and_files_below_them_are_kept(imported: Import) -> None:
    section = {"id": 10, "name": "Domaines", "locale": "fr", "category_id": 1, "position": 0}
    body = (
        '<p><img src="/hc/article_attachments/900" alt="Le menu"> et <a href="/hc/article_attachments/901">ici</a></p>'
    )
    files = [
        {"id": number, "article_id": 9, "file_name": name, "inline": number == 900, "content_url": f"{HOST}/hc/{name}"}
        for number, name in ((900, "menu.png"), (901, "tarif.pdf"), (902, "contrat [2].pdf"))
    ]
    built = imported(
        {
            "article-9.json": article(9, "Pièces jointes", body, section=section),
            "article-9-attachments.json": {"article_attachments": files, "count": 3},
            "files/menu.png": png(),
        }
    )
    (found,) = built.edition.articles
    assert found.category == "domaines"
    html = built.html(found.id)
    assert html.count("<img ") == 1
    assert f'href="{HOST}/hc/article_attachments/901/tarif.pdf"' in html
    assert f'href="{HOST}/hc/contrat%20[2].pdf"' in html.replace("%5B", "[").replace("%5D", "]")
    assert "contrat [2].pdf" in html
    assert any("files below the text are now links at its end: contrat [2].pdf" in each for each in built.messages)


def test_what_stands_higher_or_lower_still_does(imported: Import) -> None:
    body = "<p>20 m<sup>2</sup>, CO<sub>2</sub>, 1<sup>er</sup>, x<sup>n+1</sup>, y<sup><a href='#n'>3</a></sup></p>"
    built = imported({"a.json": {"articles": [article(5, "Surfaces", body)]}})
    assert "20 m², CO₂, 1er, xⁿ⁺¹, y" in built.html("surfaces")


def test_translations_share_an_id_and_sections_become_categories(imported: Import, export: dict[str, object]) -> None:
    built = imported(export)
    ids = {a.locale: a.id for a in built.edition.articles if "ransf" in a.title}
    assert ids["fr"] == ids["en"]
    assert [c.id for c in built.edition.site.categories] == ["domaines"]
    assert next(a for a in built.edition.articles if a.title == "Code EPP").weight == 3


def test_a_language_that_is_not_known_is_named_and_left_out(imported: Import, export: dict[str, object]) -> None:
    export["de.json"] = {"articles": [article(106, "Hallo", locale="de")]}
    built = imported(export)
    assert any("language 'de'" in message for message in built.messages)


def test_nothing_that_exists_is_overwritten(imported: Import, export: dict[str, object], tmp_path: Path) -> None:
    first = imported(export)
    path = first.folder / "fr/domaines/code-epp.md"
    path.write_text("---\nid: code-epp\ntitle: À moi\n---\n\nTexte.\n", "utf-8")
    again = imported(export)
    assert "À moi" in path.read_text("utf-8")
    assert "fr/domaines/code-epp.md" in again.done.left
    assert again.done.written == 0


def test_names_of_categories_in_languages_that_are_none_of_ours_are_left_out(imported: Import) -> None:
    german = {"locale": "de", "name": "Domänen"}
    section = {"id": 10, "name": "Domains", "locale": "en-us", "category_id": 1, "translations": [german]}
    built = imported({"a.json": {"articles": [article(1, "Test")], "sections": [section]}}, locale="fr")
    assert "Domänen" not in built.file("site.yaml")
    assert "Domains" in built.file("site.yaml")
