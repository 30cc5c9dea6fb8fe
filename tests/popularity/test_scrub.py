"""Nothing that leads to a person is kept of what readers type; what editors need stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.model import MAX_QUERY_CHARACTERS
from app.popularity import recordable, scrub, words_of

GOES = [
    ("jean.dupont@exemple.ma perdu", "[email] perdu"),
    ("boîte de <jean@exemple.ma>, pleine", "boîte de [email] pleine"),
    ("jean @ exemple.ma", "[email]"),
    ("jean @ exemple . ma", "[email] . ma"),
    ("jean (at) exemple.fr", "[email]"),
    ("jean[at]exemple.fr", "[email]"),
    ("jean arobase gmail point com", "[email] point com"),
    ("jean＠exemple。ma", "[email]"),
    ("jean\u200b@exem\u00adple.ma", "[email]"),
    ("@jean.dupont", "[email]"),
    ("exemple.ma expiré", "….ma expiré"),
    ("EXEMPLE.MA", "….ma"),
    ("www.exemple.co.ma/clients/12", "….co.ma"),
    ("d'exemple.fr vers exemple.com.", "d'….fr vers ….com."),
    ("www.exemple.ma,exemple.fr", "….ma,….fr"),
    ("exemple.ma-1", "….ma"),
    ("smtp/mail.exemple.ma:465", "smtp/….ma"),
    ("ns1.hebergeur.com", "….com"),
    ("café.paris", "….paris"),
    ("موقع.المغرب", "….المغرب"),
    ("jean.dupont", "[domain]"),
    ("exemple.ma.sql", "….sql"),
    ("https://exemple.ma/a?b=c", "[url]"),
    ("voir:ftp://u:p@exemple.ma", "[email]"),
    ("192.168.1.12", "[ip]"),
    ("accès depuis 105.66.1.7:2083", "accès depuis [ip]"),
    ("2001:db8::1", "[ip]"),
    ("[fe80::1%eth0]", "[ip]"),
    ("aa:bb:cc:dd:ee:ff", "[ip]"),
    ("06 12 34 56 78", "[phone]"),
    ("appeler 06.12.34.56.78 svp", "appeler [phone] svp"),
    ("0612-345678", "[phone]"),
    ("06_12_34_56_78", "[phone]"),
    ("+212 6 12 34 56 78", "[phone]"),
    ("00212612345678", "[phone]"),
    ("212661234567", "[phone]"),
    ("+33 (0)6 12 34 56 78", "[phone]"),
    ("(+33)612345678", "([phone]"),
    ("0802 08 08 08", "[phone]"),
    ("+1 (514) 555-1234", "[phone]"),
    ("514 555 1234", "[number]"),
    ("612 345 678", "[number]"),
    ("erreur 500 502 503", "erreur [number]"),
    ("٠٦١٢٣٤٥٦٧٨", "[phone]"),
    ("０６１２３４５６７８", "[phone]"),
    ("4111 1111 1111 1111", "[card]"),
    ("4111-1111-1111-1111 refusée", "[card] refusée"),
    ("378282246310005", "[card]"),
    ("FR76 3000 6000 0112 3456 7890 189", "[iban]"),
    ("ma64 0111 1900 0001 2050 0053 4921", "[iban]"),
    ("GB29NWBK60161331926819", "[iban]"),
    ("RIB 011 780 0000012345678901 23", "RIB [number]"),
    ("facture n°2024001234", "facture n°[number]"),
    ("client 123456", "client [number]"),
    ("AB123456", "[code]"),
    ("code aB3$xY9!kL2", "code [code]"),
    ("ABCD-1234-EFGH-5678", "[code]"),
    ("550e8400-e29b-41d4-a716-446655440000", "[code]"),
    ("d41d8cd98f00b204e9800998ecf8427e", "[code]"),
    ("3f2a9c1d", "[code]"),
    ("kJhGfDsA", "[code]"),
    ("Soleil2024!", "[code]"),
    ("ghp_abcdefghijklmnopqrstuvwxyzabcdefghij", "[code]"),
    ("a" * 28, "[code]"),
    ("mot-" * 10, "[code]"),
]

STAYS = """
comment transférer un .ma
domaine .co.ma ou .com
enregistrement A @ pointe vers
erreur 0x800ccc0e outlook
0x80070005
erreur 500 502
port 465 587
port 2082/2083
php 8.2.13
tlsv1.3/1.2
ubuntu 22.04
WordPress 6.4
prestashop8.1
phpMyAdmin
WooCommerce
MonSiteWordPress
office365
windows11
sha256 ed25519 base64
utf8mb4_general_ci
wp-config.php
index.php?id=3
etc...merci
s.v.p. c.a.d
1.5go 10,5 MB
12/05/2024
à 10:30:45
l’adresse d'un contact
mot-de-passe-oublié-espace
anticonstitutionnellement
99 dh / mois
C++ et C#
.htaccess
50% de réduction
….ma
[email] [phone]
""".strip().splitlines()

WORDS = st.sampled_from(["perdu", "mon", "domaine", "facture", "adresse", "où", "est", "l'accès", "à", "hébergement"])
SENTENCE = st.lists(WORDS, max_size=4).map(" ".join)
LABEL = st.from_regex(r"zq[a-z0-9]{2,10}", fullmatch=True)


@pytest.mark.parametrize(("text", "kept"), GOES)
def test_s12_what_leads_to_a_person_goes(text: str, kept: str) -> None:
    assert scrub(text) == kept


@pytest.mark.parametrize("text", STAYS)
def test_what_editors_need_stays(text: str) -> None:
    assert scrub(text) == text


@given(SENTENCE, LABEL, LABEL, st.sampled_from(["ma", "fr", "com", "co.ma", "shop"]), SENTENCE)
def test_s12_no_email_address_and_no_domain_is_left(before: str, name: str, host: str, ending: str, after: str) -> None:
    for told in (
        f"{name}@{host}.{ending}",
        f"{host}.{ending}",
        f"https://{host}.{ending}/{name}",
        f"{host}.{ending}/{name}",
    ):
        kept = scrub(f"{before} {told} {after}")
        assert name not in kept
        assert host not in kept
        assert kept.startswith(before)
        assert kept.endswith(after)


@given(
    SENTENCE,
    st.sampled_from(["06", "07", "05", "+2126", "002126", "+336", "0 6", "+33 (0)6"]),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-", "/", "_", "\u202f", " - "]),
    SENTENCE,
)
def test_s12_no_telephone_number_is_left(before: str, prefix: str, rest: str, separator: str, after: str) -> None:
    pairs = [prefix, *(rest[place : place + 2] for place in range(0, 8, 2))]
    assert scrub(f"{before} {separator.join(pairs)} {after}").split() == f"{before} [phone] {after}".split()


@given(st.text("0123456789", min_size=13, max_size=30), st.sampled_from(["", " ", "-"]), st.integers(1, 5))
def test_s12_no_long_number_is_left_however_it_is_grouped(digits: str, separator: str, size: int) -> None:
    groups = [digits[place : place + size] for place in range(0, len(digits), size)]
    kept = scrub(f"carte {separator.join(groups)} refusée")
    assert not any(character.isdigit() for character in kept)


@given(st.binary(min_size=4, max_size=32))
def test_s12_no_hash_is_left(secret: bytes) -> None:
    text = secret.hex()
    if len(text) >= 12 or (not text.isalpha() and sum(map(str.isdigit, text)) > 1):
        assert text not in scrub(f"clé {text} perdue")


@given(st.text(max_size=400))
@example("a" * 300)
@example("\ud800\x00\u202e")
@example("ΐ" * 200)
@example("ﷺ" * 200)
def test_any_text_becomes_one_line_that_a_database_holds(text: str) -> None:
    kept = recordable(text)
    assert len(kept) <= MAX_QUERY_CHARACTERS
    assert kept == " ".join(kept.split())
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in kept)
    kept.encode()


@given(st.lists(st.one_of(WORDS, st.sampled_from([text for text, _ in GOES])), max_size=6).map(" ".join))
def test_what_was_scrubbed_is_left_alone(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        "a", "1", "@", ".", "a.", "1.", "1 ", "a@", "a@ ", " @ ", "(at)", " arobase ", "arobase a ", "://", "a:", ":",
        "…", "0x", "0x1 ", "fr76 ", "fr76 aaaa ", "utf8mb4", "a1", "-", "_", "[", "+(", "1...", "e\u0301", "ﷺ",
    ],
)  # fmt: skip
def test_q3_hostile_text_takes_time_in_proportion(text: str) -> None:
    # With a step for each pair of characters this would take hours.
    scrubbed = scrub(text * (200_000 // len(text)))
    assert scrub(scrubbed) == scrubbed


def test_spellings_of_one_query_are_one() -> None:
    spellings = [
        "Résilier  un Domaine",
        " résilier un domaine",
        "RE\u0301SILIER\tUN\u00a0DOMAINE",
        "résilier\u200b un domaine",
    ]
    assert {recordable(text) for text in spellings} == {"résilier un domaine"}


@pytest.mark.parametrize("text", ["", "   ", "???", "\u200b", "…", "- / !"])
def test_a_query_without_a_word_is_not_recorded(text: str) -> None:
    assert recordable(text) == ""


def test_placeholders_are_not_searched_for() -> None:
    assert words_of("[email] perdu [phone] ….ma [autre]") == "perdu .ma [autre]"
