"""Every question a reader asks, answered over one immutable snapshot."""

from app.library.board import Board, Standings
from app.library.library import Follower, Library
from app.library.snapshot import Found, Snapshot
from app.library.views import Views

__all__ = ["Board", "Follower", "Found", "Library", "Snapshot", "Standings", "Views"]
