"""Telephone numbers in texts are links that dial them; nothing else that is made of digits is."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.content.render import Rendering
from app.content.telephones import telephones
from tests.content.conftest import WORLD

Render = Callable[..., Rendering]
OWN = "0802 08 08 08"


def found(text: str, own: str = OWN) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.address) for one in telephones(text, own)]


@pytest.mark.parametrize(
    ("text", "number", "address"),
    [
        ("Appelez le +212 5 22 12 34 56.", "+212 5 22 12 34 56", "tel:+212522123456"),
        ("Tél. : +212522123456", "+212522123456", "tel:+212522123456"),
        ("(+212) non, (+212-522-123-456)", "+212-522-123-456", "tel:+212522123456"),
        ("+33 (0)1 23 45 67 89, le matin", "+33 (0)1 23 45 67 89", "tel:+33123456789"),
        ("+33.1.23.45.67.89.", "+33.1.23.45.67.89", "tel:+33123456789"),
        (
            "+33\u00a01\u202f23\u00a045\u00a067\u00a089",
            "+33\u00a01\u202f23\u00a045\u00a067\u00a089",
            "tel:+33123456789",
        ),
        ("Call +1 (555) 123-4567 now", "+1 (555) 123-4567", "tel:+15551234567"),
        ("+44 20 7946 0958", "+44 20 7946 0958", "tel:+442079460958"),
        ("+39 06 1234 5678", "+39 06 1234 5678", "tel:+390612345678"),
        ("au 05 22 12 34 56 ou", "05 22 12 34 56", "tel:0522123456"),
        ("05.22.12.34.56 (bureau)", "05.22.12.34.56", "tel:0522123456"),
        ("0801 02 03 04", "0801 02 03 04", "tel:0801020304"),
        ("notre 0802080808 !", "0802080808", "tel:0802080808"),
        ("0802-08-08-08", "0802-08-08-08", "tel:0802080808"),
        ("0802 08 08 08 24 h/24", "0802 08 08 08", "tel:0802080808"),
        ("7 jours sur 7 0802\u00a008\u00a008\u00a008", "0802\u00a008\u00a008\u00a008", "tel:0802080808"),
    ],
)
def test_a_number_is_found_as_it_is_written(text: str, number: str, address: str) -> None:
    assert found(text) == [(number, address)]


@pytest.mark.parametrize(
    "text",
    [
        "+100 000 000 de visites",
        "+10 000 000 €",
        "+250 500 000 €",
        "+212 522 123 456 MAD",
        "de +20 % à +300 000 000",
        "+33 01 23 45 67 89",  # no country has that number: its first 0 falls away
        "+212 5 22 12 34 56 24 h/24",  # where it ends, nobody knows
        "+12 34 56 78",
        "+" + "1" * 40,
        "https://wa.me/+212522123456?x=+33123456789",
        "a@+212522123456",
        "#+212522123456",
        "0123456789",
        "01 23 45 67",
        "01 23 45 67 89 01",
        "12 01 23 45 67 89",
        "01 23.45 67.89",
        "0802 0808 0808 0808",
        "Facture 2024-05-22-12-34",
        "05-22-12-34-56-78",
        "192.168.10.10, 10.0.0.1",
        "2001:0db8:0802:0808",
        "FR76 3000 6000 0112 3456 7890 189",
        "RIB 011 780 0000012345678901 23",
        "00:11:22:33:44:55",
        "x05 22 12 34 56",
        "05 22 12 34 56x",
        "v1.05.22.12.34.56",
        "5,05 22 12 34 56,7",
        "٠٥ ٢٢ ١٢ ٣٤ ٥٦",
    ],
)
def test_what_is_no_telephone_number_stays_text(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("own", ["", "3949", "aucun", "(.*)", "+", "9" * 30])
def test_the_sites_own_number_may_be_anything(own: str) -> None:
    assert found("3949 et 05 22 12 34 56", own) == [("05 22 12 34 56", "tel:0522123456")]


@pytest.mark.parametrize("text", ["+1" + " 1" * 50_000, "05 22 12 34 " * 20_000, "0" * 100_000, "+33(" * 50_000])
def test_a11_many_digits_are_read_in_time_that_grows_with_their_number(text: str) -> None:
    begin = time.process_time()
    found(text)
    assert time.process_time() - begin < 1


def html_of(rendered: Render, body: str) -> str:
    world = replace(WORLD, variables={**WORLD.variables, "support.phone": OWN})
    return re.sub("</?(p|ul|li)>|\n", "", rendered(body, world).html)


def test_numbers_in_texts_lists_tables_and_emphasis_are_links(rendered: Render) -> None:
    link = '<a href="tel:0802080808">0802 08 08 08</a>'
    assert html_of(rendered, "Appelez le {{ support.phone }}.") == f"Appelez le {link}."
    assert html_of(rendered, "- **0802 08 08 08**, *ou* +33 1 23 45 67 89, ou 0802 08 08 08") == (
        f'<strong>{link}</strong>, <em>ou</em> <a href="tel:+33123456789">+33 1 23 45 67 89</a>, ou {link}'
    )
    assert f"<td>{link}</td>" in html_of(rendered, "| a |\n|---|\n| 0802 08 08 08 |\n")


@pytest.mark.parametrize(
    "body",
    [
        "`0802 08 08 08`",
        "    0802 08 08 08",
        "```\n+33 1 23 45 67 89\n```",
        "## Le 0802 08 08 08",
        "[0802 08 08 08](https://example.org/)",
        "[**0802 08 08 08**](https://example.org/)",
        "<https://example.org/+33123456789>",
    ],
)
def test_numbers_in_code_headings_and_links_stay_as_they_are(rendered: Render, body: str) -> None:
    assert "tel:" not in html_of(rendered, body)


def test_an_authors_own_link_stays_and_a_link_that_leads_nowhere_dials(rendered: Render) -> None:
    assert html_of(rendered, "[+33 1 23 45 67 89](tel:+33123456780)").count("<a ") == 1
    assert html_of(rendered, "[0802 08 08 08](article:absent)") == '<a href="tel:0802080808">0802 08 08 08</a>'


def test_texts_that_are_searched_and_copied_keep_the_number_as_it_is(rendered: Render) -> None:
    rendering = rendered("Appelez le +33 1 23 45 67 89.", WORLD)
    assert rendering.sections[0].text == "Appelez le +33 1 23 45 67 89."
    assert rendering.markdown == "Appelez le +33 1 23 45 67 89.\n"
