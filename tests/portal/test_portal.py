"""Workflows: the shipped preset, an operator's changes, addresses that cannot leave the portal."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.model.addresses import checked_base_url
from app.portal import Portal, configure, preset_text

BASE = "https://clients.example.com/area/"


def portal(**changes: object) -> Portal:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {"base_url": BASE, **changes})
    assert not findings
    return made


def test_a_parameter_gives_the_deep_page() -> None:
    assert portal().url("domains.epp-code", {"domain_id": "42"}) == (
        "https://clients.example.com/area/clientarea.php?action=domaingetepp&domainid=42"
    )


@pytest.mark.parametrize("value", ["", "x", "4 2", "-1", "٣", "1" * 21, "42&x=1", "42\n", "../etc"])
def test_an_invalid_parameter_leads_to_the_list(value: str) -> None:
    assert portal().url("domains.epp-code", {"domain_id": value}) == f"{BASE}clientarea.php?action=domains"


def test_a_parameter_follows_its_own_pattern() -> None:
    certificate = "0123456789abcdef0123456789abcdef"
    assert portal().url("ssl.configure", {"certificate": certificate}) == f"{BASE}configuressl.php?cert={certificate}"
    assert portal().url("ssl.configure", {"certificate": "42"}) == f"{BASE}clientarea.php?action=services"


def test_g3_parameters_that_the_workflow_does_not_have_are_dropped() -> None:
    values = {"url": "//evil.example", "next": "https://evil.example", "domain_id": "42"}
    assert portal().url("account.login", values) == f"{BASE}clientarea.php"


@given(st.dictionaries(st.sampled_from(["domain_id", "service_id", "invoice_id", "certificate", "url"]), st.text()))
def test_s4_no_parameter_leads_out_of_the_base_address(values: dict[str, str]) -> None:
    made = portal()
    for workflow in made.workflows:
        url = made.url(workflow, values)
        assert url is not None
        assert url.startswith(BASE)
        assert urlsplit(url).hostname == "clients.example.com"
        assert url.isascii()
        assert url.isprintable()


def test_every_shipped_workflow_has_a_label_and_a_hint_in_both_languages() -> None:
    for workflow in portal().workflows.values():
        for locale in ("fr", "en"):
            assert workflow.label[locale]
            assert workflow.hint[locale]


def test_without_a_base_address_there_is_no_url() -> None:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {})
    assert not findings
    assert made.url("account.login", {}) is None
    assert made.at("https://other.example/").url("account.login", {}) == "https://other.example/clientarea.php"


def test_one_entry_adds_a_workflow_and_one_changes_a_label() -> None:
    changes = {
        "services.backups": {"path": "backups.php?id={service_id}", "without": "services.list", "label": {"fr": "x"}},
        "account.login": {"label": {"fr": "Entrer"}},
    }
    made = portal(workflows=changes)
    assert made.url("services.backups", {"service_id": "7"}) == f"{BASE}backups.php?id=7"
    assert made.label("account.login", "fr") == "Entrer"
    assert made.label("account.login", "en") == "Sign in to the client area"


@pytest.mark.parametrize(
    "entry",
    [
        {"path": "//evil.example/x"},
        {"path": "https://evil.example/"},
        {"path": "javascript:alert(1)"},
        {"path": "../outside"},
        {"path": "a b"},
        {"path": "x", "login": "perhaps"},
        {"path": "x", "unknown": "1"},
        {"path": "x?id={service_id}", "patterns": {"service_id": "["}},
        {"path": "x?id={service_id}", "without": "services.details"},
        {"path": "x?id={service_id}", "without": "nowhere"},
        "text",
    ],
)
def test_g6_an_entry_that_is_wrong_is_reported_by_its_workflow(entry: object) -> None:
    _, findings = configure(yaml.safe_load(preset_text("whmcs")), {"workflows": {"a.b": entry}})
    assert [finding.keys for finding in findings] == [("workflows", "a.b")]
    assert "'a.b'" in findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "http://portal.example.com/",
        "https://",
        "https:///x",
        "https://user:pw@portal.example.com/",
        "javascript:alert(1)",
        "//portal.example.com",
        "https://portal.example.com/?x=1",
        "https://portal.example.com/#x",
        "https://portal.example.com/a b",
        "https://portal.example.com:99999/",
        "https://portal\\example.com/",
    ],
)
def test_g6_a_base_address_that_is_not_https_to_a_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|is not"):
        checked_base_url(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8080", "http://localhost/area", "http://[::1]:1/"])
def test_plain_http_is_allowed_for_this_machine_itself(text: str) -> None:
    assert checked_base_url(text).endswith("/")
