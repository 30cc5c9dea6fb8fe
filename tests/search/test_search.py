"""What a search finds, pages, filters and refuses."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InvalidQuery, SearchUnavailable, SettingError
from app.model import Answer, Exclusion, Query, SearchDocument, Synonyms
from app.ports import SearchIndex
from app.search import open_engine
from tests.search.conftest import Builder, Maker, ask, ids


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("payer ma facture", "invoice-pay"),
        ("résiliation", "service-cancel"),
        ("RESILIER", "service-cancel"),
        ("l’hébergement", "service-cancel"),
        ("mot de passe oublie", "password-reset"),
        ("mdp", "password-reset"),
        ("annuler", "service-cancel"),
        ("mettre fin à mon hébergement", "service-cancel"),
        ("auth code", "epp-code"),
        ("code d'autorisation", "epp-code"),
        ("transfert", "domain-transfer"),
        ("certificat tls", "ssl-setup"),
        ("exemple.ma", "ssl-setup"),
        (".ma", "ssl-setup"),
        ("e-mail", "epp-code"),
        ("email", "epp-code"),
        ("password reset", "password-reset"),
    ],
)
def test_the_right_article_is_first(index: SearchIndex, text: str, article: str) -> None:
    assert ids(ask(index, text))[0] == article


@pytest.mark.parametrize("text", ["ｆａｃｔｕｒｅ", "re\u0301silier", "certi\ufb01cat"])
def test_q10_other_ways_to_write_a_letter_find_the_article(index: SearchIndex, text: str) -> None:
    assert ask(index, text).answered


def test_q10_a_letter_of_another_alphabet_does_not(index: SearchIndex) -> None:
    assert ask(index, "fаcture", exact=True).total == 0


def test_the_last_word_may_be_unfinished(index: SearchIndex) -> None:
    answer = ask(index, "certif")
    assert (ids(answer)[0], answer.corrected) == ("ssl-setup", None)


def test_a_phrase_must_stand_as_it_is(index: SearchIndex) -> None:
    assert ids(ask(index, '"preuve du virement"')) == ["invoice-pay"]
    assert ask(index, '"virement du preuve"').total == 0


def test_an_excluded_word_keeps_its_articles_out(index: SearchIndex) -> None:
    assert "domain-transfer" in ids(ask(index, "facture"))
    assert "domain-transfer" not in ids(ask(index, "facture -transfert"))
    assert ask(index, "-facture").total == 0


@pytest.mark.parametrize("text", ["facture -facture", "-facture", "facture -carte -virement -facture"])
def test_an_exclusion_that_leaves_nothing_is_told(index: SearchIndex, text: str) -> None:
    answer = ask(index, text)
    assert answer.total == 0
    assert answer.emptied
    assert answer.emptied.without == "facture"
    assert ask(index, text, category="account").emptied == answer.emptied


@pytest.mark.parametrize("text", ["facture -transfert", "couscous -facture", "-couscous", "facture"])
def test_an_exclusion_that_took_nothing_away_is_not_blamed(index: SearchIndex, text: str) -> None:
    assert ask(index, text).emptied is None


def test_a_word_that_is_excluded_is_not_looked_for_by_another_name(build: Builder, make: Maker) -> None:
    articles = [make("a", "Annuler", "Annuler."), make("b", "Résilier", "Résilier.")]
    index = build(articles, Synonyms("fr", (("annuler", "résilier"),)))
    assert ids(ask(index, "annuler")) == ["a", "b"]
    assert ask(index, "annuler -annuler").emptied == Exclusion("-annuler", "annuler")


def test_a_category_is_not_mistaken_for_an_exclusion(index: SearchIndex) -> None:
    answer = ask(index, "facture -transfert", category="account")
    assert (answer.total, answer.emptied) == (0, None)


def test_categories_are_counted_before_they_filter(index: SearchIndex) -> None:
    whole = ask(index, "facture domaine")
    billing = ask(index, "facture domaine", category="billing")
    assert dict(whole.categories)["billing"] == 1
    assert billing.categories == whole.categories
    assert (ids(billing), billing.total) == (["invoice-pay"], 1)
    assert ask(index, "facture", category="none-such").total == 0


def test_pages_continue_where_the_last_one_ended(build: Builder, make: Maker) -> None:
    index = build([make(f"a{i:03}", f"Facture {i}", "Une facture." * (1 + i % 7)) for i in range(150)])
    whole = [hit.id for page in range(3) for hit in ask(index, "facture", limit=50, offset=50 * page).hits]
    small = [hit.id for page in range(15) for hit in ask(index, "facture", limit=10, offset=10 * page).hits]
    assert len(set(whole)) == 150
    assert small == whole
    assert ask(index, "facture").total == 150
    assert ask(index, "facture", limit=10, offset=1000).hits == ()


@pytest.mark.parametrize("limit", [-1, 0, 10**9])
def test_a_limit_out_of_range_is_brought_into_it(index: SearchIndex, limit: int) -> None:
    assert 1 <= len(ask(index, "facture", limit=limit).hits) <= 50


def test_q1_wildcards_cost_nothing(index: SearchIndex) -> None:
    for text in ("*", "*a*", "??????*", "a* b* " * 20, "[a TO zzzz]", "babab~9", "x^1e308", "NOT x"):
        ask(index, text)


def test_q9_a_word_of_an_article_that_is_gone_leaves_no_trace(
    build: Builder, articles: Sequence[SearchDocument], make: Maker, tmp_path: Path
) -> None:
    build([*articles, make("secret", "Kanarienvogel", "Le mot kanarienvogel.")], name="before")
    index = build(articles, name="after", previous=tmp_path / "before")
    for text in ("kanarienvogel", "kanarien", "kanarienvogle"):
        answer = ask(index, text)
        assert (answer.total, answer.corrected, answer.categories) == (0, None, ())
        assert index.suggest(text, 8) == ((), ())


@pytest.mark.parametrize("text", ["\x00", "\ud800", "ﷺ" * 50])
def test_q5_invalid_queries_are_refused(index: SearchIndex, text: str) -> None:
    with pytest.raises(InvalidQuery):
        ask(index, text)
    with pytest.raises(InvalidQuery):
        index.suggest(text, 8)


def test_many_threads_get_the_same_answers(index: SearchIndex) -> None:
    texts = ["payer facture", "mdp", "certifcat", '"mot de passe"', "resil", "domaine -facture"] * 5
    expected = [ask(index, text) for text in texts]
    found: list[list[Answer]] = []

    def work() -> None:
        shuffled = list(enumerate(texts))
        random.shuffle(shuffled)
        answers = {i: ask(index, text) for i, text in shuffled}
        found.append([answers[i] for i in range(len(texts))])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(text=st.text(alphabet=st.one_of(st.sampled_from('facture codemail "-*:()é’. '), st.characters()), max_size=200))
def test_no_query_makes_a_search_fail(index: SearchIndex, text: str) -> None:
    try:
        answer = ask(index, text)
        index.suggest(text, 5)
    except InvalidQuery:
        return
    assert len(answer.hits) == min(answer.total, 10)


def test_an_empty_help_centre_answers_nothing(build: Builder) -> None:
    index = build([])
    assert (ask(index, "facture").total, ask(index, "facture").answered) == (0, False)
    assert index.suggest("fac", 5) == ((), ())


def test_a_locale_without_a_stemmer_can_be_searched(build: Builder, make: Maker) -> None:
    index = build([make("a", "دفع الفاتورة", "نص", locale="ar")], locale="ar")
    assert [hit.id for hit in index.search(Query("الفاتورة", "ar"), {}).hits] == ["a"]


def test_an_open_index_outlives_its_folder(index: SearchIndex, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    assert ids(ask(index, "payer facture"))[0] == "invoice-pay"


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:").open(tmp_path, "fr")


def test_an_index_of_another_locale_is_refused(index: SearchIndex, tmp_path: Path) -> None:
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:").open(tmp_path / "index", "en")


@pytest.mark.parametrize("url", ["", "elastic:", "whooosh:", "http://localhost"])
def test_an_unknown_engine_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(SettingError):
        open_engine(url)


def test_n6_the_version_names_formats_analysis_and_library() -> None:
    version = open_engine("whoosh:").version
    assert "whoosh" in version
    assert "fr" in version
    assert "en" in version
