"""What an agent answers a ticket with: articles with the sections that answer and why, and one reply made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from app.library.links import LINK_FORMS, LinkForm, reply_link
from app.library.sections import answering
from app.library.snapshot import Snapshot
from app.model import MAX_MISSING_CHARACTERS, Confidence, Deflection, Hit, RenderedArticle, Section, Ticket, shown_to
from app.model.letters import begins_mail, is_field, is_notice
from app.popularity import scrub

Field = Literal["title", "questions", "keywords", "headings", "text"]
FIELDS: tuple[Field, ...] = ("title", "questions", "keywords", "headings", "text")
ReplyForm = Literal["markdown", "html", "text"]
REPLY_FORMS: tuple[ReplyForm, ...] = ("markdown", "html", "text")
MOST_SECTIONS = 3
"""Sections that answer, as far as they are named before the article itself."""
MOST_TARGETS = 6
_CHAPTER = 2
"""Level of the headings to which a link is offered besides."""
_SHORTEST_WORD = 4
"""Letters from which a word without capitals says why an article was found."""

_HOLE = re.compile(r"[ \t]*\{\{\s*([a-z][a-z0-9_.-]*)\s*\}\}")
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][\w’'-]*"
_NO_NAME = (
    r"(?!(?:Je|J|I|Il|Elle|On|Nous|We|My|Mon|Ma|Mes|Le|La|Les|Un|Une|The|A|Pouvez|Can|Could|Please|Comment|How)\b)"
)
_NAMED = re.compile(
    r"\b((?i:je m[’']appelle|mon nom est|je suis|my name is|i am|i[’']m|this is|monsieur|madame|mme|mlle|mrs?|ms|dear"
    r"|cordialement|regards|merci|thanks|bonjour|hello|hi)\.?,?)[ \t]+"
    rf"({_NO_NAME}{_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,3}})"
)
_SIGNED = re.compile(rf"{_CAPITAL}(?:[ \t]+{_CAPITAL}){{0,3}}[.,]?")
"""A line of nothing but names; « Code EPP » is one too, and is lost where it stands last: better that than a person."""
_REFERENCE = re.compile(r"\b[A-Z]{1,4}[-/]\d{3,}\b")
_CLOSINGS = frozenset(
    {
        "cordialement",
        "bien cordialement",
        "très cordialement",
        "merci",
        "merci beaucoup",
        "merci d’avance",
        "merci d'avance",
        "bien à vous",
        "salutations",
        "sincères salutations",
        "bonne journée",
        "regards",
        "best regards",
        "kind regards",
        "best",
        "thanks",
        "thank you",
        "many thanks",
        "thanks in advance",
        "cheers",
        "sincerely",
        "yours",
    }
)
_NAME, _NUMBER = "[name]", "[number]"


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to, a section or (None) the article from its beginning, and that link in every form."""

    section: Section | None
    links: Mapping[LinkForm, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that may answer a ticket, in the language of the reply where it has one.

    `targets` begin with the sections that answer, if any do; then come the whole article and its other chapters. `why`
    are words of the article that matched, by the place where they stand; empty when it was found by its text in another
    language. `question` is what of the ticket it answers, where the ticket asks several things.
    """

    article: RenderedArticle
    hit: Hit
    confidence: Confidence
    targets: tuple[Target, ...]
    why: Mapping[Field, tuple[str, ...]]
    question: str = ""

    @property
    def internal(self) -> bool:
        """Whether customers cannot see it: its link is for the team."""
        return not shown_to("public", self.article.visibility)


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts around the links of a reply, with their `{{ names }}`, and what those stand for."""

    greeting: str
    one: str
    several: str
    closing: str
    names: Mapping[str, str]


def offers(current: Snapshot, origin: str, ticket: Ticket) -> tuple[Offer, ...]:
    """The articles that answer a ticket, the best first, with links in its locale. Raises SearchUnavailable.

    The text is looked up in its own language, so that the section that answers is known in every translation.
    """
    own = current.language_of(ticket.text, ticket.locale)
    found = (
        (each, current.article(each.hit.id, each.hit.locale)) for each in current.deflect(replace(ticket, locale=own))
    )
    return tuple(_offer(current, origin, each, read, ticket) for each, read in found if read)


def by_question(found: Iterable[Offer]) -> tuple[tuple[str, tuple[Offer, ...]], ...]:
    """Offers under what of the ticket they answer, in its order; last, under nothing, those that answer no part."""
    groups: dict[str, list[Offer]] = {}
    for each in found:
        groups.setdefault(each.question, []).append(each)
    return tuple((question, tuple(groups[question])) for question in sorted(groups, key=lambda question: not question))


def offer_of(current: Snapshot, origin: str, article: RenderedArticle, locale: str) -> Offer:
    """An article that an agent chose, with links in a locale."""
    hit = Hit(article.id, article.locale, 0.0, escape(article.summary))
    return _offer(current, origin, Deflection(hit, "low"), article, Ticket("", locale))


def target_at(current: Snapshot, origin: str, article: RenderedArticle, anchor: str, locale: str) -> Target:
    """The link to a section of an article by its anchor (`h-steps`), to the whole where there is no such section."""
    section = next((each for each in current.body(article).sections if anchor and each.anchor == anchor), None)
    return _target(origin, article, section, locale)


def composed(form: ReplyForm, wording: Wording, links: Sequence[tuple[Target, Sequence[tuple[str, str]]]]) -> str:
    """One reply: greeting, an introduction, the links each with its actions (label, address), closing."""
    introduction = wording.one if len(links) == 1 else wording.several
    said = [_filled(text, wording.names) for text in (wording.greeting, introduction, wording.closing)]
    listed = [_listed(form, target, actions) for target, actions in links]
    if form == "html":
        greeting, introduction, closing = (_paragraphs(text) for text in said)
        return "\n".join(filter(None, (greeting, introduction, f"<ul>\n{chr(10).join(listed)}\n</ul>", closing)))
    gap = "\n" if form == "markdown" else "\n\n"
    return "\n\n".join(filter(None, (said[0], said[1], gap.join(listed), said[2])))


def cleaned(text: str) -> str:
    """What may be kept of a ticket that no article answers: without quotations, addresses, numbers and, as far as a
    greeting or an introduction shows them, names; one line, 1,500 characters at most."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith((">", "|"))]
    text = "\n".join(_unsigned(list(_until_signature(lines))))
    kept = scrub(_REFERENCE.sub(_NUMBER, _NAMED.sub(rf"\1 {_NAME}", text)))
    return kept[:MAX_MISSING_CHARACTERS].strip()


def _until_signature(lines: Sequence[str]) -> Iterator[str]:
    """Up to the signature or an older mail, and without the head of the letter itself."""
    headed = begun = False
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        mail = begins_mail(line, below)
        if line.strip() in ("--", "—", "__") or is_notice(line) or (mail and begun):
            return
        headed = headed or mail
        if mail or (headed and not begun and is_field(line)):
            continue
        begun = begun or bool(line.strip())
        yield line


def _unsigned(lines: list[str]) -> list[str]:
    """The lines before what closes a letter, and without names that stand alone at its end."""
    said = [line for line in lines if line.strip()]
    for number, line in enumerate(said[1:], start=1):
        if line.strip().rstrip(".,!").casefold() in _CLOSINGS:
            return said[:number]
    while len(said) > 1 and _SIGNED.fullmatch(said[-1].strip()):
        said.pop()
    return said


def _offer(current: Snapshot, origin: str, found: Deflection, read: RenderedArticle, ticket: Ticket) -> Offer:
    """`read` is the article as it was found; it is offered in the locale of the reply where it has a translation."""
    locale, hit, asked = ticket.locale, found.hit, found.question or ticket.text
    shown = current.article(hit.id, locale) or read
    if shown.locale != read.locale:
        hit = replace(hit, locale=shown.locale, snippet_html=escape(shown.summary))
    sections = {section.anchor: section for section in current.body(shown).sections if section.anchor}
    # Anchors are the same in every translation; the words of the ticket are those of the article as it was found.
    best = [each.anchor for each in answering(asked, read.locale, read.title, current.body(read), MOST_SECTIONS)]
    answers = [sections[anchor] for anchor in best if anchor in sections]
    others = [each for each in sections.values() if each not in answers and each.level == _CHAPTER]
    spots = (*answers, None, *others)[:MOST_TARGETS]
    targets = tuple(_target(origin, shown, spot, locale) for spot in spots)
    why = _why(current, read, hit.matched) if shown.locale == read.locale else {}
    return Offer(shown, hit, found.confidence, targets, why, found.question)


def _target(origin: str, article: RenderedArticle, section: Section | None, locale: str) -> Target:
    via = "agent" if shown_to("public", article.visibility) else ""

    def link(form: LinkForm) -> str:
        return reply_link(origin, article, form, locale=locale, section=section, via=via).text

    return Target(section, {form: link(form) for form in LINK_FORMS})


def _why(current: Snapshot, article: RenderedArticle, matched: Sequence[str]) -> Mapping[Field, tuple[str, ...]]:
    """Each word once, where it counts most."""
    headings = " ".join(section.title for section in current.body(article).sections)
    places: dict[Field, str] = {
        "title": article.title,
        "questions": " ".join(article.questions),
        "keywords": " ".join(article.keywords),
        "headings": headings,
    }
    found: dict[Field, dict[str, str]] = {}
    for word in matched:
        if len(word) < _SHORTEST_WORD and not word.isupper():
            continue
        field: Field = next((name for name, text in places.items() if _stands(word, text)), "text")
        found.setdefault(field, {}).setdefault(word.casefold(), word)
    return {field: _longest(tuple(found[field].values())) for field in FIELDS if field in found}


def _longest(words: Sequence[str]) -> tuple[str, ...]:
    """Without those that are part of another: « code EPP » says « code » too."""
    return tuple(word for word in words if not any(word != other and _stands(word, other) for other in words))


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text.casefold()) is not None


def _filled(text: str, names: Mapping[str, str]) -> str:
    """The text with names put in; one that is empty goes with the space before it."""

    def value(match: re.Match[str]) -> str:
        known = names.get(match[1], "")
        space = match[0][: len(match[0]) - len(match[0].lstrip(" \t"))]
        return space + known if known else ""

    return _HOLE.sub(value, text).strip()


def _listed(form: ReplyForm, target: Target, actions: Sequence[tuple[str, str]]) -> str:
    link = target.links[form]
    if form == "html":
        more = "".join(f'<br>\n<a href="{escape(url)}">{escape(label)}</a>' for label, url in actions)
        return f"<li>{link}{more}</li>"
    if form == "markdown":
        return f"- {link}" + "".join(f"\n  - [{label}]({url})" for label, url in actions)
    return "\n".join([link, *(f"{label}\n{url}" for label, url in actions)])


def _paragraphs(text: str) -> str:
    parts = (escape(part).replace("\n", "<br>\n") for part in re.split(r"\n{2,}", text) if part.strip())
    return "\n".join(f"<p>{part}</p>" for part in parts)
