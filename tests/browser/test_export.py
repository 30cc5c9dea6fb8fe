"""The static export of the shipped articles, in Chromium: as files, in a sub-folder, without JavaScript."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from app.generations import Generations
from app.library import Library
from app.model import Hit, Query
from app.search import open_engine
from tests.browser.access import assert_accessible
from tests.browser.waiting import until
from tests.support.listening import listening
from tests.support.server import environment, run
from tests.support.sites import ROOT, SECRET, compiler_for

pytestmark = pytest.mark.browser
SAME_FIRST = 0.9
"""The share of queries whose first result must be that of the server."""
SAME_EXTRACTS = 0.95
"""The share of results that must show just what the server shows: words that occur nowhere have no stem there."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index beside the export, in `help`."""
    folder = tmp_path_factory.mktemp("export")
    with compiler_for(folder, ROOT / "articles") as compiler:
        compiler.build()
    env = environment(folder, ROOT / "articles", PORTAL_URL="https://clients.example.com/")
    done = run("export", "--to", str(folder / "www/help"), env=env)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Where the export is: as files, and in a sub-folder of an ordinary server."""
    if request.param == "file":
        yield (folder / "www/help").as_uri()
        return
    handler = functools.partial(_Quiet, directory=str(folder / "www"))
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/help"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which any complaint of the browser fails the test."""
    context = chromium.new_context()
    complaints: list[str] = []
    page = context.new_page()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda reply: complaints.append(reply.url) if reply.status >= 400 else None)
    yield page
    context.close()
    assert complaints == []


def test_every_page_that_links_reach_opens(page: Page, base: str) -> None:
    waiting = [f"{base}/fr/index.html"]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or len(seen) > 80:
            continue
        seen.add(address)
        page.goto(address, wait_until="domcontentloaded")
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split(/[#?]/)[0])")
        waiting += [link for link in links if link.startswith(base) and link.endswith(".html")]
        assert page.locator("h1").count() == 1
    assert len(seen) > 60


def test_the_search_finds_and_leads_to_the_article(page: Page, base: str) -> None:
    page.goto(f"{base}/fr/index.html")
    page.fill("[data-search]", "recuperer code epp")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-results] mark")
    assert "search.html?q=recuperer+code+epp" in page.url
    page.click("[data-results] h2 a")
    page.wait_for_url("**/articles/recuperer-code-epp.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_keyboard_scrolls_what_is_wider_than_a_small_window(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 280, "height": 700})
    page.goto(f"{base}/fr/articles/delais-renouvellement-domaine.html")
    table = page.locator(".prose table[tabindex='0']")
    table.focus()
    table.press("ArrowRight")
    until(page, "document.querySelector('.prose table').scrollLeft > 0")


@pytest.mark.parametrize("path", ["fr/index.html", "en/search.html", "fr/search.html?q=renouvelez+domiane", "404.html"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_violated(
    chromium: Browser, folder: Path, path: str, scheme: Literal["light", "dark"]
) -> None:
    # The rules read style sheets, which the page's policy lets nobody do.
    page = chromium.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{(folder / 'www/help').as_uri()}/{path}")
    page.wait_for_selector("h1")
    assert_accessible(page)
    page.context.close()


def test_without_javascript_every_article_can_be_found(chromium: Browser, base: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/en/search.html")
    assert "JavaScript" in page.inner_text("noscript")
    assert page.locator("[data-all] li").count() == 29
    page.locator("[data-all] li a").first.click()
    assert "/articles/" in page.url
    assert page.locator("h1").count() == 1
    context.close()


def test_an_exclusion_that_leaves_nothing_says_so_and_leads_to_the_search_without_it(page: Page, base: str) -> None:
    page.goto(f"{base}/en/search.html?q=invoice+-invoice")
    assert "“-invoice” leaves no results" in page.inner_text("[data-state]")
    page.click("[data-state] a")
    page.wait_for_selector("[data-results] mark")
    assert page.input_value("[data-search]") == "invoice"


def test_words_that_run_the_other_way_stay_apart_from_what_the_page_says(page: Page, base: str) -> None:
    page.goto(f"{base}/fr/search.html?q=تجديد+النطاق+2024")
    apart = page.locator("[data-state] bdi")
    assert apart.all_inner_texts() == ["تجديد النطاق 2024"]
    assert apart.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert page.locator("[data-search]").evaluate("one => getComputedStyle(one).direction") == "rtl"


def test_a_correction_can_be_refused(page: Page, base: str) -> None:
    page.goto(f"{base}/fr/search.html?q=renouvelez+domiane")
    assert page.inner_text("[data-state] strong") == "Résultats pour «\u00a0renouvelez domaine\u00a0»"
    page.get_by_role("link", name="Rechercher plutôt").click()
    page.wait_for_url("**exact=1")
    assert page.input_value("[data-search]") == "renouvelez domiane"
    assert page.locator("[data-state] strong").count() == 0


def answered(folder: Path, locale: str) -> tuple[list[str], list[Sequence[Hit]]]:
    """The queries of the repository in a language, and what the server finds for each."""
    library = Library(Generations(folder / "index", SECRET), open_engine("whoosh:"))
    library.refresh()
    assert library.current
    lines = (ROOT / f"tests/relevance/queries.{locale}.jsonl").read_text("utf-8").splitlines()
    queries = [json.loads(line)["q"] for line in lines]
    return queries, [library.current.search(Query(query, locale), {}).hits for query in queries]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_first_result_is_that_of_the_server(page: Page, folder: Path, locale: str) -> None:
    queries, answers = answered(folder, locale)
    wanted = [hits[0].id if hits else None for hits in answers]
    page.goto((folder / f"www/help/{locale}/search.html").as_uri())
    found = page.evaluate(
        """queries => { const engine = guichetSearch(guichetIndex); return queries.map(query => {
        const hit = engine.search(query).hits[0]; return hit ? engine.data.docs[hit.doc].id : null; }); }""",
        queries,
    )
    same = sum(a == b for a, b in zip(wanted, found, strict=True)) / len(queries)
    assert same >= SAME_FIRST, [(q, a, b) for q, a, b in zip(queries, wanted, found, strict=True) if a != b]


def test_a_joined_word_is_marked_whole(page: Page, folder: Path) -> None:
    page.goto((folder / "www/help/fr/search.html").as_uri() + "?q=changer+adresse+e-mail")
    page.wait_for_selector("[data-results] mark")
    marked = {text.lower() for text in page.locator("[data-results] mark").all_inner_texts()}
    assert "e-mail" in marked
    assert not {"e", "mail"} & marked


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_extracts_and_sections_of_results_are_those_of_the_server(page: Page, folder: Path, locale: str) -> None:
    queries, answers = answered(folder, locale)
    wanted = [
        {hit.id: [hit.snippet_html, *(each.anchor for each in hit.sections if each.anchor)] for hit in hits[:3]}
        for hits in answers
    ]
    page.goto((folder / f"www/help/{locale}/search.html").as_uri())
    shown = page.evaluate(
        """queries => { const engine = guichetSearch(guichetIndex), extracts = guichetExtracts(engine);
        const html = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
            .replace(/"/g, "&quot;").replace(/'/g, "&#x27;");
        const part = ([words, marked]) => marked ? `<mark>${html(words)}</mark>` : html(words);
        return queries.map(query => { const { hits, found } = engine.search(query);
        return Object.fromEntries(hits.slice(0, 3).map(({ doc }) => {
            const { parts, sections } = extracts.of(doc, found);
            return [engine.data.docs[doc].id, [parts.map(part).join(""), ...sections.map(each => each.anchor)]];
        })); }); }""",
        queries,
    )
    pairs = [
        (query, one[name], other[name])
        for query, one, other in zip(queries, wanted, shown, strict=True)
        for name in one.keys() & other.keys()
    ]
    differ = [pair for pair in pairs if pair[1] != pair[2]]
    assert len(pairs) > 100
    assert len(differ) <= (1 - SAME_EXTRACTS) * len(pairs), differ


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_correction_is_shown_as_the_server_shows_it(page: Page, folder: Path, locale: str) -> None:
    library = Library(Generations(folder / "index", SECRET), open_engine("whoosh:"))
    library.refresh()
    assert library.current
    lines = (ROOT / f"tests/relevance/customers.{locale}.jsonl").read_text("utf-8").splitlines()
    queries = [query["q"] for query in map(json.loads, lines) if query["kind"] == "typo"]
    wanted = [library.current.search(Query(query, locale), {}).corrected for query in queries]
    page.goto((folder / f"www/help/{locale}/search.html").as_uri())
    shown = page.evaluate(
        "all => { const engine = guichetSearch(guichetIndex); return all.map(q => engine.search(q).corrected); }",
        queries,
    )
    same = sum(a == b for a, b in zip(wanted, shown, strict=True)) / len(queries)
    assert same >= SAME_FIRST, [(q, a, b) for q, a, b in zip(queries, wanted, shown, strict=True) if a != b]
