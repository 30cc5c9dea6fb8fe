"""The widget in a real Chromium, on pages of another origin with the strictest policy that a portal may have."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect
from werkzeug.serving import make_server

from app.cli.demo import create_area
from app.compiler.reading import preset_portal
from app.ports import Store
from app.store import open_store
from tests.browser.conftest import Portal
from tests.browser.test_every_page import SMALL, TAGS
from tests.browser.test_portal import VALUES, actions
from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import ROOT, article, write_site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

T = TypeVar("T")

pytestmark = pytest.mark.browser

EPP = "clientarea.php?action=domaingetepp&domainid=42&lang="
TICKET = "submitticket.php?lang="
NUMBERS = {name.replace("_", "-"): value for name, value in VALUES.items()}
HOSTILE = "<img src=x onerror=alert(1)>"


class Host:
    """A site that embeds the help: the demonstration portal's screens, and pages that a test writes."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.area: WSGIApplication | None = None
        self.policy = ""
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def embed(self, help_centre: str) -> None:
        area = create_area(preset_portal("whmcs"), help_centre)
        self.policy = area.test_client().get("/").headers["Content-Security-Policy"]
        self.area = area.wsgi_app

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        text = self.pages.get(environ["PATH_INFO"])
        if text is None:
            assert self.area
            return self.area(environ, start_response)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", self.policy)]
        start_response("200 OK", headers)
        return [text.encode()]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Place:
    """The help centre, a site that may embed it, and the store behind it."""

    def __init__(self, server: Server, host: Host, database: Path):
        self.server = server
        self.host = host
        self._database = database

    def asked(self, question: Callable[[Store], T]) -> T:
        store = open_store(f"sqlite:///{self._database}", migrate=False)
        try:
            return question(store)
        finally:
            store.close()

    def record(self, article_id: str) -> dict[str, int]:
        """What is recorded today of an article, of all kinds."""
        day = datetime.now(UTC).date()
        rows = [row for row in self.asked(lambda store: store.articles(day, day)) if row.article == article_id]
        names = ("opened", "solved", "tickets", "helpful", "unhelpful")
        return {name: sum(getattr(row, name) for row in rows) for name in names}

    def tag(self, **attributes: str) -> str:
        """The script tag with these data attributes."""
        given = "".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
        return f'<script src="{self.server.url}/widget.js"{given} async></script>'

    def page(self, head: str, body: str = "<main><h1>Page</h1></main>") -> str:
        """The address of a page of the host with this in it."""
        path = f"/page-{len(self.host.pages)}"
        self.host.pages[path] = f'<!doctype html><html lang="en"><title>Page</title>{head}<body>{body}</body></html>'
        return self.host.origin + path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Place]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder = tmp_path_factory.mktemp("widget")
    host = Host()
    settings = {"PORTAL_URL": portal.url, "WIDGET_ORIGINS": host.origin, "WORKERS": "1"}
    with serving(environment(folder, ROOT / "articles", **settings)) as server:
        host.embed(server.url)
        yield Place(server, host, folder / "guichet.db")
    host.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a fresh context; an error or, where `strict`, a complaint in the console fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_(url: str, *, width: int = 1280, script: str = "", strict: bool = True, **options: object) -> Page:
        options = {"viewport": {"width": width, "height": 800}, "user_agent": f"{AGENT} {uuid4().hex[:8]}", **options}
        page = chromium.new_page(**options)  # type: ignore[arg-type]
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        if strict:
            page.on("console", lambda message: complaints.append(message.text))
        if script:
            page.add_init_script(script)
        page.goto(url)
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert [text for text in complaints if "the server responded with a status of" not in text] == []


def screen(place: Place, path: str) -> str:
    return f"{place.host.origin}/{path}"


def launch(page: Page) -> Locator:
    return page.locator("guichet-widget .launch")


def dialog(page: Page) -> Locator:
    return page.locator("guichet-widget dialog")


def items(page: Page) -> Locator:
    return dialog(page).locator(".item")


def first_article(page: Page) -> Locator:
    """Open the panel and the first article in it."""
    launch(page).click()
    items(page).first.click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    return dialog(page).locator("article")


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_on_each_workflows_screen_its_article_leads_to_the_right_address(
    visit: Callable[..., Page], place: Place, portal: Portal, locale: str
) -> None:
    expected = preset_portal("whmcs").at(portal.url)
    page = visit(screen(place, EPP + locale))
    for workflow in actions(locale):
        given: list[Mapping[str, str]] = [NUMBERS, {}] if expected.workflows[workflow].parameters else [NUMBERS]
        for numbers in given:
            page.goto(place.page(place.tag(workflow=workflow, locale=locale, **numbers)))
            text = first_article(page)
            expect(text).to_have_attribute("lang", locale)
            action = text.locator(f'.action[href*="/go/{workflow}?"]')
            expect(action).to_contain_text(expected.label(workflow, locale))
            values = {name.replace("-", "_"): value for name, value in numbers.items()}
            target = expected.url(workflow, values) or ""
            if values:
                action.click()
                expect(page).to_have_url(target)
                assert portal.asked[-1][1] is None, "the portal learns where its customer came from"
            else:
                answer = page.request.get(action.get_attribute("href") or "", max_redirects=0)
                assert answer.headers["location"] == target


def test_the_customers_numbers_travel_in_no_other_request(visit: Callable[..., Page], place: Place) -> None:
    page = visit("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data} {request.headers}"))
    page.goto(place.page(place.tag(workflow="domains.epp-code", locale="fr", domain_id="424242")) + "?id=434343")
    first_article(page)
    dialog(page).locator(".back").click()
    dialog(page).get_by_role("searchbox").fill("mot de passe")
    expect(items(page).first).to_contain_text("mot de passe")
    ours = [text for text in asked if text.startswith(place.server.url) and "/widget.js" not in text]
    assert len(ours) >= 5
    assert [text for text in ours if "424242" in text or "434343" in text] == []


def test_a_keyboard_is_enough_and_the_focus_comes_back(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), reduced_motion="reduce")
    launch(page).focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("searchbox")).to_be_focused()
    expect(items(page).first).to_be_visible()
    assert dialog(page).evaluate("dialog => getComputedStyle(dialog).animationName") == "none"
    for key in ["Tab"] * 15 + ["Shift+Tab"] * 20:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.localName") == "guichet-widget"
        assert dialog(page).evaluate("dialog => dialog.contains(dialog.getRootNode().activeElement)")
    items(page).first.focus()
    page.keyboard.press("Enter")
    expect(dialog(page).locator(".topic")).to_be_focused()
    dialog(page).locator(".back").focus()
    page.keyboard.press("Space")
    expect(items(page).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(launch(page)).to_be_focused()
    launch(page).click()
    page.mouse.click(20, 20)
    expect(dialog(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("scheme", "width", "locale"), [("light", 1280, "fr"), ("dark", 390, "en"), ("dark", 1280, "fr")]
)
def test_no_accessibility_rule_is_violated_open_and_closed(
    visit: Callable[..., Page], place: Place, scheme: str, width: int, locale: str
) -> None:
    page = visit(screen(place, EPP + locale), width=width, color_scheme=scheme, reduced_motion="reduce")

    def check() -> None:
        found = Axe().run(page, options={"runOnly": TAGS})
        assert found.response["violations"] == [], found.generate_report()

    expect(launch(page)).to_be_visible()
    check()
    launch(page).click()
    expect(items(page).first).to_be_visible()
    check()
    items(page).first.click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    check()
    dialog(page).get_by_role("button", name={"fr": "Non", "en": "No"}[locale], exact=True).click()
    expect(dialog(page).locator(".verdict h4")).to_be_focused()
    check()


def test_it_fits_the_smallest_telephone_in_either_direction(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), width=SMALL)
    turned = "(node, way) => { node.getRootNode().querySelector('[dir]').dir = way; }"
    for way, side in (("ltr", "right"), ("rtl", "left")):
        launch(page).evaluate(turned, way)
        box = launch(page).bounding_box()
        assert box
        assert box["height"] >= 44
        assert (box["x"] < SMALL / 2 - box["width"] / 2) == (side == "left")
        first_article(page)
        body = dialog(page).locator(".body")
        assert body.evaluate("body => body.scrollWidth - body.clientWidth") == 0
        for target in dialog(page).locator("button:visible, .action").all():
            size = target.bounding_box()
            assert size
            assert size["height"] >= 44
        dialog(page).locator(".back").click()
        page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


def test_a_page_that_is_light_only_gets_a_light_widget(visit: Callable[..., Page], place: Place) -> None:
    grounds = []
    for head in ("", '<meta name="color-scheme" content="light dark">'):
        page = visit(place.page(head + place.tag(locale="en")), color_scheme="dark")
        launch(page).click()
        ground = dialog(page).evaluate("dialog => getComputedStyle(dialog).backgroundColor")
        grounds.append(max(map(int, re.findall(r"\d+", ground)[:3])))
    assert grounds[0] == 255
    assert grounds[1] < 60


def test_a_late_answer_never_replaces_a_newer_one(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(locale="fr")))
    launch(page).click()
    waiting: list[Route] = []
    page.route("**/api/v1/suggest?q=facture*", lambda route: waiting.append(route))
    box = dialog(page).get_by_role("searchbox")
    box.fill("facture")
    page.wait_for_timeout(600)
    box.fill("mot de passe")
    expect(items(page).first).to_contain_text("mot de passe")
    assert len(waiting) == 1
    waiting[0].continue_()
    page.wait_for_timeout(500)
    expect(items(page).first).to_contain_text("mot de passe")
    box.fill("xyzzyplugh")
    expect(dialog(page).locator(".note")).to_contain_text("Aucun article")
    box.fill("")
    expect(items(page).first).to_be_visible()


def test_an_article_opened_and_judged_is_recorded(visit: Callable[..., Page], place: Place) -> None:
    before = place.record("epp-code")
    page = visit(screen(place, EPP + "fr"))
    first_article(page)
    dialog(page).get_by_role("button", name="Oui").click()
    expect(dialog(page).locator(".verdict")).to_contain_text("Merci")
    assert eventually(
        lambda: (
            place.record("epp-code")
            == {
                **before,
                "opened": before["opened"] + 1,
                "solved": before["solved"] + 1,
                "helpful": before["helpful"] + 1,
            }
        )
    )


def test_p9_a_site_that_is_not_configured_can_be_read_on_and_sends_nothing(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit(screen(place, EPP + "fr").replace("127.0.0.1", "localhost"), strict=False)
    first_article(page)
    dialog(page).get_by_role("button", name="Oui").click()
    expect(dialog(page).locator(".verdict")).to_contain_text("n’a pas pu être envoyé")


@pytest.mark.parametrize("framed_by", ["127.0.0.1", "localhost"], ids=["configured", "another site"])
def test_p9_only_a_configured_site_shows_the_plain_page_in_a_frame(
    visit: Callable[..., Page], place: Place, framed_by: str
) -> None:
    frame = (
        f'<iframe title="Help" src="{place.server.url}/widget/domains.epp-code?locale=fr&amp;domain_id=42"></iframe>'
    )
    page = visit(place.page("", frame).replace("127.0.0.1", framed_by), strict=framed_by == "127.0.0.1")
    inside = page.frame_locator("iframe").locator("h1")
    if framed_by == "localhost":
        page.wait_for_timeout(1000)
        expect(page.frame_locator("iframe").locator(".entry")).to_have_count(0)
        return
    expect(inside).to_have_text("Aide NindoHost")
    page.frame_locator("iframe").locator(".entry a").first.click()
    expect(inside).to_contain_text("EPP")
    page.frame_locator("iframe").locator(".action").first.click()
    expect(page).to_have_url(re.compile("action=domaingetepp&domainid=42$"))


@pytest.mark.parametrize("path", ["/widget/domains.epp-code?locale=fr", "/widget/en/articles/domain-transfer"])
def test_the_plain_pages_have_no_barrier_and_fit(visit: Callable[..., Page], place: Place, path: str) -> None:
    for scheme in ("light", "dark"):
        page = visit(place.server.url + path, width=SMALL, color_scheme=scheme, strict=False)
        found = Axe().run(page, options={"runOnly": TAGS})
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


def write_ticket(page: Page, subject: str, message: str) -> None:
    page.locator("#ticketform [name=subject]").fill(subject)
    page.locator("#ticketform [name=message]").fill(message)


def test_answers_stand_above_the_button_and_the_ticket_is_sent_all_the_same(
    visit: Callable[..., Page], place: Place
) -> None:
    before = place.record("epp-code")
    page = visit(screen(place, TICKET + "fr"), reduced_motion="reduce")
    expect(launch(page)).to_be_visible()
    write_ticket(page, "Code EPP", "Bonjour, je veux transférer mon domaine, où trouver le code EPP ?")
    answers = page.locator("guichet-answers .item")
    expect(answers.first).to_contain_text("code EPP")
    assert 1 <= answers.count() <= 3
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.response["violations"] == [], found.generate_report()
    button = page.locator("#ticketform > button").bounding_box()
    above = answers.last.bounding_box()
    assert button
    assert above
    assert above["y"] + above["height"] < button["y"]
    answers.filter(has_text="Récupérer le code EPP").click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    expect(dialog(page).locator(".ticket")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(answers.filter(has_text="Récupérer le code EPP")).to_be_focused()
    page.locator("#ticketform > button").click()
    expect(page.locator(".sent")).to_be_visible()
    assert eventually(
        lambda: place.record("epp-code") == {**before, "opened": before["opened"] + 1, "tickets": before["tickets"] + 1}
    )


@pytest.mark.parametrize("status", [500, 429])
def test_where_no_answer_comes_the_form_is_as_it_was(visit: Callable[..., Page], place: Place, status: int) -> None:
    page = visit(screen(place, TICKET + "en"))
    page.route("**/api/v1/deflect", lambda route: route.fulfill(status=status, body="<h1>Sorry"))
    expect(launch(page)).to_be_visible()
    with page.expect_request("**/api/v1/deflect"):
        write_ticket(page, "EPP code", "Where is the EPP code of my domain?")
    page.wait_for_timeout(300)
    expect(page.locator("guichet-answers")).to_have_count(0)
    page.locator("#ticketform > button").click()
    expect(page.locator(".sent")).to_be_visible()


def test_answers_can_be_hidden_and_stay_away(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, TICKET + "en"))
    expect(launch(page)).to_be_visible()
    write_ticket(page, "EPP code", "Where is the EPP code of my domain?")
    page.locator("guichet-answers .close").click()
    expect(page.locator("guichet-answers")).to_have_count(0)
    expect(page.locator("#ticketform [name=message]")).to_be_focused()
    write_ticket(page, "Invoice", "How can I pay my invoice?")
    page.wait_for_timeout(1500)
    expect(page.locator("guichet-answers")).to_have_count(0)


@pytest.fixture
def hostile(tmp_path: Path, place: Place) -> Iterator[Place]:
    """A help centre whose titles and texts would be markup, on the same host under the same policy."""
    files = {
        "site.yaml": f"brand: {{name: '{HOSTILE}'}}\nlocales: [en]\n",
        "portal.yaml": "preset: whmcs\nbase_url: https://clients.example.com/\n",
        "en/a.md": article(
            f"'{HOSTILE} login'",
            "Text `<script>alert(1)</script>` and [a link](https://example.com/).",
            summary=f"'{HOSTILE}'",
            workflows=["account.login"],
        ),
    }
    articles = write_site(tmp_path / "articles", files)
    host = Host()
    with serving(environment(tmp_path, articles, WIDGET_ORIGINS=host.origin, WORKERS="1")) as server:
        host.embed(server.url)
        yield Place(server, host, tmp_path / "guichet.db")
    host.close()


def test_p10_titles_texts_and_attributes_stay_text(visit: Callable[..., Page], hostile: Place) -> None:
    page = visit(hostile.page(hostile.tag(workflow="account.login", locale="en", domain_id="javascript:alert(1)")))
    launch(page).click()
    expect(items(page).first).to_contain_text(HOSTILE)
    dialog(page).get_by_role("searchbox").fill("login")
    expect(items(page).first).to_contain_text(HOSTILE)
    items(page).first.click()
    expect(dialog(page).locator(".text")).to_contain_text("<script>alert(1)</script>")
    assert dialog(page).locator("img, script, [onerror], [style]").count() == 0
    outside = dialog(page).locator(".text a")
    assert outside.get_attribute("rel") == "noopener noreferrer"
    assert "javascript" not in (dialog(page).locator(".action").first.get_attribute("href") or "")


BAD = '"><img src=x onerror=alert(1)>'
ATTRIBUTES = {
    "markup": {"workflow": BAD, "locale": BAD, "domain_id": BAD, "ticket_form": BAD, "theme": BAD},
    "paths": {"workflow": "../../x?y=", "locale": "../fr", "domain_id": "1&from=x", "ticket_form": "body"},
    "prototype": {"workflow": "__proto__", "locale": "constructor", "__proto__": "1", "constructor": "2"},
    "nothing": {},
}


@pytest.mark.parametrize("attributes", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_p10_hostile_attributes_are_inert(visit: Callable[..., Page], place: Place, attributes: dict[str, str]) -> None:
    page = visit(place.page(place.tag(**attributes)))
    first_article(page)
    assert dialog(page).locator("img[onerror]").count() == 0
    for action in dialog(page).locator(".action, .ticket").all():
        assert re.fullmatch(
            rf"{place.server.url}/go/[a-z.-]+\?(from=[a-z0-9-]+&)?lang=(fr|en)", action.get_attribute("href") or ""
        )


def test_p10_messages_of_other_windows_change_nothing(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(locale="en")))
    expect(launch(page)).to_be_visible()
    before = page.locator("guichet-widget").evaluate("host => host.shadowRoot.textContent")
    page.evaluate("for (const data of ['open', { type: 'open', url: 'javascript:alert(1)' }]) postMessage(data, '*')")
    page.wait_for_timeout(200)
    expect(dialog(page)).to_be_hidden()
    assert page.locator("guichet-widget").evaluate("host => host.shadowRoot.textContent") == before


def test_p11_two_tags_make_one_widget(visit: Callable[..., Page], place: Place) -> None:
    tag = place.tag(workflow="domains.epp-code", locale="fr")
    page = visit(place.page(tag + tag, tag.replace(" async", "")))
    expect(launch(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.locator("guichet-widget").count() == 1


POLLUTION = """for (const [name, value] of Object.entries({ url: "javascript:alert(1)", href: "javascript:alert(1)",
    title: "polluted", workflow: "polluted", method: "POST", body: "x", keepalive: 7, mode: "no-cors", once: true,
    category: "polluted", results: [1], takes: 1, signal: 1, passive: true }))
    Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true, enumerable: true });"""


def test_p11_a_polluted_prototype_changes_nothing(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(workflow="domains.epp-code", locale="fr", domain_id="42")), script=POLLUTION)
    launch(page).click()
    expect(items(page).first).to_contain_text("code EPP")
    dialog(page).locator(".close").click()
    launch(page).click()
    items(page).first.click()
    action = dialog(page).locator(".action").first
    expect(action).to_have_attribute(
        "href", f"{place.server.url}/go/domains.epp-code?from=epp-code&lang=fr&domain_id=42"
    )
    assert "polluted" not in dialog(page).inner_text()
    assert "javascript:" not in dialog(page).evaluate("dialog => dialog.outerHTML")


def test_p11_it_works_on_a_page_that_is_a_file(visit: Callable[..., Page], place: Place, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><title>File</title>{place.tag(workflow='domains.epp-code', locale='fr')}", "utf-8")
    page = visit(file.as_uri(), strict=False)
    expect(first_article(page).locator(".action").first).to_contain_text("Obtenir mon code EPP")


def test_with_the_help_centre_away_the_page_stays_as_it_is(visit: Callable[..., Page], place: Place) -> None:
    page = visit("about:blank")
    page.route("**/widget/config.json*", lambda route: route.fulfill(status=503, body="<h1>Away"))
    page.goto(place.page(place.tag(locale="fr")))
    page.wait_for_load_state("networkidle")
    assert page.locator("guichet-widget").count() == 0
    expect(page.get_by_role("heading", name="Page")).to_be_visible()
