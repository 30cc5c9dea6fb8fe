"""How git is called: no shell, no hooks, nobody's configuration but ours, never for longer than a minute."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import EnvironmentFault

TIMEOUT_SECONDS = 60.0
_STEP_SECONDS = 0.2
_ENDING_SECONDS = 2.0
_MAX_REASON = 300

# Who we are, how to reach the network and its certificates; of git's own variables those for ssh and certificates.
_INHERITED = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "SSH_AUTH_SOCK", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy"),
    *("ALL_PROXY", "no_proxy", "NO_PROXY"),
)
_OURS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
_OPTIONS = (
    *("--no-pager", "-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"),
)
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


class GitFailed(EnvironmentFault):
    """git could not do it; one sentence says why, without credentials that an address holds."""


def _nothing() -> threading.Event:
    return threading.Event()


@dataclass(frozen=True, slots=True)
class Git:
    """Calls git on one repository.

    `place` are the options that say which (`--git-dir=…`, or `-C` and a folder), `config` a file that takes the place
    of the user's, `stop` ends what is under way.
    """

    place: tuple[str, ...]
    config: Path = Path(os.devnull)
    stop: threading.Event = field(default_factory=_nothing)

    def run(self, *arguments: str, seconds: float = TIMEOUT_SECONDS) -> bytes:
        """What git prints. Raises GitFailed when it fails, or does not end in time."""
        status, out, errors = self.ask(*arguments, seconds=seconds)
        if status:
            raise GitFailed(_reason(arguments[0], errors))
        return out

    def ask(self, *arguments: str, seconds: float = TIMEOUT_SECONDS) -> tuple[int, bytes, bytes]:
        """(exit status, output, messages). Raises GitFailed when git is missing or does not end in time."""
        end = time.monotonic() + seconds
        with self.running(*arguments) as process:
            while True:
                try:
                    out, errors = process.communicate(timeout=_STEP_SECONDS)
                except subprocess.TimeoutExpired:
                    if self.stop.is_set():
                        raise GitFailed(f"git {arguments[0]} was ended: the service stops") from None
                    if time.monotonic() > end:
                        raise GitFailed(f"git {arguments[0]} was ended after {seconds:.0f} s") from None
                else:
                    return process.returncode, out, errors

    @contextmanager
    def running(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
        """A process of git in a session of its own, which is ended with everything that it started."""
        process = self.start(*arguments, stdin=stdin)
        try:
            yield process
        finally:
            end(process)

    def start(self, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """A process of git that the caller ends. Raises GitFailed when git is not installed."""
        command = ["git", *_OPTIONS, *self.place, *arguments]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(  # noqa: S603 a list, and nothing in it comes from a request
                command, stdin=stdin, stdout=pipe, stderr=pipe, env=self._environment(), start_new_session=True
            )
        except FileNotFoundError:
            raise GitFailed("git is not installed: install it, the content repository is read with it") from None
        except OSError as error:
            raise GitFailed(f"git cannot be started: {error.strerror}") from None

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return {
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=15",
            **kept,
            **_OURS,
            "GIT_CONFIG_GLOBAL": str(self.config),
        }


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started, politely first: git then removes its locks and half-written files."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDING_SECONDS)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()


def without_credentials(text: str) -> str:
    """The text with the user names and passwords of its addresses masked."""
    return _CREDENTIALS.sub("***@", text)


def _reason(what: str, errors: bytes) -> str:
    """The sentence that tells why: git's last complaint, on one line."""
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    complaints = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))] or lines[-1:]
    said = "; ".join(line.partition(": ")[2] or line for line in complaints[:3]) or "no reason was given"
    plain = "".join(c if c.isprintable() else " " for c in without_credentials(said))
    return f"git {what}: {plain[:_MAX_REASON]}"
