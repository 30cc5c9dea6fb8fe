"""What a search finds, in which order, and what it says of it."""

from __future__ import annotations

import random
import re
import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InvalidQuery, SearchUnavailable, SettingError
from app.model import Answer, Query, SearchDocument, Synonyms
from app.ports import SearchIndex
from app.search import open_engine

Builder = Callable[..., SearchIndex]
Maker = Callable[..., SearchDocument]


def ask(index: SearchIndex, text: str, **more: object) -> Answer:
    return index.search(Query(text, "fr", **more), {})  # type: ignore[arg-type]


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


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


def test_the_typed_word_weighs_more_than_its_synonym(build: Builder, make: Maker) -> None:
    texts = [make("a", "Virement", "Texte."), make("b", "Versement", "Texte.")]
    index = build(texts, Synonyms("fr", (("virement", "versement"),)))
    assert ids(ask(index, "virement")) == ["a", "b"]
    assert ids(ask(index, "versement")) == ["b", "a"]


def test_an_article_that_holds_more_of_the_query_is_before(index: SearchIndex) -> None:
    assert ids(ask(index, "virement facture"))[0] == "invoice-pay"


@pytest.mark.parametrize("typed", ["certifcat", "factrue", "hebergemnt"])
def test_a_mistyped_word_is_corrected_and_said(index: SearchIndex, typed: str) -> None:
    answer = ask(index, typed)
    assert answer.corrected is not None
    assert typed not in answer.corrected
    assert answer.hits


@pytest.mark.parametrize("text", ["recus de couscous", "certifcat couscous zinguer"])
def test_a_correction_that_leads_nowhere_is_not_made(index: SearchIndex, text: str) -> None:
    answer = ask(index, text)
    assert (answer.answered, answer.corrected) == (False, None)
    assert ids(answer) == ids(ask(index, text, exact=True))


def test_a_category_without_the_answer_keeps_the_correction(index: SearchIndex) -> None:
    assert ask(index, "certifcat ssl", category="billing").corrected == ask(index, "certifcat ssl").corrected


def test_a_word_of_the_synonyms_is_never_corrected(build: Builder, make: Maker) -> None:
    groups = Synonyms("fr", (("client de messagerie", "Apple Mail"),))
    index = build([make("a", "Votre appel", "Un appel.")], groups)
    assert ask(index, "apple").corrected is None
    assert ask(index, "appal").corrected == "appel"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("motdepasse", "mot de passe"),
        ("motdepasse oublié", "mot de passe oublié"),
        ("Récupérer codeepp", "Récupérer code epp"),
        ("lhébergement", "l'hébergement"),
        ("resilier lhebergement", "resilier l'hébergement"),
    ],
)
def test_words_written_together_are_taken_apart_and_said(index: SearchIndex, typed: str, meant: str) -> None:
    answer = ask(index, typed)
    assert (answer.corrected, answer.answered) == (meant, True)
    assert ids(answer) == ids(ask(index, meant))
    assert ask(index, typed, exact=True).corrected is None


def test_words_that_stand_nowhere_in_a_row_are_not_taken_apart(index: SearchIndex) -> None:
    assert ask(index, "codecarte").corrected is None


@pytest.mark.parametrize("text", ["jai payé ma facture", "cest quoi le code EPP", "quil faut payer une facture"])
def test_an_elision_without_its_apostrophe_does_not_count(index: SearchIndex, text: str) -> None:
    answer = ask(index, text)
    assert (answer.answered, answer.corrected) == (True, None)


def test_an_article_that_mentions_what_is_asked_about_does_not_answer(build: Builder, make: Maker) -> None:
    others = [make(f"o{i}", f"Changer la formule {i}", "Rien.") for i in range(6)]
    plan = make("plan-change", "Changer de formule", "Les serveurs DNS restent les mêmes.")
    assert not ask(build([plan, *others]), "changer dns").answered
    about = make("dns", "Les serveurs DNS", "On peut les changer.")
    answer = ask(build([plan, about, *others], name="other"), "changer dns")
    assert (answer.answered, ids(answer)[0]) == (True, "dns")


def test_every_page_says_whether_the_best_articles_answer(build: Builder, make: Maker) -> None:
    pages = [make(f"a{i:02}", "Payer une facture", "Texte.") for i in range(10)]
    index = build([*pages, *(make(f"b{i:02}", "Autre", "Une facture.") for i in range(10))])
    assert ask(index, "payer facture").answered
    assert ask(index, "payer facture", offset=10).answered


def test_exact_corrects_nothing(index: SearchIndex) -> None:
    answer = ask(index, "certifcat", exact=True)
    assert (answer.corrected, answer.total) == (None, 0)


def test_a_word_that_exists_is_never_corrected(index: SearchIndex) -> None:
    assert ask(index, "domaines").corrected is None
    assert ask(index, "annulez").corrected is None


def test_a_quoted_word_is_never_corrected(index: SearchIndex) -> None:
    answer = ask(index, '"certifcat ssl"')
    assert (answer.corrected, answer.total) == (None, 0)


def test_a_mistyped_stop_word_is_mended_and_does_not_count(index: SearchIndex, build: Builder, make: Maker) -> None:
    index = build([make("a", "Comment payer", "Comment payer ?"), make("b", "Texte", "Rien")], name="other")
    answer = ask(index, "comemnt payer")
    assert answer.corrected == "comment payer"
    assert answer.answered


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


def test_popularity_decides_between_equals_and_never_between_others(build: Builder, make: Maker) -> None:
    twins = [make(article, "Payer", "Facture.") for article in ("a", "b")]
    index = build([*twins, make("c", "Autre", "Payer, une fois.")])
    for liked in ("a", "b"):
        answer = index.search(Query("payer", "fr"), {liked: 1.0, "c": 1.0})
        assert ids(answer)[0] == liked
        assert ids(answer)[-1] == "c"


def test_popularity_out_of_range_adds_no_more_than_its_share(index: SearchIndex) -> None:
    answer = index.search(Query("facture", "fr"), dict.fromkeys(["domain-transfer"], 1e9))
    assert ids(answer)[0] == "invoice-pay"


def test_the_newer_of_two_equals_is_first(build: Builder, make: Maker) -> None:
    old, new = make("a", "Payer", "x", updated=date(2020, 1, 1)), make("b", "Payer", "x", updated=date(2024, 1, 1))
    index = build([old, new])
    assert ids(ask(index, "payer")) == ["b", "a"]


def test_parts_add_up_to_the_score(index: SearchIndex) -> None:
    for explain in (False, True):
        for hit in index.search(Query("payer facture virement", "fr", explain=explain), {"invoice-pay": 0.7}).hits:
            assert sum(value for _, value in hit.parts) == pytest.approx(hit.score)


def test_explained_parts_name_field_word_and_kind(index: SearchIndex) -> None:
    names = {name for name, _ in ask(index, "annuler certifcat", explain=True).hits[0].parts}
    assert names & {"title:certifcat:corrected", "title:annuler:synonym"}


@pytest.mark.parametrize("text", ["recette de couscous", "xyzzy", "", "🙂", "qwertz plombier zinguer"])
def test_what_nobody_wrote_about_is_not_answered(index: SearchIndex, text: str) -> None:
    assert not ask(index, text).answered


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


def test_q7_snippet_never_carries_markup(build: Builder, make: Maker) -> None:
    hostile = 'Avant </b><script>alert("facture")</script> & <mark>facture</mark> <svg/onload=alert(1)> facture après.'
    index = build([make("a", f"Facture {hostile}", hostile, hostile * 8, summary=hostile)])
    for text in ("facture", "script", "svg onload", '"facture"', "mark"):
        for hit in ask(index, text).hits:
            for html in (hit.snippet_html, *(section.snippet_html for section in hit.sections)):
                assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
                assert "<script" not in html
        for suggestion in index.suggest(text, 5)[0]:
            assert set(re.findall(r"<[^>]*>", suggestion.title_html)) <= {"<mark>", "</mark>"}


def test_a_snippet_comes_from_the_section_that_matched(index: SearchIndex) -> None:
    hit = ask(index, "preuve du virement").hits[0]
    assert hit.sections[0].anchor == "h-1"
    assert "<mark>preuve</mark>" in hit.sections[0].snippet_html
    assert "preuve" in hit.matched
    assert len(hit.sections) <= 2


def test_a_snippet_keeps_lines_apart(build: Builder, make: Maker) -> None:
    index = build([make("a", "Titre", "Ce que vous voulez\nLe virement\nIl arrive.\nGardez la preuve :\nun reçu")])
    html = ask(index, "virement").hits[0].snippet_html
    assert html == "Ce que vous voulez · Le <mark>virement</mark> · Il arrive. Gardez la preuve : un reçu"


def test_a_long_text_is_cut_around_the_match(build: Builder, make: Maker) -> None:
    index = build([make("a", "Titre", "Rien ici. " * 200 + "Le virement arrive. " + "Rien ici. " * 200)])
    html = ask(index, "virement").hits[0].snippet_html
    assert "<mark>virement</mark>" in html
    assert len(html) < 300
    assert html.startswith("… ")
    assert html.endswith(" …")


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
