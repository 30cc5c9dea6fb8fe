"""Every workflow of a preset, from an article and from the widget of another origin, to the portal's right address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Page, expect

from app.compiler.reading import preset_portal
from app.portal import Workflow
from tests.browser.conftest import Portal
from tests.browser.test_portal import VALUES
from tests.browser.widgets import Host, Place, first_article
from tests.support.server import environment, serving
from tests.support.sites import article, write_site

pytestmark = pytest.mark.browser

WHMCS = preset_portal("whmcs")
LOCALES = ("fr", "en")


def slug(workflow: Workflow) -> str:
    return workflow.id.replace(".", "-")


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Place]:
    """A help centre with an article for each workflow, and the portal's own screens with its widget."""
    folder = tmp_path_factory.mktemp("every")
    files: dict[str, str | bytes] = {"site.yaml": "locales: [fr, en]\n", "portal.yaml": "preset: whmcs\n"}
    for workflow in WHMCS.workflows.values():
        for locale in LOCALES:
            title = f"{locale} {slug(workflow)}"
            files[f"{locale}/{slug(workflow)}.md"] = article(title, id=slug(workflow), workflows=[workflow.id])
    host = Host()
    settings = {"PORTAL_URL": portal.url, "WIDGET_ORIGINS": host.origin, "WORKERS": "1"}
    with serving(environment(folder, write_site(folder / "articles", files), **settings)) as server:
        host.embed(server.url)
        yield Place(server, host, folder / "guichet.db")
    host.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_from_its_article_each_workflow_reaches_the_right_address(
    visit: Callable[..., Page], every: Place, portal: Portal, locale: str
) -> None:
    expected = WHMCS.at(portal.url)
    page = visit("about:blank", locale=locale)
    for workflow in expected.workflows.values():
        page.goto(f"{every.server.url}/{locale}/articles/{slug(workflow)}")
        action = page.locator(f'a.action[href^="/go/{workflow.id}?"]')
        expect(action).to_contain_text(expected.label(workflow.id, locale))
        href = action.get_attribute("href") or ""
        action.click()
        expect(page).to_have_url(expected.url(workflow.id, {}) or "")
        assert portal.asked[-1][1] is None, "the portal learns where its customer came from"
        if workflow.parameters:
            numbers = "".join(f"&{name}={VALUES[name]}" for name in workflow.parameters)
            page.goto(every.server.url + href + numbers)
            expect(page).to_have_url(expected.url(workflow.id, VALUES) or "")


@pytest.mark.parametrize("locale", LOCALES)
def test_from_the_widget_on_a_page_of_another_origin_each_workflow_reaches_the_right_address(
    visit: Callable[..., Page], every: Place, portal: Portal, locale: str
) -> None:
    expected = WHMCS.at(portal.url)
    assert "trusted-types 'none'" in every.host.policy
    page = visit("about:blank", locale=locale)

    def follow(workflow: Workflow, values: Mapping[str, str]) -> None:
        text = first_article(page)
        expect(text).to_have_attribute("lang", locale)
        text.locator(f'.action[href*="/go/{workflow.id}?"]').click()
        expect(page).to_have_url(expected.url(workflow.id, values) or "")
        assert portal.asked[-1][1] is None, "the portal learns where its customer came from"

    own_screens = 0
    for workflow in expected.workflows.values():
        values = {name: VALUES[name] for name in workflow.parameters}
        page.goto((expected.url(workflow.id, values) or "").replace(portal.url, f"{every.host.origin}/"))
        if page.locator("script[data-workflow]").get_attribute("data-workflow") == workflow.id:
            own_screens += 1
        else:  # a part of the screen of another one
            numbers = {name.replace("_", "-"): value for name, value in values.items()}
            page.goto(every.page(every.tag(workflow=workflow.id, locale=locale, **numbers)))
        follow(workflow, values)
        if values:
            page.goto(every.page(every.tag(workflow=workflow.id, locale=locale)))
            follow(workflow, {})
    assert own_screens >= 12
