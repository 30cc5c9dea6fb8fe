"""A search index as one script: what the browser needs to search like the server, written by the same analysis."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import log
from typing import Any

from app.content.calls import called, calls
from app.content.sections import first_heading
from app.generations import Edition
from app.model import Body, RenderedArticle, SearchDocument, Synonyms
from app.search.analysis import LANGUAGES, Analyzer, Language, analyzer, common_words, fold
from app.search.guessing import is_word
from app.search.record import Analysed
from app.search.spelling import Speller
from app.search.thesaurus import Thesaurus
from app.search.vocabulary import Vocabulary, changed
from app.search.weights import DEFAULT, Weights

Bodies = Callable[[str, str], Body]
_INFLECTIONS = {
    "fr": "e s es ee ees er ez ent ons ont ant ante ants antes ais ait aient ai as a era erai eras erez erons eront"
    " erais erait eraient ir it is issez issent issant re r t te tes u ue us ues x aux al ale ales ation ations ement"
    " ements eur eurs euse if ive ifs ives i ie ies eler elle elles",
    "en": "e s es ed d er ers ing ings ion ions ation ations ment ments al ally ly y ies ied able r",
}
"""Endings by which two forms of one word may differ: the table of words has only the forms that occur."""


def search_script(
    edition: Edition, bodies: Bodies, locale: str, synonyms: Synonyms, path: Callable[[RenderedArticle], str]
) -> str:
    """A classic script that assigns the index of one locale; `path` gives an article's file from the search page."""
    data = portable_index(edition, bodies, locale, synonyms, path)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Line separators are line ends to older scripts, and `</` must not end a script wherever it is copied to.
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return f"globalThis.guichetIndex={safe};\n"


def portable_index(
    edition: Edition, bodies: Bodies, locale: str, synonyms: Synonyms, path: Callable[[RenderedArticle], str]
) -> dict[str, Any]:
    """The index as plain values: articles, scores by term and article, words with their terms, synonyms, weights."""
    analysis = analyzer(locale)
    thesaurus = Thesaurus(synonyms, analysis)
    articles = [article for article in edition.articles if article.locale == locale]
    texts = {article.id: bodies(locale, article.id) for article in articles}
    names = called(articles, {id: calls(body.html) for id, body in texts.items()})
    documents = [_document(article, texts[article.id], edition, names[article.id]) for article in articles]
    analysed = [Analysed(document, analysis, thesaurus) for document in documents]
    vocabulary = Vocabulary(changed({}, [], [each.words for each in analysed]))
    return {
        "locale": locale,
        "docs": [_shown(article, document, path) for article, document in zip(articles, documents, strict=True)],
        "terms": _scores(analysed, DEFAULT),
        "heads": [each.heads.decode() for each in analysed],
        "words": _words(analysed, vocabulary, synonyms, analysis),
        "common": _common(vocabulary, analysis),
        "used": sorted(_used(synonyms, analysis)),
        "synonyms": _synonyms(synonyms, thesaurus, analysis),
        "language": _language(analysis.language),
        "weights": _weights(DEFAULT),
    }


def _document(article: RenderedArticle, body: Body, edition: Edition, names: tuple[str, ...]) -> SearchDocument:
    category = edition.site.category(article.category)
    return SearchDocument(
        article.id,
        article.locale,
        article.title,
        article.summary,
        article.category,
        category.title.get(article.locale, "") if category else "",
        article.questions,
        article.keywords,
        body.sections,
        article.updated,
        article.visibility,
        heading=first_heading(body),
        called=names,
    )


def _shown(
    article: RenderedArticle, document: SearchDocument, path: Callable[[RenderedArticle], str]
) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "url": path(article),
        "summary": article.summary,
        "category": document.category_title,
        "questions": list(article.questions),
        "keywords": list(article.keywords),
        "day": article.updated.toordinal() if article.updated else 0,
        "sections": [{"anchor": s.anchor, "title": s.title, "text": s.text} for s in document.sections],
    }


def _scores(analysed: Sequence[Analysed], weights: Weights) -> dict[str, list[float]]:
    """By term: article, BM25F over all fields, article, …; the formula of the server's reader."""
    totals: dict[str, dict[int, float]] = defaultdict(dict)
    size = len(analysed)
    for name, weight in weights.fields.items():
        lengths = [each.facts.lengths.get(name, 0) for each in analysed]
        average = sum(lengths) / (size or 1) or 1
        counts: dict[str, dict[int, int]] = defaultdict(dict)
        for doc, each in enumerate(analysed):
            for term, count in Counter(each.fields.get(name, ())).items():
                counts[term][doc] = count
        b, k1 = weights.lengths[name], weights.k1
        for term, docs in counts.items():
            idf = log(size / (len(docs) + 1)) + 1
            for doc, count in docs.items():
                norm = k1 * ((1 - b) + b * lengths[doc] / average)
                score = weight * idf * (count * (k1 + 1)) / (count + norm)
                totals[term][doc] = totals[term].get(doc, 0.0) + score
    return {
        term: [value for doc, score in sorted(docs.items()) if score > 0 for value in (doc, round(score, 4))]
        for term, docs in sorted(totals.items())
    }


def _words(
    analysed: Sequence[Analysed], vocabulary: Vocabulary, synonyms: Synonyms, analysis: Analyzer
) -> list[list[Any]]:
    """Folded word, its term, how many articles hold it, how it is written; what is the same as the word is empty."""
    words = {word.folded: (word.articles, word.written) for word in vocabulary}
    others = {word for each in analysed for word in each.words}
    others |= {token.word for group in synonyms.groups for member in group for token in analysis.tokens(member)}
    for word in others:
        words.setdefault(fold(word), (0, ""))
    rows = []
    for folded, (articles, written) in sorted(words.items()):
        term = analysis.term(folded)
        rows.append([folded, "" if term == folded else term, articles, "" if written in ("", folded) else written])
    return rows


def _common(vocabulary: Vocabulary, analysis: Analyzer) -> list[str]:
    """Folded words that are in no article and would else be taken for a mistake in one that is."""
    speller = Speller(vocabulary, None, analysis.language.sound)
    absent = (word for code in LANGUAGES for word in common_words(code) if vocabulary.get(word) is None)
    near = ((word, speller.near(word)) for word in set(absent))
    return sorted(word for word, found in near if found and is_word(word, found[0].folded, analysis.language))


def _used(synonyms: Synonyms, analysis: Analyzer) -> set[str]:
    members = (analysis.tokens(member) for group in synonyms.groups for member in group)
    return {token.term for tokens in members for token in tokens if not token.stop}


def _synonyms(synonyms: Synonyms, thesaurus: Thesaurus, analysis: Analyzer) -> dict[str, Any]:
    """Groups by word, by the first word of a phrase, and their members as terms that follow each other."""
    words: dict[str, list[str]] = {}
    phrases: dict[str, list[list[Any]]] = {}
    members: dict[str, list[tuple[str, ...]]] = {}
    for group in synonyms.groups:
        for member in group:
            terms = [token.term for token in analysis.tokens(member) if not token.stop and not token.whole]
            for match in thesaurus.matches(terms):
                if len(match.positions) > 1:
                    key = [terms[position] for position in match.positions]
                    entry = [key, match.term]
                    if entry not in phrases.setdefault(key[0], []):
                        phrases[key[0]].append(entry)
                members[match.term] = [*thesaurus.members(match.term)]
            for token in analysis.tokens(member):
                if names := list(thesaurus.word(token.term)):
                    words[token.term] = names
                    members.update({name: [*thesaurus.members(name)] for name in names})
    return {
        "words": words,
        "phrases": phrases,
        "members": members,
    }


def _language(language: Language) -> Mapping[str, Any]:
    return {
        "stop": sorted(language.stop_words),
        "weak": sorted(language.weak_words),
        "fillers": sorted(language.fillers),
        "elisions": sorted(language.elisions),
        "endings": sorted(language.endings),
        "kept": sorted(language.kept),
        "clitics": sorted(language.clitics),
        "aliases": dict(language.aliases),
        "sounds": language.sounds,
        "inflections": _INFLECTIONS.get(language.code, "s").split(),
    }


def _weights(weights: Weights) -> Mapping[str, Any]:
    return {key: value for key, value in asdict(weights).items() if key not in ("fields", "lengths")}
