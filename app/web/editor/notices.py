"""What editors should see on every page of theirs: a build that failed, reviews that are overdue."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import StoreUnavailable
from app.generations import Build, Records
from app.insights import Review, reviews
from app.library import Snapshot
from app.model import utc_today
from app.web.identity import audience
from app.web.pages.kit import NOTHING
from app.web.services import services, snapshot


@dataclass(frozen=True, slots=True)
class Notices:
    """`failed` is the last build if it failed; `overdue` the number of articles whose review is."""

    failed: Build | None
    overdue: int


def notices() -> Notices:
    """The notices of this moment: a small file, and one look at each article."""
    builds = Records(services().settings.index).read().builds
    failed = builds[0] if builds and builds[0].result == "failed" else None
    return Notices(failed, sum(one.state == "overdue" for one in all_reviews()))


def all_reviews() -> tuple[Review, ...]:
    """The reviews of every article that this request may see, in all locales."""
    current = _visible()
    return reviews((a for locale in current.locales for a in current.articles(locale)), utc_today())


def _visible() -> Snapshot:
    try:
        return snapshot(audience()) or NOTHING
    except StoreUnavailable:
        return snapshot() or NOTHING
