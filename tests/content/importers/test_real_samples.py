"""Real exports of other products, from public repositories: whose, and under what licence, is in samples/README.md."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

from tests.content.importers.conftest import Built, Import, png, words

SAMPLES = Path(__file__).parent / "samples"
ARDUINO = "About Arduino/My Arduino Account/How-to-delete-your-Arduino-account.md"


def lost(built: Built, identity: str, locale: str, *said: str, but: str = "") -> list[str]:
    """Words of a text that the page does not show as often; `but` are those that are no text there."""
    gone = Counter(words(" ".join(said))) - Counter(built.words(identity, locale)) - Counter(words(but))
    return sorted(gone)


def body_of(path: str) -> str:
    return (SAMPLES / path).read_text("utf-8").split("---\n", 2)[2]


def without(text: str, *patterns: str) -> str:
    for pattern in patterns:
        text = re.sub(pattern, " ", text, flags=re.S)
    return text


def test_recorded_replies_of_zendesk_keep_text_links_sections_and_addresses(imported: Import) -> None:
    built = imported(SAMPLES / "zendesk-salto")
    assert built.done.kind == "zendesk"
    assert {a.id: (a.category, str(a.updated)) for a in built.edition.articles} == {
        "how-can-agents-leverage-knowledge-to-help-customers": ("development", "2022-04-19"),
        "title-yo": ("greatcategory", "2022-09-19"),
    }
    html = built.html("how-can-agents-leverage-knowledge-to-help-customers", "en")
    assert 'href="https://support.zendesk.com/hc/en-us/articles/115012706488"' in html
    assert html.count("<li>") == 2
    assert html.count("<blockquote>") == 2
    for said in ("KCTemplate", "write the answer here.", "write the steps here.", "[Title]", "Objective"):
        assert said in html
    old = "/hc/en-us/articles/5547697715351-How-can-agents-leverage-knowledge-to-help-customers-"
    assert old in next(a for a in built.edition.articles if a.category == "development").aliases
    # The section «Internal KB» has no article: readers need not know that it was there.
    assert "Internal" not in built.file("site.yaml")


def test_an_export_from_before_user_segments_is_for_agents_until_somebody_says_otherwise(imported: Import) -> None:
    built = imported(SAMPLES / "zendesk-keepsafe")
    assert built.edition.articles == ()
    assert "\nvisibility: agents\n" in built.file("en/test-section/test-article.md")
    assert "/hc/en-us/articles/201010522" in built.file("en/test-section/test-article.md")
    assert any("does not say who may see it" in message for message in built.messages)


def test_pages_of_kubernetes_keep_steps_code_and_both_languages(imported: Import) -> None:
    built = imported(SAMPLES / "hugo-kubernetes")
    where = "docs/tasks/configure-pod-container/configure-volume-storage.md"
    for locale, more in (("fr", "fr"), ("en", "en")):
        source = body_of(f"hugo-kubernetes/content/{more}/{where}")
        said = without(source, r"\{\{.*?\}\}", r"\]\([^)]*\)", r"<!--.*?-->", r"```\w*", r"\n1\. ")
        assert lost(built, "configure-volume-storage", locale, said) == []
    french = built.html("configure-volume-storage")
    assert french.count("<ol") == 2
    assert french.count("<pre") == 10
    assert "root@redis:/data/redis# kill &lt;pid&gt;" in re.sub(r"</?span[^>]*>", "", french)
    assert 'href="https://kubernetes.io/fr/docs/concepts/storage/volumes/#emptydir"' in french
    (english,) = (a for a in built.edition.articles if a.locale == "en")
    assert english.aliases[0] == "/docs/tasks/configure-pod-container/configure-volume-storage"
    assert english.weight == 50
    for said in ('{{< codenew file="pods/storage/redis.yaml" >}}', '{{< include "task-tutorial-prereqs.md" >}}'):
        assert any(message.endswith(said) for message in built.messages)
    assert any("its text kept: {{% capture overview %}}" in message for message in built.messages)


def test_pages_of_hugo_itself_keep_code_about_shortcodes_tables_and_references(imported: Import) -> None:
    built = imported(SAMPLES / "hugo-docs")
    assert {a.id for a in built.edition.articles} == {"summaries", "cross-references"}
    html = built.html("summaries", "en")
    assert "<code>&lt;!--more--&gt;</code>" in html
    assert html.count("&lt;!--more--&gt;") == 2
    assert html.count("<tr>") == 4
    assert "{{ range site.RegularPages }}" in re.sub(r"</?span[^>]*>", "", html)
    assert 'href="https://github.com/gohugoio/hugo/issues/14044"' in html
    assert html.count('class="admonition ') == 2
    said = without(
        body_of("hugo-docs/content/en/content-management/summaries.md"),
        r"<!-- .*? -->\n",
        r"\n\[[^]]*\]: \S*",
        r"\]\(.*?\)",
    )
    assert lost(built, "summaries", "en", said, but="more md file NOTE warning html go html template") == []
    html = built.html("cross-references", "en")
    assert '{{< relref path="document.md" lang="ja" >}}' in unescape(re.sub(r"</?span[^>]*>", "", html))
    article = next(a for a in built.edition.articles if a.id == "cross-references")
    assert (article.weight, str(article.updated)) == (100, "2017-03-31")
    assert "/extras/crossreferences/" in article.aliases


def test_articles_of_arduino_keep_anchors_pictures_and_links_by_number(imported: Import) -> None:
    source = (SAMPLES / "arduino/content" / ARDUINO).read_text("utf-8")
    other = "---\ntitle: Export data\nid: 8825464267420\n---\n\nSee [your account](https://support.arduino.cc/hc/en-us/"
    files: dict[str, object] = {
        f"content/{ARDUINO}": source,
        "content/About Arduino/My Arduino Account/img/delete-your-arduino.account.png": png(),
        "content/Cloud/Export-data.md": f"{other}articles/360017090920-Delete-an-Arduino-account#delete-account).\n",
    }
    files["content/TOC.md"] = "# Everything\n\n* [Export data](Cloud/Export-data.md)\n"
    built = imported(files, locale="en")
    assert len(built.edition.articles) == 2
    assert any("part of other pages" in message for message in built.messages)
    identity = "how-to-delete-your-arduino-account"
    article = next(a for a in built.edition.articles if a.id == identity)
    assert article.category == "about-arduino"
    assert {"/hc/en-us/articles/360017090920", "/hc/articles/360017090920"} <= set(article.aliases)
    html = built.html(identity, "en")
    for name in ("before-you-delete-your-account", "delete-account", "forum-account-anonymization"):
        assert f'id="h-{name}"' in html
        assert f'href="#h-{name}"' in html
    assert 'href="/en/articles/export-data"' in html
    assert f'href="/en/articles/{identity}#h-delete-account"' in built.html("export-data", "en")
    assert html.count("<img ") == 1
    assert "noreply@arduino.cc" in html
    said = without(source.split("---\n", 2)[2], r"<!--.*?-->", r"\]\([^)]*\)", r"</?a[^>]*>", r"!\[.*", r"\n\d\. ")
    assert lost(built, identity, "en", said) == []
    assert any("still leads to the old help centre: https://support.arduino.cc" in each for each in built.messages)
