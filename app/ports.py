"""The doors that adapters fill: a search engine, a store, a store of accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from app.accounts import Counted, Happening, Identity, Role, Session, Token, User
from app.model import (
    ActionSum,
    Answer,
    ArticleSum,
    ClickSum,
    Comment,
    DailyReads,
    DaySum,
    Deflection,
    Entry,
    KeptArticle,
    Missing,
    Outcome,
    Purged,
    Query,
    ReasonSum,
    SearchDay,
    SearchDocument,
    SearchKind,
    SearchSum,
    StaffSum,
    Suggestion,
    SupportSum,
    Synonyms,
)


class SearchIndex(Protocol):
    """The open, immutable index of one locale and audience; safe for many threads at once."""

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        """Answer a query. `popularity` maps article ids to 0..1 and only breaks near ties.

        Raises InvalidQuery for a text that is too long or not text. Only `query.locale`'s own articles are searched.
        """
        ...

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Articles and completions of what is being typed; the last word counts as a beginning.

        Raises InvalidQuery as `search` does.
        """
        ...

    def deflect(self, text: str, limit: int, lifted: Collection[str] = ()) -> tuple[Deflection, ...]:
        """The articles that answer a ticket, the best first; `lifted` are ids of articles that count more.

        Of a text of any kind and length the first MAX_TICKET_CHARACTERS are read; nothing of it is kept.
        """
        ...

    def familiarity(self, text: str) -> float:
        """How much a text looks like this index's language, 0 to 1: to be compared between languages only."""
        ...

    def close(self) -> None:
        """Give files back; searches under way may still finish."""
        ...


class IndexBuilder(Protocol):
    """Makes indexes of one locale's articles, for one builder and one build."""

    def prepare(self, document: SearchDocument) -> None:
        """Do now what `write` will need of a document, while other processes are busy; it may never be written."""
        ...

    def write(self, folder: Path, documents: Sequence[SearchDocument], previous: Path | None = None) -> None:
        """Write a complete index of the documents, prepared or not, into an existing empty folder.

        `previous`, an earlier index of that locale, saves analysing again what it holds already; it is left as it is,
        and the answers are the same without it.
        """
        ...


class SearchEngine(Protocol):
    """Builds and opens indexes in folders that somebody else owns."""

    @property
    def version(self) -> str:
        """Names everything that shapes an index (formats, analysis, library); part of a generation's name."""
        ...

    def build(
        self,
        folder: Path,
        locale: str,
        documents: Sequence[SearchDocument],
        synonyms: Synonyms,
        previous: Path | None = None,
    ) -> None:
        """Write an index at once: `builder(locale, synonyms).write(folder, documents, previous)`."""
        ...

    def builder(self, locale: str, synonyms: Synonyms, previous: Path | None = None) -> IndexBuilder:
        """Begin an index of a locale; what `previous` holds already is not prepared."""
        ...

    def open(self, folder: Path, locale: str) -> SearchIndex:
        """Open an index for reading. Raises SearchUnavailable when the folder holds none of ours."""
        ...


class Store(Protocol):
    """The durable record, in a database shared by every worker. Every method may raise StoreUnavailable.

    Sums are of the days from `since` to `until`, both included, of one locale or (None) of all, the largest first.
    """

    def salt(self, day: date) -> bytes:
        """The secret of that UTC day, the same for all workers; made on first use, which destroys the ones before."""
        ...

    def record(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        """Record all in one transaction, together with the sums they change; the outcome of each, in their order.

        When this returns they are durable. What is new counts once: a view for its reader, article and day, an event
        for its id; a vote replaces the reader's earlier one on that article and day. Safe to repeat after a failure.
        ValueError when a text is one that no database holds (NUL, a lone surrogate); nothing is recorded then.
        Workers use EventWriter (app.store), which groups what many requests bring.
        """
        ...

    def reads(self, since: date) -> Sequence[DailyReads]:
        """Readers by article, locale and day, from that day on."""
        ...

    def searches(
        self, since: date, until: date, locale: str | None = None, *, kind: SearchKind = "all", limit: int = 1000
    ) -> Sequence[SearchSum]:
        """Queries: `all` by searches, `unanswered` by searches without an answer, `unopened` by answered searches.

        Beyond some 700,000 searches in the range, what was asked once or twice a day may be left out of the counts.
        """
        ...

    def search_days(self, since: date, until: date, locale: str, queries: Collection[str]) -> Sequence[SearchDay]:
        """Days of some queries of a locale (1,000 at most), in order of query and day; days without are left out."""
        ...

    def clicks(
        self, since: date, until: date, locale: str | None = None, *, article: str | None = None, limit: int = 1000
    ) -> Sequence[ClickSum]:
        """Articles opened from results, by query; of one article or (None) of all."""
        ...

    def articles(self, since: date, until: date, locale: str | None = None) -> Sequence[ArticleSum]:
        """Every article that anything happened to, by reads; ids that have ceased to exist among them."""
        ...

    def reasons(self, since: date, until: date, locale: str | None = None) -> Sequence[ReasonSum]:
        """Reasons given with votes, by votes."""
        ...

    def actions(self, since: date, until: date, locale: str | None = None) -> Sequence[ActionSum]:
        """Portal actions taken, by article and workflow."""
        ...

    def days(self, since: date, until: date, locale: str | None = None) -> Sequence[DaySum]:
        """Totals in the order of days; days without anything are left out."""
        ...

    def staff(self, since: date, until: date) -> Sequence[StaffSum]:
        """What staff and assistants did, which no other sum counts, and what came of answers beside tickets."""
        ...

    def support(self, since: date, until: date, locale: str | None = None) -> Sequence[SupportSum]:
        """Links of the support that were followed, and what it found no article for; of days whose events are kept."""
        ...

    def comments(
        self,
        since: date,
        until: date,
        locale: str | None = None,
        *,
        article: str | None = None,
        handled: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Sequence[Comment]:
        """Comments, the latest first; `handled` chooses those that are or are not, None both."""
        ...

    def handle(self, comment: UUID, handled: bool = True) -> bool:
        """Mark a comment as handled now, or as waiting again; False when there is none with that id."""
        ...

    def purge(self, events_before: date, sums_before: date) -> Purged:
        """Remove events and comments of days before the first date, sums of days before the second."""
        ...

    @property
    def accounts(self) -> AccountStore:
        """The accounts in the same database."""
        ...

    @property
    def replies(self) -> ReplyStore:
        """What the reply desk keeps in the same database."""
        ...

    def close(self) -> None: ...


class ReplyStore(Protocol):
    """What the reply desk keeps. `account` is the id of a user. Every method may raise StoreUnavailable. UTC."""

    def kept(self, account: str) -> Sequence[KeptArticle]:
        """Articles that somebody pinned or used: at most MAX_PINNED and MAX_USED, by id."""
        ...

    def pin(self, account: str, article: str, at: datetime | None) -> None:
        """Pin an article, or (None) no longer."""
        ...

    def use(self, account: str, article: str, at: datetime) -> None:
        """Note that somebody sends an article."""
        ...

    def report(self, missing: Missing) -> None:
        """Add a question that no article answers; its text was scrubbed before."""
        ...

    def missing(
        self, locale: str | None = None, *, handled: bool | None = None, limit: int = 50, offset: int = 0
    ) -> Sequence[Missing]:
        """Such questions, the latest first; `handled` chooses those that are or are not, None both."""
        ...

    def waiting(self, locale: str | None = None) -> int:
        """How many of them nobody has handled yet."""
        ...

    def handle_missing(self, missing: UUID, at: datetime | None) -> bool:
        """Mark one as handled, or (None) as waiting again; False when there is none with that id."""
        ...


class AccountStore(Protocol):
    """People, sessions and tokens, in the database that workers share. Every method may raise StoreUnavailable.

    What a method changes is durable, and holds for every process, when it returns. Times are UTC; `key` is the
    digest of a secret that only its bearer has (app.accounts).
    """

    def people(self) -> Sequence[User]:
        """Everybody, by name."""
        ...

    def person(self, name: str) -> User | None:
        """Who signs in by that name, disabled or not."""
        ...

    def add(self, user: User) -> bool:
        """Add somebody; False when the name is taken."""
        ...

    def set_role(self, user: User, role: Role, at: datetime) -> None:
        """Change somebody's role; their sessions are over."""
        ...

    def set_disabled(self, user: User, disabled: bool, at: datetime) -> None:
        """Keep somebody out, or let them in again; sessions and links of who is kept out are gone."""
        ...

    def set_password(self, user: User, password: str, at: datetime) -> None:
        """Replace what is kept of somebody's password; their sessions and links are gone."""
        ...

    def rehash(self, user: User, password: str) -> None:
        """Replace what is kept of the same password, made with other costs; sessions stay."""
        ...

    def make_link(self, user: User, key: bytes, at: datetime) -> None:
        """Make a one-time link that is good for LINK_LIFE; an earlier one of the same person is gone."""
        ...

    def who_has_link(self, key: bytes, at: datetime) -> User | None:
        """Whose link it is; None when it is used, expired or of somebody disabled."""
        ...

    def redeem(self, key: bytes, password: str, at: datetime) -> User | None:
        """Use a link up to set a password, as `set_password` does; the person as they are now, None as above."""
        ...

    def begin_session(self, user: User, key: bytes, at: datetime) -> bool:
        """Begin a session; False when the person is no longer as they were read (disabled, password, role)."""
        ...

    def session(self, key: bytes, at: datetime) -> tuple[Session, User] | None:
        """A session that is alive, or over by a changed role, and whose it is; None for disabled people."""
        ...

    def sessions(self, user: User, at: datetime) -> Sequence[Session]:
        """Somebody's live sessions, the latest first."""
        ...

    def renew(self, key: bytes, at: datetime) -> None:
        """Note that a session is in use."""
        ...

    def end_session(self, key: bytes) -> None:
        """End a session; nothing happens when there is none."""
        ...

    def end_sessions(self, user: User, but: bytes | None = None) -> None:
        """End somebody's sessions, all but one or all."""
        ...

    def attempt(self, attempt: bytes, counted: Sequence[Counted], at: datetime) -> int:
        """Count an attempt as failed until it is forgiven: 0, or the seconds to wait, when it is not counted.

        Exact however many processes ask at once: never more than `most` of a key within the window.
        """
        ...

    def forgive(self, attempt: bytes, account: Counted | None = None) -> None:
        """Forget an attempt that succeeded, and what failed for the same account."""
        ...

    def forgive_all(self, account: Counted, user: User, at: datetime) -> None:
        """Forget what failed for an account: unlock it."""
        ...

    def failures(self, account: Counted) -> Sequence[datetime]:
        """When attempts for an account failed."""
        ...

    def add_token(self, token: Token, key: bytes) -> None:
        """Add a token."""
        ...

    def tokens(self) -> Sequence[Token]:
        """Every token, usable or not, the latest first."""
        ...

    def token(self, key: bytes) -> Token | None:
        """The token with that digest, usable or not."""
        ...

    def revoke(self, token: Token, at: datetime) -> None:
        """Make a token open nothing any more."""
        ...

    def use(self, token: Token, at: datetime) -> None:
        """Note when a token was last used."""
        ...

    def who_is(self, issuer: str, subject: str) -> User | None:
        """Who signs in as that subject at that provider, disabled or not."""
        ...

    def identify(self, user: User, issuer: str, subject: str, at: datetime) -> bool:
        """Let somebody sign in as that subject at that provider; False when it is somebody else's."""
        ...

    def expect(self, user: User, issuer: str, email: str, at: datetime) -> bool:
        """Let somebody in, once, for whose address that provider vouches; False when somebody else is expected."""
        ...

    def recognise(self, issuer: str, subject: str, email: str, at: datetime) -> User | None:
        """Who signs in as that subject, disabled or not; else who was expected with that address.

        The latter is known by the subject from then on, and that address opens nothing any more. None for anybody else.
        """
        ...

    def identities(self) -> Sequence[Identity]:
        """How people sign in at providers."""
        ...

    def forget_identities(self, user: User, at: datetime) -> None:
        """Let somebody sign in at no provider any more; their sessions are gone."""
        ...

    def log(self, limit: int = 100) -> Sequence[Happening]:
        """What happened, the latest first."""
        ...
