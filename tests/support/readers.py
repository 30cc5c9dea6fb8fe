"""Two months of made-up readers of this repository's articles, the same at every run: what an editor looks at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.model import Entry, Event, Reason, View, Vote
from app.ports import Store

READ = {
    "password-reset": 30,
    "domain-renewal": 24,
    "epp-code": 20,
    "domain-transfer": 14,
    "invoice-pay": 12,
    "payment-failed": 9,
    "ssl-setup": 8,
    "cpanel-login": 6,
    "webmail-login": 5,
    "service-cancel": 4,
    "plan-change": 3,
    "mailbox-create": 3,
    "domain-lock": 2,
}
"""Readers a day, about."""
ANSWERED = ("mot de passe oublié", "code epp", "renouveler mon domaine", "payer une facture", "cpanel")
OPENED = ("password-reset", "epp-code", "domain-renewal", "invoice-pay", "cpanel-login")
UNANSWERED = {
    "sauvegarde automatique": 3,
    "sauvegardes automatiques": 2,
    "installer node.js": 2,
    "facturation électronique": 1,
    "parrainage": 1,
    "changer de version php": 2,
}
"""Searches a day, about; the first of all in the second month only."""
QUIET = (2, 3)
"""Days of each week, counted back from the last, with fewer readers."""
UNOPENED = ("durée de propagation dns", "duree propagation dns")
COMMENTS: tuple[tuple[str, bool, Reason | None, str], ...] = (
    ("epp-code", False, "incorrect", "Le bouton « Code EPP » n’est plus dans l’onglet Gestion, je ne le trouve pas."),
    ("payment-failed", False, "incomplete", "Et si la carte est refusée deux fois ?\nJ’ai attendu 24 h, rien."),
    ("domain-renewal", True, None, "Parfait, merci !"),
    ("ssl-setup", False, "unclear", "Écrivez-moi à amina@example.com, je n’ai pas compris l’étape 3."),
    ("service-cancel", False, "not-it", '=HYPERLINK("http://evil.example";"cliquez")<script>alert(1)</script>'),
)


def read_for_two_months(store: Store, today: date, days: int = 60) -> None:
    """Record everything up to today; the store must not have been used today yet."""
    chance = random.Random(7)
    for back in range(days - 1, -1, -1):
        day = today - timedelta(days=back)
        store.salt(day)
        # Counted from the last day, so that the figures are the same on whatever day of the week this runs.
        store.record(list(_day(chance, day, recent=back < days // 2, quiet=back % 7 in QUIET)))
    store.record(list(_comments(chance, today)))


def _day(chance: random.Random, day: date, *, recent: bool, quiet: bool) -> Iterator[Entry]:
    busy = 0.45 if quiet else 1.0

    def times(mean: float) -> range:
        return range(max(0, round(chance.gauss(mean * busy, mean * 0.2))))

    def event(kind: str, **values: object) -> Event:
        at = datetime.combine(day, time(9), UTC)
        return Event(UUID(int=chance.getrandbits(128)), kind, at, "fr", **values)  # type: ignore[arg-type]

    for article, mean in READ.items():
        # Readers of one article went elsewhere in the second month.
        for _ in times(mean * (0.25 if recent and article == "webmail-login" else 1)):
            yield View(article, "fr", day, chance.randbytes(16))
    for _ in times(4):
        yield View("password-reset", "en", day, chance.randbytes(16))
    for query, article in zip(ANSWERED, OPENED, strict=True):
        for _ in times(6):
            yield event("search", query=query, results=4)
            if chance.random() < 0.7:
                yield event("click", query=query, article=article, position=1)
    for query, mean in UNANSWERED.items():
        for _ in times(mean if recent or not query.startswith("sauvegarde") else 0.3):
            yield event("search", query=query, results=2, answered=False)
    for query in UNOPENED:
        for _ in times(1.5):
            yield event("search", query=query, results=3)
    for workflow, article, mean in (
        ("account.password-reset", "password-reset", 9),
        ("domains.epp-code", "epp-code", 5),
        ("billing.invoices", "invoice-pay", 4),
    ):
        for _ in times(mean):
            yield event("action", workflow=workflow, article=article)
    for _ in times(1.2 if recent else 0.3):
        yield event("ticket", article="payment-failed")
    for _ in times(0.4):
        yield event("ticket", article="domain-transfer")
    yield from _votes(chance, day, recent)


def _votes(chance: random.Random, day: date, recent: bool) -> Iterator[Vote]:
    likely = {"password-reset": 0.9, "domain-renewal": 0.85, "epp-code": 0.3 if recent else 0.85, "payment-failed": 0.3}
    for article, share in likely.items():
        if chance.random() < 0.6:
            yield Vote(
                reader=chance.randbytes(16),
                day=day,
                at=datetime.combine(day, time(10), UTC),
                article=article,
                locale="fr",
                helpful=(helpful := chance.random() < share),
                reason=None if helpful else chance.choice(("incorrect", "incomplete", "unclear")),
            )


def _comments(chance: random.Random, today: date) -> Iterator[Vote]:
    for hour, (article, helpful, reason, text) in enumerate(COMMENTS):
        at = datetime.combine(today, time(hour), UTC)
        yield Vote(chance.randbytes(16), today, at, article, "fr", helpful, reason, text)
