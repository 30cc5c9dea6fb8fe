"""The shipped presets: one set of ids, complete in every language, every address below its base."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import yaml

from app.locales import LANGUAGES
from app.portal import PRESETS, Portal, configure, preset_text

BASE = "https://clients.example.com/area/"
SAMPLES = {
    "domain_id": "42",
    "service_id": "7",
    "invoice_id": "0123456789abcdef0123456789abcdef",
    "certificate": "0123456789abcdef0123456789abcdef",
}
WHMCS = {
    "account.login": "clientarea.php",
    "account.password-reset": "index.php?rp=/password/reset",
    "account.profile": "clientarea.php?action=details",
    "account.contacts": "index.php?rp=/account/contacts",
    "account.contact-add": "clientarea.php?action=addcontact",
    "account.payment-methods": "index.php?rp=/account/paymentmethods",
    "account.add-funds": "clientarea.php?action=addfunds",
    "billing.invoices": "clientarea.php?action=invoices",
    "billing.invoice": "viewinvoice.php?id=1042",
    "domains.list": "clientarea.php?action=domains",
    "domains.details": "clientarea.php?action=domaindetails&id=42",
    "domains.epp-code": "clientarea.php?action=domaingetepp&domainid=42",
    "domains.contacts": "clientarea.php?action=domaincontacts&domainid=42",
    "domains.lock": "clientarea.php?action=domaindetails&id=42#tabReglock",
    "domains.auto-renew": "clientarea.php?action=domaindetails&id=42#tabAutorenew",
    "domains.renew": "index.php?rp=/cart/domain/renew",
    "domains.transfer": "cart.php?a=add&domain=transfer",
    "domains.register": "cart.php?a=add&domain=register",
    "services.list": "clientarea.php?action=services",
    "services.details": "clientarea.php?action=productdetails&id=7",
    "services.upgrade": "upgrade.php?type=package&id=7",
    "services.cancel": "clientarea.php?action=cancel&id=7",
    "services.cpanel": "clientarea.php?action=productdetails&id=7&dosinglesignon=1",
    "services.webmail": "clientarea.php?action=productdetails&id=7",
    "services.email-accounts": "clientarea.php?action=productdetails&id=7&dosinglesignon=1&app=Email_Accounts",
    "ssl.configure": "configuressl.php?cert=0123456789abcdef0123456789abcdef",
    "support.open-ticket": "submitticket.php",
    "support.tickets": "supporttickets.php",
    "store.order": "cart.php",
}
FOSSBILLING_LACKS = (
    "account.contact-add",
    "account.contacts",
    "account.payment-methods",
    "domains.auto-renew",
    "services.webmail",
    "ssl.configure",
)


def portal(name: str) -> Portal:
    made, findings = configure(yaml.safe_load(preset_text(name)), {"base_url": BASE})
    assert not findings
    return made


def test_whmcs_has_all_twenty_nine_workflows_and_each_leads_to_its_page() -> None:
    made = portal("whmcs")
    values = {**SAMPLES, "invoice_id": "1042"}
    assert {name: made.url(name, values) for name in made.workflows} == {n: BASE + path for n, path in WHMCS.items()}


@pytest.mark.parametrize("name", PRESETS)
def test_every_address_of_a_preset_stays_below_the_base_with_and_without_parameters(name: str) -> None:
    made = portal(name)
    for workflow in made.workflows:
        for values in ({}, SAMPLES):
            url = made.url(workflow, values)
            assert url is not None
            assert url.startswith(BASE)
            assert "{" not in url
            assert urlsplit(url).hostname == "clients.example.com"


@pytest.mark.parametrize("name", ["whmcs", "fossbilling"])
def test_every_shipped_workflow_has_a_label_and_a_hint_in_every_language(name: str) -> None:
    for workflow in portal(name).workflows.values():
        assert set(workflow.label) == set(LANGUAGES)
        assert set(workflow.hint) == set(LANGUAGES)
        assert all(text.endswith(".") for text in workflow.hint.values())


@pytest.mark.parametrize("name", ["whmcs", "fossbilling"])
def test_every_workflow_with_a_parameter_has_a_list_to_pick_from(name: str) -> None:
    workflows = portal(name).workflows
    for workflow in workflows.values():
        assert bool(workflow.parameters) == bool(workflow.without)
        if workflow.without:
            assert not workflows[workflow.without].parameters


def test_fossbilling_knows_the_same_ids_and_says_which_it_has_no_screen_for() -> None:
    made = portal("fossbilling")
    assert made.ids == frozenset(WHMCS)
    assert made.unsupported == FOSSBILLING_LACKS


def test_an_invoice_of_fossbilling_is_found_by_its_hash_and_not_by_a_number() -> None:
    made, longest = portal("fossbilling"), "f" * 254
    assert made.url("billing.invoice", {"invoice_id": longest}) == f"{BASE}invoice/{longest}"
    assert made.url("billing.invoice", {"invoice_id": "1042"}) == f"{BASE}invoice"


def test_the_custom_preset_has_no_action() -> None:
    assert not portal("custom").ids


def test_there_is_no_other_preset() -> None:
    with pytest.raises(KeyError):
        preset_text("../whmcs")
