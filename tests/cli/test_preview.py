"""`guichet preview`: a real process on this machine, a working folder that changes under it, and a real browser."""

from __future__ import annotations

import http.client
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.support.apart import apart
from tests.support.chromium import chromium_path
from tests.support.server import Server, environment, run
from tests.support.sites import article, write_site

FILES = {
    "site.yaml": "brand: {name: Exemple}\nlocales: [fr]\n",
    "fr/epp.md": article("Le code EPP", "Voir [rien](article:nope).\n\nUn autre paragraphe.", id="epp", slug="epp"),
    "fr/brouillon.md": article("Un brouillon", "Texte du brouillon.", id="draft", status="draft"),
    "fr/futur.md": article("Un futur", "Texte futur.", id="future", publish_at="2199-01-01"),
    "fr/image.md": article("Une image", "![Un plan](_images/plan.png)", id="image", status="draft"),
    "fr/interne.md": article("Un interne", "Texte interne.", id="internal", visibility="agents"),
}


class Previewed(Server):
    """A preview and the folder that it shows."""

    articles: Path
    folder: Path


def picture(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 500), "#336699").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    folder = tmp_path_factory.mktemp("preview")
    articles = write_site(folder / "articles", {**FILES, "fr/_images/plan.png": picture(1000)})
    env = environment(folder, articles, INSTANCE=str(folder / "instance"))
    command = [sys.executable, "-m", "app", "preview", "--port", "0"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=folder)
    assert process.stdout
    try:
        line = process.stdout.readline()
        match = re.fullmatch(rf"Previewing {re.escape(str(articles))} on (http://127\.0\.0\.1:\d+)/\n", line)
        assert match, f"the preview said {line!r}"
        server = Previewed(process, match[1])
        server.articles, server.folder = articles, folder
        yield server
    finally:
        process.terminate()
        assert process.wait(20) == 0
        process.stdout.close()


def soon(preview: Previewed, path: str, text: str, *, shown: bool = True) -> str:
    """The page, as soon as it holds a text, or does not any more."""
    for _ in range(200):
        page = preview.get(path)[2].decode()
        if (text in page) is shown:
            return page
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {path}: {text!r}")


@pytest.mark.parametrize(
    ("path", "text", "state"),
    [
        ("/fr/articles/brouillon", "Texte du brouillon.", "draft"),
        ("/fr/articles/futur", "Texte futur.", "future"),
        ("/fr/articles/interne", "Texte interne.", "internal"),
    ],
)
def test_what_readers_cannot_see_is_shown_with_its_state(preview: Previewed, path: str, text: str, state: str) -> None:
    status, headers, body = preview.get(path)
    assert status == 200
    assert text in body.decode()
    assert f'class="preview-tag preview-{state}"' in body.decode()
    assert headers["cache-control"] == "no-store"


def test_a_problem_is_named_and_marked_at_its_paragraph(preview: Previewed) -> None:
    page = soon(preview, "/fr/articles/epp", 'id="mark-')
    assert "fr/epp.md:7" in page
    assert re.search(r'<p><a class="preview-mark preview-error" id="mark-\d".*?</a>Voir rien\.</p>', page)
    assert "<p>Un autre paragraphe.</p>" in page


def test_every_picture_that_a_page_names_is_there(preview: Previewed) -> None:
    def named(forms: int) -> set[str]:
        page = soon(preview, "/fr/articles/image", f" {width}w")
        found = set(re.findall(r"/media/\w+\.\w+", page))
        assert sorted(name.rpartition(".")[2] for name in found) == ["png", "png", *["webp"] * forms]
        return found

    def shown(name: str) -> tuple[str | None, int]:
        status, headers, body = preview.get(name)
        assert status == 200, name
        with Image.open(io.BytesIO(body)) as image:
            assert headers["content-type"] == f"image/{(image.format or '').lower()}"
            return image.format, image.width

    for width, forms in ((1000, [480, 800]), (1600, [480, 800, 1200])):
        (preview.articles / "fr/_images/plan.png").write_bytes(picture(width))
        expected = {("PNG", width), ("PNG", 1200), *(("WEBP", form) for form in forms)}
        assert {shown(name) for name in named(len(forms))} == expected
    assert preview.get(f"/media/{'0' * 64}.webp")[0] == 404


def test_the_start_page_lists_every_article(preview: Previewed) -> None:
    assert preview.get("/")[1]["location"] == "/_preview/"
    page = preview.get("/_preview/", Accept_Language="fr")[2].decode()
    assert all(path.startswith("site") or f"<code>{path}</code>" in page for path in FILES)


def test_the_start_page_has_what_is_wrong_first_and_drafts_before_the_rest(preview: Previewed) -> None:
    page = preview.get("/_preview/")[2].decode()
    order = ("fr/epp.md", "fr/brouillon.md", "fr/interne.md")
    places = [page.index(f"<code>{path}</code>") for path in order]
    assert places == sorted(places)


def test_a_broken_save_keeps_the_last_good_page_and_says_why(preview: Previewed) -> None:
    file = preview.articles / "fr/futur.md"
    good = file.read_text()
    file.write_text(good.replace("title: Un futur", "title: Un: futur"))
    page = soon(preview, "/fr/articles/futur", "put the whole text in quotes")
    assert "Texte futur." in page
    file.write_text(good)
    assert "Texte futur." in soon(preview, "/fr/articles/futur", "put the whole text", shown=False)


def test_a_folder_that_cannot_be_read_keeps_every_page_and_says_why(preview: Previewed) -> None:
    (preview.articles / "site.yaml").write_text("locales: [xx]\n")
    page = soon(preview, "/fr/articles/epp", "is not one of")
    assert "Un autre paragraphe." in page
    (preview.articles / "site.yaml").write_text(FILES["site.yaml"])


def test_nothing_but_reading_and_only_under_this_machines_name(preview: Previewed) -> None:
    for path in ("/editor/", "/agent/", "/login", "/metrics", "/readyz", "/hooks/git", "/widget.js"):
        assert preview.get(path)[0] == 404, path
    assert preview.get("/_preview/events?page=x")[0] == 400
    assert preview.get("/fr/articles/brouillon", Host="evil.example")[0] == 400
    assert not (preview.folder / "index").exists()
    assert not (preview.folder / "guichet.db").exists()


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_p1_no_other_sites_page_may_read_a_draft(preview: Previewed, method: str) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET", "Sec-Fetch-Site": "cross-site"}
    for path in ("/api/v1/search?q=interne&locale=fr", "/api/v1/suggest?q=brouillon&locale=fr", "/fr/articles/epp"):
        connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=30)
        connection.request(method, path, headers=asked)
        response = connection.getresponse()
        assert response.getheader("Access-Control-Allow-Origin") is None, path
        assert response.getheader("Cross-Origin-Resource-Policy") == "same-origin", path
        connection.close()


def test_the_ordinary_server_has_none_of_it(real_app: Flask) -> None:
    assert not [rule.rule for rule in real_app.url_map.iter_rules() if "_preview" in rule.rule]
    client = real_app.test_client()
    assert "_preview" not in client.get("/fr/").text
    assert [client.get(f"/_preview/{name}").status_code for name in ("", "events?page=/", "preview.js")] == [404] * 3


def test_without_a_folder_or_a_port_it_is_one_sentence(tmp_path: Path) -> None:
    done = run("preview", env=environment(tmp_path, tmp_path / "none"))
    assert done.returncode == 2
    assert done.stderr.startswith("guichet: GUICHET_ARTICLES: there is no folder ")


def test_a_save_is_seen_in_the_browser_without_a_complaint_of_the_policy(preview: Previewed) -> None:
    path = chromium_path()
    complaints: list[str] = []
    file = preview.articles / "fr/brouillon.md"

    def look() -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path)
            page = browser.new_page(base_url=preview.url)
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.goto("/fr/articles/brouillon")
            file.write_text(file.read_text().replace("Texte du brouillon.", "Texte [neuf](article:nope)."))
            expect(page.locator(".prose")).to_contain_text("Texte neuf.", timeout=20_000)
            page.locator(".prose .preview-mark").first.click()
            expect(page.locator(".preview-problems li:target")).to_contain_text("nope")
            browser.close()

    apart(look)
    file.write_text(FILES["fr/brouillon.md"])
    assert complaints == []
