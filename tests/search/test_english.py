"""English analysis."""

from __future__ import annotations

import pytest

from app.search.analysis import analyzer

SAME = """
invoice invoices | authorisation authorization | authorised authorized | cancelled canceled | cancellation cancel
transferring transfer | renewal renewals | domain's domain | e-mail email | log-in login | licence license | paid pay
expiry expire | EMAILS e-mails | won’t won't | domains’ domains | billing bill | centre center | bought buy
"""


@pytest.mark.parametrize("pair", [pair.split() for line in SAME.strip().splitlines() for pair in line.split("|")])
def test_forms_of_a_word_share_a_term(pair: list[str]) -> None:
    english = analyzer("en")
    first, second = (english.tokens(word)[0].term for word in pair)
    assert first == second


@pytest.mark.parametrize("word", ["how", "do", "I", "my", "the", "can't", "don't", "what's", "where", "please"])
def test_stop_words(word: str) -> None:
    assert all(token.stop for token in analyzer("en").tokens(word))


def test_acronyms_keep_their_letters() -> None:
    assert analyzer("en").terms("TLS DNS SSL https") == ["tls", "dns", "ssl", "https"]
