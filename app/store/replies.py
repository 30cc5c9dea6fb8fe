"""The reply desk's store over SQL: an agent's own articles, and questions that no article answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Connection, func, select

from app.model import MAX_PINNED, MAX_USED, KeptArticle, Missing
from app.store.database import Database
from app.store.replies_schema import AGENT_ARTICLE, MISSING_ARTICLE

_OWN, _MISSING = AGENT_ARTICLE.c, MISSING_ARTICLE.c


class SqlReplyStore:
    """The reply store of app.ports over a SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept(self, account: str) -> Sequence[KeptArticle]:
        """Pinned and used articles of somebody, by id."""
        wanted = select(AGENT_ARTICLE).where(_OWN.account == account).order_by(_OWN.article)
        with self._database.read() as connection:
            return [KeptArticle(row.article, row.pinned, row.used) for row in connection.execute(wanted)]

    def pin(self, account: str, article: str, at: datetime | None) -> None:
        """Pin an article, or (None) no longer."""
        self._note(account, article, "pinned", at)

    def use(self, account: str, article: str, at: datetime) -> None:
        """Note that somebody sends an article."""
        self._note(account, article, "used", at)

    def report(self, missing: Missing) -> None:
        """Add a question that no article answers."""
        values = {
            "id": missing.id.bytes,
            "at": missing.at,
            "locale": missing.locale,
            "text": missing.text,
            "handled": missing.handled,
        }
        with self._database.write() as connection:
            connection.execute(MISSING_ARTICLE.insert(), values)

    def missing(
        self, locale: str | None = None, *, handled: bool | None = None, limit: int = 50, offset: int = 0
    ) -> Sequence[Missing]:
        """Such questions, the latest first."""
        wanted = select(MISSING_ARTICLE).order_by(_MISSING.at.desc(), _MISSING.id).limit(limit).offset(offset)
        if locale is not None:
            wanted = wanted.where(_MISSING.locale == locale)
        if handled is not None:
            wanted = wanted.where(_MISSING.handled.is_not(None) if handled else _MISSING.handled.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [Missing(UUID(bytes=row.id), row.at, row.locale, row.text, row.handled) for row in rows]

    def waiting(self, locale: str | None = None) -> int:
        """How many of them nobody has handled yet."""
        wanted = select(func.count()).select_from(MISSING_ARTICLE).where(_MISSING.handled.is_(None))
        if locale is not None:
            wanted = wanted.where(_MISSING.locale == locale)
        with self._database.read() as connection:
            return int(connection.execute(wanted).scalar_one())

    def handle_missing(self, missing: UUID, at: datetime | None) -> bool:
        """Mark one as handled, or (None) as waiting again; False when there is none with that id."""
        statement = MISSING_ARTICLE.update().where(_MISSING.id == missing.bytes).values(handled=at)
        with self._database.write() as connection:
            return connection.execute(statement).rowcount > 0

    def _note(self, account: str, article: str, column: str, at: datetime | None) -> None:
        values = {"account": account, "article": article, column: at}
        insert = self._database.insert(AGENT_ARTICLE).values(values)
        insert = insert.on_conflict_do_update(index_elements=[_OWN.account, _OWN.article], set_={column: at})
        with self._database.write(alone=True) as connection:
            connection.execute(insert)
            _forget(connection, account)


def _forget(connection: Connection, account: str) -> None:
    """Keep what was pinned and used last."""
    for column, most in ((_OWN.pinned, MAX_PINNED), (_OWN.used, MAX_USED)):
        late = _latest(connection, account, column, most)
        mine = (_OWN.account == account) & column.is_not(None) & _OWN.article.not_in(late)
        connection.execute(AGENT_ARTICLE.update().where(mine).values({column: None}))
    nothing = (_OWN.account == account) & _OWN.pinned.is_(None) & _OWN.used.is_(None)
    connection.execute(AGENT_ARTICLE.delete().where(nothing))


def _latest(connection: Connection, account: str, column: Column[datetime], most: int) -> Sequence[str]:
    wanted = select(_OWN.article).where(_OWN.account == account, column.is_not(None))
    return connection.execute(wanted.order_by(column.desc(), _OWN.article).limit(most)).scalars().all()
