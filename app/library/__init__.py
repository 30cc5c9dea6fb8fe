"""Every question a reader asks, answered over one immutable snapshot."""

from app.library.board import Board, Standings
from app.library.library import Follower, Library
from app.library.links import LINK_FORMS, LinkForm, ReplyLink, anchors_of, find_section, permalink, reply_link
from app.library.snapshot import Found, Snapshot
from app.library.views import Views

__all__ = [
    "LINK_FORMS",
    "Board",
    "Follower",
    "Found",
    "Library",
    "LinkForm",
    "ReplyLink",
    "Snapshot",
    "Standings",
    "Views",
    "anchors_of",
    "find_section",
    "permalink",
    "reply_link",
]
