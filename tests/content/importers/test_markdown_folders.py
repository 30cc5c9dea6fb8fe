"""Folders of Markdown as MkDocs, Docusaurus and Hugo keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.importers.conftest import Import, png, words

SAMPLES = Path(__file__).parent / "samples"


def test_pages_of_mkdocs_itself_lose_no_word_and_no_link(imported: Import) -> None:
    built = imported(SAMPLES / "mkdocs", locale="en")
    source = (SAMPLES / "mkdocs/docs/getting-started.md").read_text("utf-8")
    body = source.partition("[Installation Guide]: ")[0].replace("# Getting Started with MkDocs", "", 1)
    for gone in ("bash", "img", "initial", "layout", "png"):
        body = body.replace(gone, "")
    shown = built.words("getting-started", "en")
    assert [word for word in words(body) if word not in shown and word != "-"] in ([], ["The", "MkDocs"])
    html = built.html("getting-started", "en")
    assert 'href="/en/articles/installation"' in html
    assert 'href="https://github.com/mkdocs/mkdocs/issues"' in html
    article = next(a for a in built.edition.articles if a.id == "getting-started")
    assert {"/getting-started", "/getting-started/", "/start"} <= set(article.aliases)
    assert next(a for a in built.edition.articles if a.id == "installation").category == "user-guide"
    assert any("initial-layout.png" in message for message in built.messages)
    # The page is not among the samples: its file is called as readers of the old site call it.
    assert "https://www.mkdocs.org/user-guide/configuration/#docs_dir" in built.file("en/other/getting-started.md")


def test_a_page_of_docusaurus_itself_loses_no_word_and_no_link(imported: Import) -> None:
    built = imported(SAMPLES / "docusaurus")
    source = (SAMPLES / "docusaurus/docs/create-doc.mdx").read_text("utf-8").split("---", 2)[2]
    for mark in ("<!-- prettier-ignore-start -->", "<!-- prettier-ignore-end -->", ":::tip", '"your-doc-page.md"'):
        source = source.replace(mark, "")
    source = (
        source.replace("```bash", "").replace("```yml", "").replace("{#doc-tags}", "").replace("(./sidebar.md)", "")
    )
    source = source.replace("(https://www.w3schools.io/file/yaml-arrays/)", "")
    shown = built.words("create-doc", "en")
    assert [word for word in words(source) if word not in shown] == []
    html = built.html("create-doc", "en")
    assert 'href="/en/articles/sidebar"' in html
    assert 'id="h-doc-tags"' in html
    assert '<div class="admonition tip">' in html
    assert 'href="/en/articles/create-doc#h-doc-tags"' in built.html("sidebar", "en")
    assert "/docs/create-doc" in next(a for a in built.edition.articles if a.id == "create-doc").aliases


HUGO = """+++
title = "Payer une facture"
weight = 20
aliases = ["/ancien/paiement/", "vieux"]
tags = ["carte"]
lastmod = 2024-02-03
+++

{{< notice warning "Important" >}}
Gardez la **preuve**.
{{< /notice >}}

Voir [les factures]({{< relref "facture.md#titre" >}}).

{{< figure src="/img/carte.png" alt="La carte" caption="Votre carte" >}}

- un
  - deux
"""


def test_shortcodes_sections_and_aliases_of_hugo(imported: Import) -> None:
    built = imported(
        {
            "hugo.toml": 'baseURL = "https://aide.example.ma/"\ndefaultContentLanguage = "fr"\n',
            "content/facturation/_index.md": '---\ntitle: "Facturation et paiement"\n---\n',
            "content/facturation/payer.md": HUGO,
            "content/facturation/facture.md": "---\ntitle: Facture\n---\n\n## Titre\n\nTexte.\n",
            "content/facturation/facture.en.md": "---\ntitle: Invoice\n---\n\nText.\n",
            "content/facturation/secret.md": "---\ntitle: Secret\ndraft: true\n---\n\nNon.\n",
            "content/facturation/futur.md": "---\ntitle: Futur\ndate: 2199-01-01\n---\n\nPas encore.\n",
            "static/img/carte.png": png(),
        }
    )
    assert {(a.locale, a.id) for a in built.edition.articles} == {("fr", "payer"), ("fr", "facture"), ("en", "facture")}
    html = built.html("payer")
    assert '<div class="admonition warning">' in html
    assert 'href="/fr/articles/facture#h-titre"' in html
    assert "<figcaption>Votre carte</figcaption>" in html
    assert html.count("<ul>") == 2
    article = next(a for a in built.edition.articles if a.id == "payer")
    assert {"/ancien/paiement/", "/facturation/payer/"} <= set(article.aliases)
    assert (article.weight, article.keywords, str(article.updated)) == (20, ("carte",), "2024-02-03")
    assert built.edition.site.categories[0].title["fr"] == "Facturation et paiement"


def test_a_box_of_hugo_without_content_swallows_nothing_after_it(imported: Import) -> None:
    text = '---\ntitle: Payer\n---\n\n{{< alert text="Gardez la preuve." />}}\n\nPuis **attendez** la facture.\n'
    built = imported({"payer.md": text}, kind="markdown", locale="fr")
    html = built.html("payer")
    assert "<p>Gardez la preuve.</p>" in html
    assert "<p>Puis <strong>attendez</strong> la facture.</p>" in html


MIXED = """---
title: Mélange
---

import Tabs from '@theme/Tabs';

<Tabs><TabItem value="a" label="Premier">

Contenu <kbd>Ctrl</kbd>

</TabItem></Tabs>

> [!NOTE]
> Une note
> sur deux lignes

<table><tr><th>A</th></tr><tr><td>b <a href="autre.md">lien</a></td></tr></table>

Un <user> reste, `<b>code</b>`{: .classe } aussi.

1) un

   ```sh
   ls
   ```
2) deux
"""


def test_leftovers_of_mdx_and_html_become_plain_markdown(imported: Import) -> None:
    built = imported({"docs/melange.mdx": MIXED, "docs/autre.md": "# Autre\n\nTexte.\n"}, kind="markdown", locale="fr")
    html = built.html("melange")
    assert "<strong>Premier</strong>" in html
    assert "import" not in html
    assert '<div class="admonition note">' in html
    assert "<th" in html
    assert 'href="/fr/articles/autre"' in html
    assert "&lt;user&gt;" in html
    assert "<code>&lt;b&gt;code&lt;/b&gt;</code>" in html
    assert "classe" not in html
    assert html.count("<li>") == 2
    assert "ls" in html


def test_front_matter_that_cannot_be_read_makes_a_draft(imported: Import) -> None:
    built = imported({"a.md": "---\ntitle: A\nx: &a [*a\n---\n\nTexte.\n", "b.md": "# B\n\nTexte.\n"}, locale="fr")
    assert [a.id for a in built.edition.articles] == ["b"]
    assert any("it is now a draft" in message for message in built.messages)


def test_a_table_too_long_for_one_block_becomes_several_under_the_same_head(imported: Import) -> None:
    rows = "".join(f"| mot{i} | {'x' * 60} |\n" for i in range(500))
    built = imported({"a.md": f"# A\n\n| Nom | Sens |\n| --- | --- |\n{rows}"}, locale="fr")
    assert built.html("a").count("<table>") > 1
    assert {f"mot{i}" for i in range(500)} <= set(built.words("a"))


def test_old_addresses_of_mkdocs_begin_with_the_path_of_site_url(imported: Import) -> None:
    built = imported(
        {
            "mkdocs.yml": "site_name: Aide\nsite_url: https://x.example/aide/\nplugins:\n  - redirects:\n"
            "      redirect_maps:\n        vieux.md: guide.md\n        avant/index.md: guide.md\n",
            "docs/index.md": "# Accueil\n\n[Le guide](guide/) et ![schéma](img/schema.svg)\n",
            "docs/guide.md": "---\ntitle: Guide\nredirect_from: [/jadis/]\n---\n\nTexte.\n",
            "docs/img/schema.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        },
        locale="fr",
    )
    aliases = {a.id: set(a.aliases) for a in built.edition.articles}
    assert aliases == {
        "home": {"/aide/", "/aide"},
        "guide": {"/aide/guide", "/aide/guide/", "/aide/vieux", "/aide/vieux/", "/aide/avant", "/aide/avant/"}
        | {"/aide/jadis/"},
    }
    assert 'href="/fr/articles/guide"' in built.html("home")
    assert any("pictures of .svg are not accepted" in message for message in built.messages)
    assert not any("not in the export" in message for message in built.messages)


def test_old_addresses_of_mkdocs_end_in_html_where_its_pages_are_files(imported: Import) -> None:
    built = imported(
        {
            "mkdocs.yml": "site_name: Aide\nsite_url: https://x.example/aide/\nuse_directory_urls: false\nplugins:\n"
            "  - redirects:\n      redirect_maps:\n"
            "        vieux.md: guide/pas.md\n        avant/index.md: guide/pas.md\n",
            "docs/index.md": "# Accueil\n\n[Le guide](guide/pas.html)\n",
            "docs/guide/index.md": "# Guide\n\n[Pas](pas.html)\n",
            "docs/guide/pas.md": "# Pas\n\n[Accueil](../index.html)\n",
        },
        locale="fr",
    )
    aliases = {a.id: set(a.aliases) for a in built.edition.articles}
    assert aliases == {
        "home": {"/aide/index.html", "/aide/", "/aide"},
        "guide": {"/aide/guide/index.html", "/aide/guide/", "/aide/guide"},
        "pas": {"/aide/guide/pas.html", "/aide/vieux.html", "/aide/avant/index.html", "/aide/avant/", "/aide/avant"},
    }
    assert 'href="/fr/articles/pas"' in built.html("home")
    assert 'href="/fr/articles/pas"' in built.html("guide")
    assert 'href="/fr/articles/home"' in built.html("pas")


def test_a_long_anchor_and_the_links_to_it_are_cut_alike(imported: Import) -> None:
    name = "-".join(["changer"] * 12)
    page = f'# Guide\n\n[Plus bas](#{name})\n\n<a id="{name}"></a>\n\n## Plus bas\n\nTexte.\n'
    html = imported({"guide.md": page}, locale="fr").html("guide")
    anchor = name[:70].strip("-")
    assert f'id="h-{anchor}"' in html
    assert f'#h-{anchor}"' in html


@pytest.mark.parametrize(
    "named",
    [
        {"guide.md": "# Guide\n\nText.\n", "guide.de.md": "# Anleitung\n\nText.\n"},
        {"en/guide.md": "# Guide\n\nText.\n", "de/guide.md": "# Anleitung\n\nText.\n"},
        {"guide.md": "# Guide\n\nText.\n", "anleitung.md": "---\nlang: de-DE\n---\n\n# Anleitung\n\nText.\n"},
    ],
    ids=["suffix", "folder", "front matter"],
)
def test_pages_in_a_language_that_is_none_of_ours_are_left_out_and_named(
    imported: Import, named: dict[str, object]
) -> None:
    built = imported(named, kind="markdown", locale="en")
    assert [article.title for article in built.edition.articles] == ["Guide"]
    left_out = [str(problem) for problem in built.done.problems if "is none of" in problem.message]
    assert len(left_out) == 1
    assert "left out: language 'de" in left_out[0]


def test_two_letters_that_could_name_a_language_do_not_where_no_language_is_told_apart(imported: Import) -> None:
    files = {"it/socket.io.md": "# Sockets\n\nText.\n", "hr/team.md": "# Team\n\nText.\n"}
    built = imported(files, kind="markdown", locale="en")
    assert sorted((a.title, a.category) for a in built.edition.articles) == [("Sockets", "it"), ("Team", "hr")]
