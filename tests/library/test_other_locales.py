"""What the other locales add when the asked one has little to say, over indexes that answer word by word."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from app.errors import SearchUnavailable
from app.generations import Edition
from app.library import Snapshot
from app.library.search import MOST_OF_ANOTHER, search, suggest
from app.library.tickets import deflect
from app.model import Answer, Body, Deflection, Hit, Query, RenderedArticle, Suggestion, Ticket
from app.ports import SearchIndex

FRENCH = {
    "epp-code": "code epp domaine",
    "renewal": "renouveler domaine",
    "transfer": "transférer domaine",
    "dns": "dns domaine",
    "invoice": "facture code",
    "colour": "couleur",
}
ENGLISH = {
    "epp-code": "code epp domain",
    "dns": "dns zone",
    "whois": "whois",
    "refund": "refund code",
    **{f"mail-{number}": "mail" for number in range(20)},
}
CATEGORIES = {"invoice": "billing", "refund": "billing"}


class WordIndex:
    """An index for these tests: an article matches with any word; it answers when one holds the first word.

    What is `guessed` is suggested as an index does that puts right what was typed: no title shows it.
    """

    def __init__(self, locale: str, articles: Mapping[str, str], guessed: Collection[str] = ()):
        self._locale = locale
        self._articles = articles
        self._guessed = guessed

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        asked = query.text.split()
        found = [name for name, text in self._articles.items() if set(asked) & set(text.split())]
        kept = [name for name in found if query.category in (None, category_of_id(name))]
        page = kept[query.offset : query.offset + query.limit]
        counts = {category_of_id(name): 0 for name in found}
        for name in found:
            counts[category_of_id(name)] += 1
        return Answer(
            query,
            len(kept),
            tuple(Hit(name, self._locale, 1.0, "") for name in page),
            answered=any(asked[0] in self._articles[name].split() for name in page),
            categories=tuple(counts.items()),
        )

    def first(self, text: str, count: int) -> tuple[str, ...]:
        return tuple(hit.id for hit in self.search(Query(text, self._locale, limit=count), {}).hits)

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        found = [name for name, words in self._articles.items() if text in words]
        marked = (self._articles[name].replace(text, f"<mark>{text}</mark>") for name in found)
        titles = marked if text not in self._guessed else found
        begun = {word for name in found for word in self._articles[name].split() if word.startswith(text)} - {text}
        articles = tuple(Suggestion(name, self._locale, title) for name, title in zip(found, titles, strict=True))
        return articles[:limit], () if text in self._guessed else tuple(sorted(begun))

    def deflect(
        self, text: str, limit: int, lifted: Collection[str] = (), typed_in: str | None = None
    ) -> tuple[Deflection, ...]:
        found = [name for name, words in self._articles.items() if set(text.split()) & set(words.split())]
        found.sort(key=lambda name: name not in lifted)
        return tuple(Deflection(Hit(name, self._locale, 1.0, "<mark>"), "high") for name in found[:limit])

    def familiarity(self, text: str) -> float:
        own = {"fr": "je le mon", "en": "i the my"}[self._locale].split()
        return sum(word in own for word in text.split()) / len(text.split())

    def close(self) -> None:
        """Nothing is open."""


INDEXES = {"fr": WordIndex("fr", FRENCH), "en": WordIndex("en", ENGLISH)}


def category_of_id(article_id: str) -> str:
    return CATEGORIES.get(article_id, "domains")


def category_of(hit: Hit) -> str:
    return category_of_id(hit.id)


def ask(text: str, **more: object) -> Answer:
    return search(INDEXES, Query(text, "fr", **more), {}, category_of)  # type: ignore[arg-type]


def found(answer: Answer) -> list[tuple[str, str]]:
    return [(hit.locale, hit.id) for hit in answer.hits]


def test_three_good_hits_are_left_alone() -> None:
    assert {locale for locale, _ in found(ask("domaine mail"))} == {"fr"}


def test_fewer_are_followed_by_those_of_other_locales() -> None:
    answer = ask("couleur mail", limit=50)
    assert found(answer) == [("fr", "colour")]
    answer = ask("code mail", limit=50)
    assert [name for name in found(answer) if name[0] == "fr"] == [("fr", "epp-code"), ("fr", "invoice")]
    assert found(answer)[2] == ("en", "refund")


def test_an_article_is_shown_once_in_the_asked_locale() -> None:
    assert [locale for locale, name in found(ask("code")) if name == "epp-code"] == ["fr"]


def test_another_locale_s_vague_hits_are_never_shown() -> None:
    assert found(ask("couleur code")) == [("fr", "epp-code"), ("fr", "invoice"), ("fr", "colour")]
    assert found(ask("unknown code")) == [("fr", "epp-code"), ("fr", "invoice")]
    assert not ask("unknown code").answered


def test_what_the_asked_locale_knows_vaguely_gives_way_to_an_answer() -> None:
    answer = ask("whois domaine")
    assert found(answer) == [("en", "whois")]
    assert answer.answered


def test_the_answer_remains_that_of_the_asked_query() -> None:
    query = Query("whois domaine", "fr", limit=3)
    assert search(INDEXES, query, {}, category_of).query == query


def test_the_total_counts_all_and_pages_fit_together() -> None:
    whole = ask("mail", limit=50)
    assert whole.total == len(whole.hits) == MOST_OF_ANOTHER
    pages = [ask("mail", limit=4, offset=offset) for offset in range(0, 12, 4)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {(page.total, page.answered) for page in pages} == {(whole.total, True)}


def test_a_later_page_of_a_good_answer_is_no_worse_than_the_first() -> None:
    answer = ask("epp domaine", limit=2, offset=2)
    assert found(answer) == [("fr", "transfer"), ("fr", "dns")]
    assert answer.answered


def test_a_category_keeps_its_own_and_counts_what_it_leaves_out() -> None:
    answer = ask("code", category="billing")
    assert found(answer) == [("fr", "invoice"), ("en", "refund")]
    assert answer.categories == (("billing", 2), ("domains", 1))


def test_a_category_that_leaves_little_calls_no_other_locale() -> None:
    assert found(ask("domaine code", category="billing")) == [("fr", "invoice")]


def test_a_locale_without_an_index_cannot_be_asked() -> None:
    with pytest.raises(SearchUnavailable):
        search({"en": INDEXES["en"]}, Query("code", "fr"), {}, category_of)
    with pytest.raises(SearchUnavailable):
        suggest({}, "fr", "code", 8)


FAILED = {f"failed-{number}": "failed payment" for number in range(3)}
BEGUN = {
    "en": WordIndex("en", {**FAILED, "access": "factor", "epp-code": "code"}, guessed=["factur"]),
    "fr": WordIndex("fr", {"invoice-get": "facture", "invoice-pay": "payer facture", "epp-code": "code", "fax": "fax"}),
}


class Guessing(WordIndex):
    """An index that takes everything that is typed for a misspelt word of its own."""

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        del text
        return tuple(Suggestion(name, self._locale, name) for name in self._articles)[:limit], ()


def begun(text: str, limit: int = 5, indexes: Mapping[str, SearchIndex] = BEGUN) -> list[str]:
    return [f"{each.locale}/{each.id}" for each in suggest(indexes, "en", text, limit)[0]]


def test_the_language_of_suggestions_does_not_come_and_go_within_a_word() -> None:
    french = ["fr/invoice-get", "fr/invoice-pay"]
    assert begun("f") == [*(f"en/{name}" for name in FAILED), "en/access"]
    assert begun("fact") == ["en/access", *french]
    assert begun("factu") == french
    assert begun("facture") == french


def test_the_asked_language_comes_first_and_an_article_once() -> None:
    assert begun("code") == ["en/epp-code"]
    assert suggest(BEGUN, "en", "fact", 5)[1] == ("factor", "facture")


def test_guesses_of_the_asked_language_leave_room_for_what_another_one_knows() -> None:
    indexes = {"en": Guessing("en", dict.fromkeys(map(str, range(9)), "x")), "fr": BEGUN["fr"]}
    assert begun("factur", 5, indexes) == ["en/0", "en/1", "en/2", "fr/invoice-get", "fr/invoice-pay"]
    assert begun("factur", 1, indexes) == ["en/0"]
    assert begun("xyzzy", 3, indexes) == ["en/0", "en/1", "en/2"]


def test_a_word_put_right_is_offered_only_where_no_other_language_goes_on_with_what_was_typed() -> None:
    class Correcting(WordIndex):
        def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
            return super().suggest(text, limit)[0], ("factor", "Résult")

    none, some = Correcting("en", {}), Correcting("en", {"access": "facte"}, guessed=["fact"])
    assert suggest({"en": none, "fr": BEGUN["fr"]}, "en", "factu", 5)[1] == ("facture",)
    assert suggest({"en": none, "fr": BEGUN["fr"]}, "en", "resu", 5) == ((), ("Résult", "factor"))
    assert suggest({"en": none, "fr": BEGUN["fr"]}, "en", "xyzzy", 5) == ((), ("factor", "Résult"))
    assert suggest({"en": some, "fr": BEGUN["fr"]}, "en", "fact", 5)[1] == ("factor", "facture", "Résult")


def test_suggestions_of_another_locale_come_only_instead_of_none() -> None:
    assert {each.locale for each in suggest(INDEXES, "fr", "co", 8)[0]} == {"fr"}
    assert [each.id for each in suggest(INDEXES, "fr", "whoi", 8)[0]] == ["whois"]
    assert suggest(INDEXES, "fr", "xyzzy", 8) == ((), ())


def test_the_same_beginning_is_looked_up_once_a_snapshot() -> None:
    asked: list[str] = []

    class Listening(WordIndex):
        def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
            asked.append(text)
            return super().suggest(text, limit)

    def no_body(_locale: str, article_id: str) -> Body:
        raise KeyError(article_id)

    shown = Snapshot("g", Edition(), no_body, {"fr": Listening("fr", FRENCH)}, {})
    assert shown.suggest("fr", "co", 8) == shown.suggest("fr", "co", 8) == suggest(INDEXES, "fr", "co", 8)
    assert len(shown.suggest("fr", "co", 1)[0]) == 1
    assert asked == ["co", "co"]


def article_of(article_id: str, locale: str) -> RenderedArticle | None:
    if article_id not in (FRENCH if locale == "fr" else ENGLISH):
        return None
    return RenderedArticle(article_id, locale, article_id, article_id, "A <b> summary", "domains", "a.md")


def answers(text: str, locale: str, lifted: Collection[str] = (), limit: int = 3) -> list[tuple[str, str, str]]:
    found = deflect(INDEXES, Ticket(text, locale, limit), lifted, article_of)
    return [(each.hit.locale, each.hit.id, each.confidence) for each in found]


def test_a_ticket_is_looked_up_in_its_own_language_and_answered_in_the_asked_one() -> None:
    assert answers("my epp code", "fr", limit=2) == [("fr", "epp-code", "high"), ("en", "refund", "high")]
    assert answers("mon epp", "en", limit=1) == [("en", "epp-code", "high")]


def test_a_ticket_that_looks_like_no_language_is_looked_up_in_the_asked_one() -> None:
    assert answers("whois dns", "fr", limit=1) == [("fr", "dns", "high")]
    assert answers("whois dns", "en", limit=1) == [("en", "dns", "high")]


def test_other_languages_fill_up_and_are_never_sure() -> None:
    assert answers("mon whois", "fr") == [("en", "whois", "low")]


def test_an_extract_in_another_language_gives_way_to_the_escaped_summary() -> None:
    (found,) = deflect(INDEXES, Ticket("the epp", "fr", 1), (), article_of)
    assert found.hit.snippet_html == "A &lt;b&gt; summary"
    (found,) = deflect(INDEXES, Ticket("mon epp", "fr", 1), (), article_of)
    assert found.hit.snippet_html == "<mark>"


def test_lifted_articles_reach_the_index() -> None:
    assert answers("le domaine", "fr", {"dns"}, limit=1) == [("fr", "dns", "high")]


def test_a_ticket_in_a_locale_without_an_index_cannot_be_answered() -> None:
    with pytest.raises(SearchUnavailable):
        deflect({"en": INDEXES["en"]}, Ticket("code", "fr"), (), article_of)
