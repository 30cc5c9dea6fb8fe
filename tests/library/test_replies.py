"""What a reply is made of: the words around its links, and what may be kept of a ticket that no article answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library import Target, Wording, cleaned, composed
from app.model import MAX_MISSING_CHARACTERS

NAMES = {"customer.name": "Ada", "brand.name": "Acme", "agent.name": ""}
WORDING = Wording(
    "Hello {{ customer.name }},", "One:", "Several:", "Bye,\n{{ agent.name }}\n{{ brand.name }} & <co>", NAMES
)
ACTION = (("Renew", "https://help.example/go/domains.renew?domain_id=7&from=a"),)


def a_target(name: str) -> Target:
    url = f"https://help.example/a/{name}"
    html = f'<a href="{url}">{name}</a>'
    return Target(None, {"markdown": f"[{name}]({url})", "html": html, "text": f"{name}\n{url}", "url": url})


def test_a_reply_in_markdown_has_greeting_introduction_links_actions_and_closing() -> None:
    reply = composed("markdown", WORDING, [(a_target("a"), ACTION), (a_target("b"), ())])
    assert reply == (
        "Hello Ada,\n\nSeveral:\n\n- [a](https://help.example/a/a)\n"
        "  - [Renew](https://help.example/go/domains.renew?domain_id=7&from=a)\n"
        "- [b](https://help.example/a/b)\n\nBye,\n\nAcme & <co>"
    )


def test_a_reply_in_text_holds_addresses_alone_on_their_line() -> None:
    reply = composed("text", WORDING, [(a_target("a"), ACTION)])
    assert "One:\n\na\nhttps://help.example/a/a\nRenew\nhttps://help.example/go/" in reply


def test_a_reply_in_html_escapes_everything_but_its_own_tags() -> None:
    reply = composed("html", WORDING, [(a_target("a"), ACTION)])
    assert reply.startswith("<p>Hello Ada,</p>\n<p>One:</p>\n<ul>\n<li><a href=")
    assert "domain_id=7&amp;from=a" in reply
    assert "Acme &amp; &lt;co&gt;</p>" in reply


@pytest.mark.parametrize("form", ["markdown", "html", "text"])
def test_a_name_that_nobody_gave_leaves_no_space(form: str) -> None:
    wording = Wording("Bonjour {{ customer.name }},", "x", "y", "z", {"customer.name": ""})
    assert "Bonjour," in composed(form, wording, [(a_target("a"), ())])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Bonjour,\nje m’appelle Karim Alaoui, mon site est en panne", "Karim"),
        ("Hello, my name is Ada Lovelace and my site is down", "Lovelace"),
        ("My site is down.\nKind regards Grace Hopper", "Hopper"),
        ("Bonjour Monsieur Benjelloun, mon site est en panne", "Benjelloun"),
        ("Mon site exemple-prive.ma ne répond plus", "exemple-prive"),
        ("Écrivez-moi à karim@exemple.ma", "karim"),
        ("Mon numéro est le 06 12 34 56 78", "34"),
        ("Le code est aX9$kk21Zq!t", "aX9"),
        ("Mon site est en panne\n> cité : Karim Alaoui\n", "Alaoui"),
        ("Mon site est en panne\n--\nKarim Alaoui", "Alaoui"),
        ("Bonjour,\n\nJe m'appelle Karim Benali et mon site est en panne", "Benali"),
        ("Bonjour\nJe suis Karim Benali, mon site est en panne", "Benali"),
        ("Hello\nI can't sign in, my name is Ada Lovelace", "Lovelace"),
        ("Mon site est en panne depuis hier.\n\nFatima Zahra", "Zahra"),
        ("My site is down\n\nThanks,\nJane", "Jane"),
        ("Mon site est en panne.\nCordialement,\nF. Zahra, gérante", "Zahra"),
        ("La facture FA-20931 reste impayée", "20931"),
    ],
)
def test_nothing_of_the_customer_is_left_in_what_the_editors_read(text: str, gone: str) -> None:
    assert gone not in cleaned(text)
    assert cleaned(text)


@pytest.mark.parametrize(
    "below",
    [
        "De : Support\nEnvoyé : mardi 4 mars\nÀ : Nadia Bennis\n\nBonjour Nadia Bennis, voici.",
        "Le lun. 3 mars à 10:12, Nadia Bennis <\nnadia@exemple.ma> a écrit :\n\nBonjour",
        "Ce message est confidentiel ; prévenez Nadia Bennis.",
    ],
)
def test_who_stands_in_an_older_mail_or_a_notice_is_not_told_to_the_editors(below: str) -> None:
    assert cleaned(f"Proposez-vous des serveurs ?\n\n{below}") == "Proposez-vous des serveurs ?"


def test_of_a_mail_that_was_copied_with_its_head_only_the_letter_is_told() -> None:
    head = "De : Nadia Bennis\nEnvoyé : mardi\nÀ : Support\n"
    assert cleaned(f"{head}\nProposez-vous des serveurs ?") == "Proposez-vous des serveurs ?"


@pytest.mark.parametrize(
    "text", ["Bonjour,\nJe ne peux pas me connecter", "Hello\nI can't sign in", "Bonjour\nComment payer ma facture ?"]
)
def test_a_greeting_before_a_sentence_takes_nothing_of_the_sentence(text: str) -> None:
    assert cleaned(text) == " ".join(text.split())


@given(st.text(max_size=3_000))
def test_what_the_editors_read_is_one_line_of_bounded_length(text: str) -> None:
    kept = cleaned(text)
    assert len(kept) <= MAX_MISSING_CHARACTERS
    assert "\n" not in kept
    assert "\0" not in kept
