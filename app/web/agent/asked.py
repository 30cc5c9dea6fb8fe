"""What the form of the reply desk asks: a ticket's text, the language and the ids of its customer, what goes in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import MultiDict

from app.library import REPLY_FORMS, ReplyForm
from app.model import MAX_TICKET_CHARACTERS

Pick = tuple[str, str]
"""Id of an article, and the anchor of a section (`h-steps`), empty for the whole."""
MOST_PICKS = 8
"""Links of one reply."""
MAX_NAME = 100
MAX_ID = 256
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]+")
_LINES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was sent; `locale` is empty while the text decides, `do` and `about` are the button's.

    `reported` is what an agent lets the editors know of a ticket that no article answers.
    """

    text: str = ""
    locale: str = ""
    customer: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    form: ReplyForm = "text"
    picks: tuple[Pick, ...] = ()
    reported: str = ""
    do: str = ""
    about: str = ""

    def value(self, name: str) -> str:
        """The id that the customer's domain or service has in the portal."""
        return dict(self.ids).get(name, "")

    def with_pick(self, pick: Pick) -> Asked:
        """One link more, each once."""
        return replace(self, picks=tuple(dict.fromkeys((*self.picks, pick)))[:MOST_PICKS])

    def without_pick(self, pick: Pick) -> Asked:
        """One link less."""
        return replace(self, picks=tuple(each for each in self.picks if each != pick))


def read_asked(locales: tuple[str, ...]) -> Asked:
    """The form of this request, or the parameters of its address; what cannot be counts as not given.

    Aborts with 413 for a form that is larger than any ticket.
    """
    values = request.form if request.method == "POST" else request.args
    locale, form = values.get("locale", ""), values.get("form", "")
    do, _, about = values.get("do", "").partition(":")
    return Asked(
        text=_text(values, "text"),
        locale=locale if locale in locales else "",
        customer=_line(values, "customer", MAX_NAME),
        ids=tuple((name, _line(values, name, MAX_ID)) for name in ("domain_id", "service_id")),
        form=next((each for each in REPLY_FORMS if each == form), "text"),
        picks=tuple(dict.fromkeys(read_pick(each) for each in values.getlist("pick")))[:MOST_PICKS],
        reported=_text(values, "reported"),
        do=do if request.method == "POST" else "",
        about=about,
    )


def read_pick(text: str) -> Pick:
    """`<id>` or `<id>#<anchor>`."""
    article_id, _, anchor = text.partition("#")
    return article_id, anchor


def write_pick(pick: Pick) -> str:
    """The same, as a form sends it."""
    return "#".join(filter(None, pick))


def _text(values: MultiDict[str, str], name: str) -> str:
    return _CONTROL.sub("", values.get(name, "")).replace("\r\n", "\n")[:MAX_TICKET_CHARACTERS]


def _line(values: MultiDict[str, str], name: str, most: int) -> str:
    return _LINES.sub(" ", _CONTROL.sub("", values.get(name, ""))).strip()[:most]
