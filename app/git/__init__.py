"""Reading and fetching repositories: dates of files, a bare mirror, and the files of a commit without a checkout."""

from app.git.command import GitFailed
from app.git.dates import Dates, file_dates
from app.git.history import Change, History, changed_since
from app.git.mirror import About, Mirror
from app.git.moving import move
from app.git.tree import Blob

__all__ = ["About", "Blob", "Change", "Dates", "GitFailed", "History", "Mirror", "changed_since", "file_dates", "move"]
