"""The demonstration portal: every workflow of a preset has its screen, in both languages, under a strict policy."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.cli.demo import create_area
from app.compiler.reading import preset_portal, read_portal
from app.portal import Portal
from tests.support.server import environment, run
from tests.support.sites import write_site

HELP = "https://aide.example.com"


def client(portal: Portal, help_centre: str | None = None) -> FlaskClient:
    return create_area(portal, help_centre).test_client()


def screens(html: str) -> list[str]:
    return re.findall(r'data-workflow="([a-z.-]+)" aria-labelledby', html)


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("preset", ["whmcs", "fossbilling"])
def test_every_workflow_of_a_preset_has_its_screen(preset: str, locale: str) -> None:
    portal = preset_portal(preset).at("http://127.0.0.1/")
    area = client(portal)
    for workflow in portal.workflows.values():
        response = area.get(portal.url(workflow.id, {}) or "", headers={"Accept-Language": locale})
        assert response.status_code == 200
        assert f'<html lang="{locale}">' in response.text
        assert (workflow.without or workflow.id) in screens(response.text)
        assert "{name}" not in response.text


def test_a_known_domain_has_its_own_page_and_an_unknown_one_leads_to_the_list() -> None:
    area = client(preset_portal("whmcs"))
    page = area.get("/clientarea.php?action=domaingetepp&domainid=42").text
    assert screens(page) == ["domains.epp-code"]
    assert "atelier-salma.ma" in page
    response = area.get("/clientarea.php?action=domaingetepp&domainid=1&lang=en")
    assert (response.status_code, response.headers["Location"]) == (302, "/clientarea.php?action=domains&lang=en")


def test_fragments_lead_to_the_part_of_the_page_that_is_meant() -> None:
    page = client(preset_portal("whmcs")).get("/clientarea.php?action=domaindetails&id=42").text
    assert screens(page) == ["domains.details", "domains.lock", "domains.auto-renew"]
    assert 'id="tabReglock"' in page
    assert 'id="tabAutorenew"' in page


def test_one_page_of_fossbilling_shows_all_that_an_order_can_do() -> None:
    area = client(preset_portal("fossbilling"))
    domain = screens(area.get("/order/service/manage/42").text)
    hosting = screens(area.get("/order/service/manage/7").text)
    assert domain[:2] == ["domains.details", "domains.epp-code"]
    assert hosting[:2] == ["services.details", "services.upgrade"]
    assert screens(area.get("/support").text) == ["support.tickets"]
    assert screens(area.get("/support?ticket=1").text) == ["support.open-ticket"]


@pytest.mark.parametrize("preset", ["whmcs", "fossbilling"])
def test_every_link_of_every_screen_is_answered(preset: str) -> None:
    area, seen, waiting = client(preset_portal(preset)), set[str](), ["/?lang=fr"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response = area.get(path)
        assert response.status_code == 200, path
        base = path.partition("?")[0]
        found = (unescape(href) for href in re.findall(r'<a [^>]*href="([^"]+)"', response.text))
        waiting += [base + href if href.startswith("?") else href for href in found if not href.startswith("#")]
    assert len(seen) > 30


def test_a_workflow_that_an_operator_adds_has_a_screen_too(tmp_path: Path) -> None:
    added = 'workflows:\n  services.backups: {path: "backups", label: {fr: "Mes sauvegardes", en: "My backups"}}\n'
    portal, _ = read_portal(write_site(tmp_path, {"portal.yaml": added}))
    assert '<h1 id="t-1">Mes sauvegardes</h1>' in client(portal).get("/backups?lang=fr").text


def test_the_policy_allows_nothing_but_the_help_centres_script_and_no_unchecked_text_as_code() -> None:
    strict = client(preset_portal("whmcs")).get("/").headers["Content-Security-Policy"]
    assert "script-src 'none'" in strict
    linked = client(preset_portal("whmcs"), HELP).get("/").headers["Content-Security-Policy"]
    for policy in (strict, linked):
        assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in policy
    assert f"script-src {HELP};" in linked


def test_each_screen_carries_the_script_tag_of_its_contextual_help() -> None:
    area = client(preset_portal("whmcs"), HELP)
    page = area.get("/clientarea.php?action=domaingetepp&domainid=42&lang=en").text
    assert (
        f'<script src="{HELP}/widget.js" data-workflow="domains.epp-code" data-locale="en" data-domain-id="42" async>'
        in page
    )
    assert 'data-ticket-form="#ticketform"' in area.get("/submitticket.php").text
    assert "<script" not in client(preset_portal("whmcs")).get("/").text


@pytest.mark.parametrize("path", ["/nope", "/clientarea.php?action=nope&x=<script>", "/../etc", "/?lang=<script>"])
def test_u7_an_odd_address_is_not_echoed(path: str) -> None:
    response = client(preset_portal("whmcs")).get(path)
    assert response.status_code in (200, 404)
    assert "<script>" not in response.text


def test_a_form_only_says_that_nothing_was_sent() -> None:
    page = client(preset_portal("whmcs")).post("/submitticket.php?lang=en", data={"subject": "<b>x</b>"}).text
    assert "nothing was sent" in page
    assert "<b>x" not in page


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "app", "demo-portal", "--port", "0", "--preset", "fossbilling"]
    env = environment(tmp_path, tmp_path)
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    match = re.fullmatch(r"Demonstration portal on (http://127\.0\.0\.1:\d+/)\n", process.stdout.readline())
    assert match
    yield process, match[1]
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_command_serves_every_address_that_its_own_check_follows(
    tmp_path: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = served
    articles = write_site(tmp_path / "articles", {"portal.yaml": "preset: fossbilling\n"})
    given = ["--parameter=domain_id=42", "--parameter=service_id=7"]
    done = run("portal", "check", *given, env=environment(tmp_path, articles, PORTAL_URL=url))
    assert done.returncode == 0, done.stdout
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_a_taken_port_and_a_wrong_help_centre_are_one_sentence(
    tmp_path: Path, served: tuple[subprocess.Popen[str], str]
) -> None:
    env = environment(tmp_path, tmp_path)
    taken = run("demo-portal", "--port", served[1].rpartition(":")[2].strip("/"), env=env)
    assert taken.returncode == 3
    assert taken.stderr.startswith("guichet: ")
    assert taken.stderr.count("\n") == 1
    wrong = run("demo-portal", "--help-centre", "http://aide.example.com", env=env)
    assert wrong.returncode == 2
    assert "must be https" in wrong.stderr
