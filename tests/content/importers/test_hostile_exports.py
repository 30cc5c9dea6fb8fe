"""Exports made to do harm: nothing of them leaves the folder, runs, or takes long."""

from __future__ import annotations

import contextlib
import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.content.importers import ImportRefused, import_from
from app.content.importers.fetching import Fetcher, is_public
from app.content.importers.html_tree import parse_html
from app.errors import EnvironmentFault
from tests.content.importers.conftest import Import, png
from tests.content.importers.test_zendesk import article
from tests.support.listening import listening
from tests.support.sites import write_site


def test_a3_a7_script_forms_and_addresses_of_script_are_gone(imported: Import) -> None:
    body = (
        '<p onclick="x()">Un <a href="javascript:alert(1)">lien</a> <a href="data:text/html,x">deux</a></p>'
        '<form action="https://evil.example"><button>Envoyer</button></form>'
        '<svg onload="x()"><script>alert(2)</script></svg>'
        '<style>p{}</style><p hidden>caché</p><img src="x" onerror="alert(3)">'
    )
    built = imported({"a.json": {"articles": [article(1, "Test", body)]}})
    text = built.file("fr/10/test.md") if (built.folder / "fr/10/test.md").exists() else built.html("test")
    for bad in ("javascript:", "alert", "onclick", "onerror", "data:", "evil.example", "caché"):
        assert bad not in text
    assert "lien" in built.html("test")
    assert "Envoyer" in built.html("test")


def test_names_that_climb_out_of_the_folder_stay_inside(tmp_path: Path) -> None:
    evil = article(1, "../../../etc/passwd", '<img src="../../../../etc/passwd.png" alt="x">', section_id="../..")
    evil["html_url"] = "https://acme.zendesk.com/hc/fr/articles/1-../../../../tmp/evil"
    write_site(tmp_path / "source", {"a.json": json.dumps({"articles": [evil]})})
    import_from(tmp_path / "source", tmp_path / "to")
    written = [path for path in tmp_path.rglob("*") if path.is_file() and "source" not in path.parts]
    assert written
    assert all(path.is_relative_to(tmp_path / "to") for path in written)
    assert all(".." not in path.name for path in written)


def test_links_in_the_source_are_not_followed_and_links_in_the_target_are_not_written_through(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\ncanary\n", "utf-8")
    source = write_site(tmp_path / "source", {"a.md": "# A\n\n![x](p.png)\n"})
    (source / "b.md").symlink_to(secret)
    (source / "p.png").symlink_to("/etc/hostname")
    done = import_from(source, tmp_path / "to", locale="fr")
    assert done.articles == 1
    assert sum("a link is not followed" in p.message for p in done.problems) == 2
    outside = tmp_path / "outside"
    outside.mkdir()
    target = tmp_path / "other"
    target.mkdir()
    (target / "fr").symlink_to(outside)
    with pytest.raises(EnvironmentFault, match="leads out of"):
        import_from(source, target, locale="fr")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("mark", ["<![br]>", "<![", "<![if !IE]>", "<![CDATA[x]]>", "<!x [", "<!", "<?x ?>"])
def test_marks_that_are_no_elements_are_left_out_and_what_follows_is_read(mark: str) -> None:
    text = parse_html(f"<p>before</p>{mark}<p>after</p>").text()
    assert text.startswith("before")
    assert text.endswith("after")
    assert "x" not in text


@pytest.mark.parametrize(
    "text", ["<a " * 50_000, "<div>" * 50_000, "<!--" * 50_000, "<table><td>" * 15_000, "</" * 90_000, "&" * 200_000]
)
def test_html_that_is_made_to_be_slow_is_read_in_seconds(text: str) -> None:
    start = os.times().user
    root = parse_html(text)
    assert os.times().user - start < 5
    depth, node = 0, root
    while node.elements:
        node, depth = node.elements[-1], depth + 1
    assert depth <= 61


@pytest.mark.parametrize(
    "text", ["<http://" * 20_000, "<xref:" * 20_000, "> " * 10_000, "a" + " " * 200_000 + "b", "<!--" * 20_000]
)
def test_markdown_that_is_made_to_be_slow_is_imported_in_seconds(tmp_path: Path, text: str) -> None:
    source = write_site(tmp_path / "source", {"a.md": f"# A\n\n{text}\n", "b.md": "# B\n"})
    start = os.times().user
    assert import_from(source, tmp_path / "to", kind="markdown", locale="fr").articles == 2
    assert os.times().user - start < 5


def test_bombs_of_json_and_tags_are_refused_or_reported(tmp_path: Path) -> None:
    write_site(tmp_path / "source", {"a.json": "[" * 200_000, "b.json": '{"articles": [{"id": 1'})
    with pytest.raises(ImportRefused, match="no JSON file"):
        import_from(tmp_path / "source", tmp_path / "to", kind="zendesk")
    with pytest.raises(ValueError, match="more than"):
        parse_html("<" * 200_001)
    assert not (tmp_path / "to").exists()


def test_a_picture_that_is_none_is_left_out_and_named(imported: Import) -> None:
    built = imported(
        {"a.md": "# A\n\nTexte ![x](p.png) ![y](q.png)\n", "p.png": b"<svg onload=x>", "q.png": png()}, locale="fr"
    )
    assert built.html("a").count("<img ") == 1
    assert any("p.png" in message for message in built.messages)


class _Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        big = self.path.startswith("/big")
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.2/x.png")
            self.end_headers()
            return
        data = b"x" * (6 * 1024 * 1024) if big else png()
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        pass


def test_a10_only_the_own_host_is_fetched_without_redirects_and_up_to_5_mib() -> None:
    with listening(HTTPServer(("127.0.0.1", 0), _Host)) as server:
        host = f"127.0.0.1:{server.server_port}"
        fetcher = Fetcher({host}, private=True)
        assert fetcher(f"http://{host}/a.png") == png()
        for path in ("/moved.png", "/big.png"):
            assert fetcher(f"http://{host}{path}") is None
        assert fetcher("http://127.0.0.1:1/a.png") is None
        assert fetcher(f"file://{host}/etc/passwd") is None
        assert Fetcher({host})(f"http://{host}/a.png") is None


def test_nothing_is_fetched_unless_it_is_asked_for(imported: Import) -> None:
    with listening(HTTPServer(("127.0.0.1", 0), _Host)) as server:
        host = f"http://127.0.0.1:{server.server_port}"
        body = f'<img src="{host}/a.png" alt="x">'
        built = imported({"a.json": {"articles": [article(1, "Test", body, html_url=f"{host}/hc/fr/articles/1-t")]}})
    assert "<img" not in built.html("t")
    assert f'href="{host}/a.png"' in built.html("t")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "169.254.169.254",
        "10.0.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
    ],
)
def test_a10_an_export_names_no_address_of_the_operators_own_network(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_public_network_may_be_fetched_from(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "harm",
    [
        {"html_url": "http://["},
        {"body": '<p>Texte <img src="http://[x/a.png" alt="Image"> <a href="http://[">lien</a></p>'},
        {"label_names": 5},
        {"translations": ["x", 5]},
    ],
    ids=["address", "picture", "labels", "translations"],
)
def test_a_record_of_zendesk_with_a_field_of_another_kind_is_imported_without_it(
    imported: Import, harm: dict[str, object]
) -> None:
    sections = [{"id": 10, "name": "Aide", "locale": "fr", "category_id": 1, "translations": ["x", 5]}]
    built = imported({"a.json": {"articles": [article(1, "Test") | harm], "sections": sections}})
    assert [each.title for each in built.edition.articles] == ["Test"]
    assert "Texte" in built.html("test")


@pytest.mark.parametrize("harm", [{"url": "http://["}, {"alternates": 5}], ids=["address", "alternates"])
def test_a_record_of_crisp_with_a_field_of_another_kind_is_imported_without_it(
    imported: Import, harm: dict[str, object]
) -> None:
    record = {
        "article_id": "abcdef",
        "title": "Test",
        "content": "Texte",
        "status": "published",
        "visibility": "visible",
    }
    built = imported({"a.json": [record | harm]}, locale="fr")
    assert [each.title for each in built.edition.articles] == ["Test"]


@pytest.mark.parametrize(
    "files",
    [
        {
            "p.html": '<html lang="fr"><head><link rel="canonical" href="http://["></head><h1>Test</h1><p>Texte</p></html>'
        },
        {"mkdocs.yml": "site_name: A\nsite_url: http://[\n", "docs/p.md": "# Test\n\n![i](http://[/a.png) Texte.\n"},
        {"mkdocs.yml": "plugins: [{redirects: {redirect_maps: x}}]\n", "docs/p.md": "# Test\n\nTexte.\n"},
    ],
    ids=["html", "mkdocs", "redirects"],
)
def test_an_address_that_is_none_and_a_list_that_is_none_end_no_import(
    imported: Import, files: dict[str, object]
) -> None:
    assert [each.title for each in imported(files, locale="fr").edition.articles] == ["Test"]
