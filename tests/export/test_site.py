"""The static site: links, what is in it and what is not, how it is put in place."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.export.conftest import CANARY
from tests.support.server import run


def test_every_link_of_every_page_is_relative_and_leads_to_a_file(exported: Path) -> None:
    pages = sorted(exported.rglob("*.html"))
    assert len(pages) > 12
    for page in pages:
        for written in re.findall(r'\s(?:href|src|action)="([^"]*)"', page.read_text("utf-8")):
            address = urlsplit(unescape(written))
            if address.scheme in ("https", "mailto", "tel"):
                continue
            assert not address.scheme, (page, written)
            assert not address.path.startswith("/"), (page, written)
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            assert target.is_file(), (page, written)
            if address.fragment:
                assert f'id="{address.fragment}"' in target.read_text("utf-8"), (page, written)


def test_s2_only_public_articles_are_exported(exported: Path) -> None:
    for path in exported.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
            assert "secret" not in path.name
            assert b"Interne" not in path.read_bytes()


def test_actions_lead_to_the_portal_itself(exported: Path) -> None:
    html = (exported / "fr/articles/code-epp.html").read_text("utf-8")
    assert html.count('href="https://clients.example.com/clientarea.php?action=domains"') >= 2
    assert "/go/" not in html


def test_nothing_counts_asks_or_runs_inline(exported: Path) -> None:
    for page in exported.rglob("*.html"):
        html = page.read_text("utf-8")
        assert "default-src 'none'" in html
        assert 'method="post"' not in html
        assert "data-read" not in html
        assert 'class="label' not in html
        assert re.search(r"<script(?! defer src=)", html) is None
        assert not re.search(r"\son\w+=|\sstyle=|http://127\.0\.0\.1", html)
    assert "aide@example.ma" in (exported / "fr/articles/code-epp.html").read_text("utf-8")


def test_former_addresses_and_permanent_links_lead_on(exported: Path) -> None:
    for stub, target in {
        "a/code.html": "../fr/articles/code-epp.html",
        "a/lock.html": "../fr/articles/verrou.html",
        "fr/articles/ancien-code.html": "code-epp.html",
        "hc/fr/articles/12-Code/index.html": "../../../../fr/articles/code-epp.html",
        "index.html": "fr/index.html",
    }.items():
        assert f'content="0; url={target}"' in (exported / stub).read_text("utf-8")


def test_a_missing_translation_is_shown_under_the_other_language(exported: Path) -> None:
    html = (exported / "en/index.html").read_text("utf-8")
    assert 'href="articles/epp-code.html"' in html
    assert (exported / "404.html").is_file()


def test_pages_have_markdown_beside_them_with_links_to_files(exported: Path) -> None:
    text = (exported / "fr/articles/code-epp.md").read_text("utf-8")
    assert "(verrou.html#h-steps)" in text
    assert "90 MAD" in text


def test_with_a_base_url_there_are_feeds_site_map_and_whole_addresses(env: dict[str, str], tmp_path: Path) -> None:
    done = run("export", "--to", str(tmp_path / "site"), env={**env, "GUICHET_BASE_URL": "https://aide.example.ma"})
    assert done.returncode == 0, done.stderr
    site = (tmp_path / "site/sitemap.xml").read_text("utf-8")
    assert "<loc>https://aide.example.ma/fr/articles/code-epp.html</loc>" in site
    assert "popularity" not in site
    for address in re.findall(r"<loc>https://aide.example.ma/([^<]*)</loc>", site):
        assert (tmp_path / "site" / unquote(address)).exists(), address
    html = (tmp_path / "site/fr/articles/code-epp.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://aide.example.ma/fr/articles/code-epp.html">' in html
    assert (tmp_path / "site/fr/feed.atom").is_file()
    assert 'href="https://aide.example.ma/fr/index.html"' in (tmp_path / "site/404.html").read_text("utf-8")


def test_a_folder_that_is_no_export_is_refused_and_an_export_is_replaced(env: dict[str, str], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("all my work", "utf-8")
    done = run("export", "--to", str(mine), "--format", "json", env=env)
    assert done.returncode == 1
    assert "holds something else" in done.stderr
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    ours = tmp_path / "ours"
    assert run("export", "--to", str(ours), "--format", "json", env=env).returncode == 0
    (ours / "old.txt").write_text("x", "utf-8")
    assert run("export", "--to", str(ours), "--format", "json", env=env).returncode == 0
    assert {path.name for path in ours.iterdir()} == {"archive.json", ".guichet-export"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "ours"]
