"""A preset and an operator's changes: what they make together, and what is refused by its key."""

from __future__ import annotations

import pytest
import yaml

from app.portal import Portal, configure, preset_text

BASE = "https://clients.example.com/"


def portal(**changes: object) -> Portal:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {"base_url": BASE, **changes})
    assert not findings
    return made


def test_one_entry_adds_a_workflow() -> None:
    entry = {"path": "backups.php?id={service_id}", "without": "services.list", "label": {"fr": "Mes sauvegardes"}}
    made = portal(workflows={"services.backups": entry})
    assert made.url("services.backups", {"service_id": "7"}) == f"{BASE}backups.php?id=7"
    assert made.url("services.backups", {}) == f"{BASE}clientarea.php?action=services"
    assert made.label("services.backups", "fr") == "Mes sauvegardes"


def test_an_entry_changes_only_what_it_says() -> None:
    made = portal(workflows={"account.login": {"label": {"fr": "Entrer"}}, "support.tickets": {"path": "tickets"}})
    assert made.label("account.login", "fr") == "Entrer"
    assert made.label("account.login", "en") == "Sign in to the client area"
    assert made.url("account.login", {}) == f"{BASE}clientarea.php"
    assert made.url("support.tickets", {}) == f"{BASE}tickets"
    assert made.label("support.tickets", "en") == "Follow my tickets"


def test_paths_may_differ_by_language() -> None:
    paths = {"fr": "espace?langue=fr&id={domain_id}", "en": "area?language=en&id={domain_id}"}
    made = portal(workflows={"domains.details": {"path": paths}})
    assert made.depends_on_locale
    assert made.url("domains.details", {"domain_id": "4"}, "en") == f"{BASE}area?language=en&id=4"
    assert made.url("domains.details", {"domain_id": "4"}, "fr") == f"{BASE}espace?langue=fr&id=4"
    assert made.url("domains.details", {"domain_id": "4"}) == f"{BASE}espace?langue=fr&id=4"


def test_base_addresses_may_differ_by_language_and_an_operators_setting_wins_over_all() -> None:
    made = portal(base_url={"fr": "https://clients.example.ma", "en": "https://clients.example.com/"})
    assert made.url("account.login", {}, "fr") == "https://clients.example.ma/clientarea.php"
    assert made.url("account.login", {}, "en") == "https://clients.example.com/clientarea.php"
    assert made.at("https://set.example/").url("account.login", {}, "fr") == "https://set.example/clientarea.php"
    assert made.at(None) == made


def test_a_preset_without_differences_does_not_depend_on_the_language() -> None:
    assert not portal().depends_on_locale


def test_an_unsupported_workflow_is_known_and_has_no_address() -> None:
    made = portal(workflows={"ssl.configure": {"unsupported": "true"}})
    assert "ssl.configure" not in made.workflows
    assert "ssl.configure" in made.ids
    assert made.unsupported == ("ssl.configure",)


def test_a_path_brings_an_unsupported_workflow_back() -> None:
    changes = {"base_url": BASE, "workflows": {"services.webmail": {"path": "webmail/{service_id}"}}}
    made, findings = configure(yaml.safe_load(preset_text("fossbilling")), changes)
    assert not findings
    assert made.url("services.webmail", {"service_id": "3"}) == f"{BASE}webmail/3"
    assert "services.webmail" not in made.unsupported


@pytest.mark.parametrize(
    ("entry", "key", "fact"),
    [
        ({"path": "//evil.example/x"}, "path", "no leading '/'"),
        ({"path": "/x"}, "path", "no leading '/'"),
        ({"path": "https://evil.example/"}, "path", "no scheme"),
        ({"path": "javascript:alert(1)"}, "path", "no scheme"),
        ({"path": "../outside"}, "path", "'..'"),
        ({"path": "a/%2e%2E/b"}, "path", "'..'"),
        ({"path": "a%2f..%2fb"}, "path", "'..'"),
        ({"path": "a//b"}, "path", "'//'"),
        ({"path": "a b"}, "path", "without spaces"),
        ({"path": "a\\b"}, "path", "without spaces"),
        ({"path": "é"}, "path", "ASCII"),
        ({"path": "x?id={Service}"}, "path", "parameter"),
        ({"path": {"fr": "x", "en": "../x"}}, "path", "'..'"),
        ({"path": {"fr": "x", "xx": "y"}}, "path", "'xx' is no language"),
        ({"path": "x", "login": "perhaps"}, "login", "true or false"),
        ({"path": "x", "unknown": "1"}, "unknown", "known: path"),
        ({"path": "x", "label": "Texte"}, "label", "for each language"),
        ({"path": "x", "label": {"frr": "Texte"}}, "label", "'frr' is no language"),
        ({"path": "x", "unsupported": "true"}, "unsupported", "stands alone"),
        ({"unsupported": "no"}, "unsupported", "true"),
        ({"path": "x?id={service_id}", "patterns": {"service_id": "["}}, "patterns", "regular expression"),
        ({"path": "x?id={service_id}", "without": "services.details"}, "without", "no parameters"),
        ({"path": "x?id={service_id}", "without": "nowhere"}, "without", "no parameters"),
        ({"label": {"fr": "x"}}, "", "give it a path"),
        ("text", "", "mapping"),
    ],
)
def test_g6_an_entry_that_is_wrong_is_reported_by_its_workflow_and_key(entry: object, key: str, fact: str) -> None:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {"workflows": {"a.b": entry}})
    assert [finding.keys for finding in findings] == [("workflows", "a.b", key)]
    assert "'a.b'" in findings[0].message
    assert fact in findings[0].message
    assert len(made.workflows) >= 29


@pytest.mark.parametrize("name", ["login", "A.b", "a.b.c", "a b.c", ".b", "a." + "x" * 41])
def test_g6_an_id_that_is_none_is_reported(name: str) -> None:
    _, findings = configure({}, {"workflows": {name: {"path": "x"}}})
    assert "an id is two lower-case names" in findings[0].message


@pytest.mark.parametrize(
    "base_url",
    ["http://portal.example.com/", "https://u:p@portal.example.com", "javascript:alert(1)", {"fr": "ftp://x"}],
)
def test_g6_a_base_address_that_is_refused_leaves_the_portal_without_one(base_url: object) -> None:
    made, findings = configure(yaml.safe_load(preset_text("whmcs")), {"base_url": base_url})
    assert [finding.keys for finding in findings] == [("base_url",)]
    assert made.base_url is None
    assert made.url("account.login", {}, "fr") is None


@pytest.mark.parametrize("changes", [{"base-url": BASE}, {"worklfows": {}}, {"workflows": ["account.login"]}])
def test_a_key_that_nothing_reads_is_reported(changes: dict[str, object]) -> None:
    _, findings = configure({}, changes)
    assert [finding.keys for finding in findings] == [(next(iter(changes)),)]
