"""The exception tree: each error carries the one sentence that a person needs to act."""

from __future__ import annotations


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
