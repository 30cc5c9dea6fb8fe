"""English analysis: what a customer types reaches what an editor wrote."""

from __future__ import annotations

import pytest

from app.search.analysis import Analyzer, analyzer, fold


@pytest.fixture(scope="module")
def english() -> Analyzer:
    return analyzer("en")


SAME = """
invoice invoices | authorisation authorization | authorised authorized | cancelled canceled | cancellation cancel
transferring transfer | renewal renewals | domain's domain | e-mail email | licence license | paid pay
two 2 | three 3 | twelve 12
expiry expire | EMAILS e-mails | won’t won't | domains’ domains | billing bill | centre center | bought buy | sent send
transferred transfer | transfers transfer | renewed renew | renewing renew | cancelling canceling | expired expires
unlocked unlock | locking lock | registered register | registering register | hosting host
passwords password | certificates certificate | payments payment | paying pay | owner’s owner | customer's customers
organisation organization | recognised recognized | colour color | cheque check | programme program | recovery recover
n° number | N° num | tel telephone | webmail web-mail | wifi Wi-Fi | cPanel c-panel | c panel CPANEL | E-Mail email
café cafe | naïve naive | résumé resume | ﬁles files | ｐａｓｓｗｏｒｄ password | PASSWORD password
nameserver nameservers | refunded refund | declined decline | deleting deleted | configuring configured
"""

DIFFERENT = """
accountant account
transfer invoice | TLS TL | domain demand | .ma ma.com | C++ C | c# c | p\u0430ypal paypal | site sight | DNS DN
mail mall | bill ball | host cost
"""

TOKENS = [
    ("TLS DNS SSL https", ["tls", "dns", "ssl", "https"]),
    ("S.S.L.", ["ssl"]),
    ("VPS", ["vps"]),
    ("2FA", ["2fa"]),
    ("C++", ["c++"]),
    ("C#", ["c#"]),
    (".ma", [".ma"]),
    (".COM", [".com"]),
    (".co.uk", [".co.uk"]),
    ("n° 12", ["number", "12"]),
    ("0802 08 08 08", ["0802", "08", "08", "08"]),
    ("1.5", ["1", "5"]),
    ("don't", ["dont"]),
    ("can’t", ["cant"]),
    ("it's", ["it"]),
    ("🙂", []),
    ("", []),
]

WHOLES = [
    ("example.com", "example.com"),
    ("example.com", ".com"),
    ("support@example.com", "support@example.com"),
    ("sub-domain", "subdomain"),
    ("two-factor", "twofactor"),
    ("log-in", "login"),
    ("set-up", "setup"),
    ("50GB", "50"),
    ("50GB", "gb"),
    ("max_upload_size", "maxuploads"),
]

PARTS = [("example.com", "exampl"), ("two-factor", "factor"), ("sub-domain", "domain"), ("max_upload_size", "upload")]


def _pairs(table: str) -> list[tuple[str, str]]:
    return [
        (first, second)
        for pair in table.replace("\n", "|").split("|")
        for first, _, second in [pair.strip().rpartition(" ")]
        if second
    ]


def _terms(english: Analyzer, text: str, *, whole: bool | None = False) -> list[str]:
    return [t.term for t in english.tokens(text) if whole is None or t.whole is whole]


@pytest.mark.parametrize(("first", "second"), _pairs(SAME))
def test_forms_of_a_word_share_a_term(english: Analyzer, first: str, second: str) -> None:
    assert _terms(english, first) == _terms(english, second) != []


@pytest.mark.parametrize(("first", "second"), _pairs(DIFFERENT))
def test_other_words_do_not(english: Analyzer, first: str, second: str) -> None:
    assert _terms(english, first, whole=None) != _terms(english, second, whole=None)


@pytest.mark.parametrize(("text", "terms"), TOKENS)
def test_a_text_gives_these_terms(english: Analyzer, text: str, terms: list[str]) -> None:
    assert _terms(english, text) == terms


@pytest.mark.parametrize(("text", "term"), WHOLES)
def test_what_is_written_in_one_word_is_also_found_whole(english: Analyzer, text: str, term: str) -> None:
    assert term in _terms(english, text, whole=True)


@pytest.mark.parametrize(("text", "term"), PARTS)
def test_what_is_written_in_one_word_is_also_found_by_its_parts(english: Analyzer, text: str, term: str) -> None:
    assert term in _terms(english, text)


def test_there_are_at_least_100_cases() -> None:
    assert len(_pairs(SAME)) + len(_pairs(DIFFERENT)) + len(TOKENS) + len(WHOLES) + len(PARTS) >= 100


@pytest.mark.parametrize("word", ["how", "do", "I", "my", "the", "can't", "don’t", "what's", "where", "please", "to"])
def test_words_that_mean_little_are_stop_words(english: Analyzer, word: str) -> None:
    assert all(token.stop for token in english.tokens(word))
    assert all(token.stop for token in english.tokens(fold(word)))


@pytest.mark.parametrize("word", ["domain", "pay", "password", "account", "bill", "site", "help", "transfer", "down"])
def test_words_that_mean_something_are_no_stop_words(english: Analyzer, word: str) -> None:
    assert not any(token.stop for token in english.tokens(word))
