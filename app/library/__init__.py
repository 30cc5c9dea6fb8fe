"""Every question a reader asks, answered over one immutable snapshot."""

from app.library.board import Board, Standings
from app.library.library import Follower, Library
from app.library.links import (
    ANCHOR_PREFIX,
    LINK_FORMS,
    LinkForm,
    ReplyLink,
    anchors_of,
    find_section,
    permalink,
    reply_link,
)
from app.library.replies import (
    REPLY_FORMS,
    Offer,
    ReplyForm,
    Target,
    Wording,
    by_question,
    cleaned,
    composed,
    offer_of,
    offers,
    target_at,
)
from app.library.snapshot import Found, Snapshot
from app.library.views import Views

__all__ = [
    "ANCHOR_PREFIX",
    "LINK_FORMS",
    "REPLY_FORMS",
    "Board",
    "Follower",
    "Found",
    "Library",
    "LinkForm",
    "Offer",
    "ReplyForm",
    "ReplyLink",
    "Snapshot",
    "Standings",
    "Target",
    "Views",
    "Wording",
    "anchors_of",
    "by_question",
    "cleaned",
    "composed",
    "find_section",
    "offer_of",
    "offers",
    "permalink",
    "reply_link",
    "target_at",
]
