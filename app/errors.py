"""The exception tree: each error carries the one sentence that a person needs to act."""

from __future__ import annotations

import errno


class GuichetError(Exception):
    """Base of everything that is shown to a person without a traceback.

    `exit_code` is what the command line ends with (see docs/operating.md).
    """

    exit_code = 1


class ContentError(GuichetError):
    """Something in the content folder is wrong; says which file and line."""

    def __init__(self, message: str, *, path: str, line: int = 1, code: str = "content") -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.message = message
        self.path = path
        self.line = line
        self.code = code


class SettingError(GuichetError):
    """A `GUICHET_` variable or an option is wrong; the message names it."""

    exit_code = 2


class EnvironmentFault(GuichetError):
    """The machine does not allow it: port taken, disk full, folder not writable, database unreachable."""

    exit_code = 3


class IntegrityError(GuichetError):
    """A generation is incomplete, altered or signed with another key; it must not be opened."""


class NoGeneration(GuichetError):
    """The index folder holds no generation that can be served."""


class StoreUnavailable(GuichetError):
    """The store did not answer; what was asked may be tried again later."""

    exit_code = 3


class TooManyVotes(GuichetError):
    """This reader has judged as many articles today as one reader can; the vote was not recorded."""


class SearchUnavailable(GuichetError):
    """The search index of this generation cannot be read."""

    exit_code = 3


class InvalidQuery(GuichetError):
    """A search request is not acceptable. `code` is stable: `query_too_long` or `invalid_text`."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


_REASONS = {
    errno.ENOSPC: "the disk is full: free some space and try again",
    errno.EDQUOT: "the disk quota is used up: free some space and try again",
    errno.EFBIG: "a file is longer than this user may write (ulimit -f)",
    errno.EROFS: "the disk is mounted for reading only",
    errno.EACCES: "this user may not read or write it: check owner and permissions",
    errno.EPERM: "this user may not do that: check owner and permissions",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine",
    errno.EIO: "the disk cannot be read or written: it may be failing",
    errno.ENAMETOOLONG: "a name is too long for the disk",
}


def reason_of(error: OSError) -> str | None:
    """What the machine does not allow and what to do, None for what it says nothing about."""
    return _REASONS.get(error.errno or 0)


def reason_in(sentence: str) -> str | None:
    """The reason that a sentence of `fault_of` or one with `reason_of` ends with, without the file that it names."""
    return next((reason for reason in _REASONS.values() if sentence.endswith(reason)), None)


def fault_of(error: BaseException) -> EnvironmentFault | None:
    """What an error says of the machine; None for one that may be a defect of ours."""
    reason = reason_of(error) if isinstance(error, OSError) else None
    if reason is None:
        return None
    return EnvironmentFault(f"{error.filename}: {reason}" if error.filename else reason)  # type: ignore[attr-defined]
