"""Addresses of workflows: typed parameters, and nothing that leaves the portal."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.model.addresses import checked_base_url
from app.portal import Portal, configure, preset_text
from app.portal.urls import checked_path

BASE = "https://clients.example.com/area/"


def portal(**changes: object) -> Portal:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {"base_url": BASE, **changes})
    assert not findings
    return made


def test_a_parameter_gives_the_deep_page() -> None:
    assert portal().url("domains.epp-code", {"domain_id": "42"}) == (
        "https://clients.example.com/area/clientarea.php?action=domaingetepp&domainid=42"
    )


def test_an_article_offers_what_the_portal_has_in_the_articles_order() -> None:
    named = ("support.open-ticket", "no.such-screen", "domains.list")
    assert [workflow.id for workflow in portal().offered(named)] == ["support.open-ticket", "domains.list"]


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


@pytest.mark.parametrize(
    "value", ["..", ".", "../x", "a/b", "a\\b", "a b", "é", "%2e%2e", "a?b", "a#b", "@evil", "a:b", ""]
)
def test_s4_a_generous_pattern_lets_no_value_change_the_address(value: str) -> None:
    entry = {"path": "zone/{name}/edit", "without": "domains.list", "patterns": {"name": "(?s).*"}}
    made = portal(workflows={"domains.zone": entry})
    assert made.url("domains.zone", {"name": value}) == f"{BASE}clientarea.php?action=domains"
    assert made.url("domains.zone", {"name": "boutique-atlas.ma"}) == f"{BASE}zone/boutique-atlas.ma/edit"


@given(value=st.text(max_size=30), pattern=st.sampled_from(["(?s).*", "[0-9a-z/.]+", r"\S+", "[^x]{1,9}"]))
def test_s4_no_value_of_any_pattern_leads_out_of_its_place(value: str, pattern: str) -> None:
    made = portal(
        workflows={"domains.zone": {"path": "zone/{name}/edit?x={name}#{name}", "patterns": {"name": pattern}}}
    )
    url = made.url("domains.zone", {"name": value})
    assert url is not None
    assert url == BASE or url == f"{BASE}zone/{value}/edit?x={value}#{value}"
    assert urljoin(url, urlsplit(url).path) == url.partition("?")[0]


@given(st.text(max_size=60))
def test_s4_a_path_that_is_accepted_stays_below_the_base_address(path: str) -> None:
    try:
        accepted = checked_path(path)
    except ValueError:
        return
    resolved = urlsplit(urljoin(BASE, accepted))
    assert (resolved.scheme, resolved.netloc) == ("https", "clients.example.com")
    assert resolved.path.startswith("/area/")
    assert "//" not in resolved.path


@given(
    st.lists(
        st.sampled_from(
            [
                "/",
                "\\",
                ".",
                "..",
                "%2e",
                "%2E.",
                "%2f",
                "%5c",
                ":",
                "@",
                "evil.example",
                "https:",
                "?",
                "#",
                "\t",
                "a",
                "é",
            ]
        ),
        max_size=8,
    )
)
def test_s4_no_fragment_of_an_address_makes_a_path_that_leaves(fragments: list[str]) -> None:
    try:
        accepted = checked_path("".join(fragments))
    except ValueError:
        return
    decoded = accepted.partition("?")[0].partition("#")[0].replace("%2f", "/").replace("%5c", "/")
    decoded = decoded.replace("%2e", ".").replace("%2E", ".")
    assert ".." not in decoded.split("/")
    assert not decoded.startswith("/")
    assert urljoin(BASE, accepted).startswith(BASE)


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


def test_without_a_base_address_there_is_no_url() -> None:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {})
    assert not findings
    assert made.url("account.login", {}) is None
    assert made.at("https://other.example/").url("account.login", {}) == "https://other.example/clientarea.php"


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
        "https://pörtal.example.com/",
    ],
)
def test_g6_a_base_address_that_is_not_https_to_a_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|is not"):
        checked_base_url(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8080", "http://localhost/area", "http://[::1]:1/"])
def test_plain_http_is_allowed_for_this_machine_itself(text: str) -> None:
    assert checked_base_url(text).endswith("/")
