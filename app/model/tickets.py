"""A ticket that somebody is writing, and the articles that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.model.search import Hit

MAX_TICKET_CHARACTERS = 10_000
MAX_TICKET_ARTICLES = 10

Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Ticket:
    """Subject and message as they were written, in whatever language; answers are wanted in `locale`.

    `workflow` is the portal action on whose screen it is written: articles of that action are lifted.
    """

    text: str
    locale: str
    limit: int = 3
    workflow: str | None = None


@dataclass(frozen=True, slots=True)
class Deflection:
    """An article that may answer a ticket.

    « high » is right at least nine times in ten, « medium » more often than not; « low » is only the closest.
    `question` is what of the ticket it answers, where the ticket asks several things; empty where it asks one, and of
    what answers none of them.
    """

    hit: Hit
    confidence: Confidence
    question: str = ""
