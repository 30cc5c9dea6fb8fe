"""Rendering in child processes, so that a hostile article costs a child and not the build."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType

from app.content.links import World
from app.content.render import Outcome
from app.content.sanitize import UnsafeHtmlError
from app.content.starting import CHILDREN, start_renderer
from app.content.wire import decode_outcome, encode_article, encode_world
from app.content.worker import READY
from app.errors import EnvironmentFault
from app.model import Article, Problem

WALL_SECONDS = 5.0
START_SECONDS = 60.0
Done = Callable[[Article, Outcome], None]

_MAX_ANSWER = 32 * 1024 * 1024


class RenderPool:
    """At most two children, started when they are needed and kept for the next build. Not for several threads.

    `started` are children that were started ahead; they are the pool's from now on.
    """

    def __init__(
        self,
        *,
        children: int = CHILDREN,
        wall_seconds: float = WALL_SECONDS,
        started: Iterable[subprocess.Popen[bytes]] = (),
    ) -> None:
        self._most = children
        self._wall = wall_seconds
        self._idle = [_Child(process) for process in started]

    def render_all(self, articles: Iterable[Article], world: World, done: Done | None = None) -> dict[str, Outcome]:
        """Render articles; the outcome by path. `done` is called after each, in no order, and
        has its time while others are rendered.

        An article that cannot be published is a Problem, among them those that take over 2 seconds of processor
        time, 5 seconds or 512 MiB. Raises EnvironmentFault when no child can be started.
        """
        waiting = deque(articles)
        outcomes: dict[str, Outcome] = {}
        busy: list[_Child] = []
        setting = encode_world(world)
        try:
            while waiting or busy:
                while waiting and len(busy) < self._most:
                    child = self._child(world, setting)
                    child.begin(waiting.popleft(), time.monotonic() + self._wall)
                    busy.append(child)
                for child in _ready(busy):
                    article, answer = child.take()
                    if child.alive and waiting:
                        # Before its answer is read: both processors have something to do.
                        child.begin(waiting.popleft(), time.monotonic() + self._wall)
                    else:
                        busy.remove(child)
                        self._idle += [child] if child.alive else []
                    outcome = _read(answer)
                    if outcome is None and child.alive:
                        waiting.extendleft(child.abandon())
                        busy = [other for other in busy if other is not child]
                        self._idle = [other for other in self._idle if other is not child]
                    outcomes[article.path] = outcome or _late(article)
                    if done:
                        done(article, outcomes[article.path])
        finally:
            for child in busy:
                child.kill()
        return outcomes

    def close(self) -> None:
        """End the children; a later call of `render_all` starts new ones."""
        for child in self._idle:
            child.kill()
        self._idle = []

    def __enter__(self) -> RenderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _child(self, world: World, setting: bytes) -> _Child:
        """An idle child or a new one, with that world. One that died while it was idle is replaced once."""
        for _ in range(2 + len(self._idle)):
            child = self._idle.pop() if self._idle else _Child(start_renderer())
            if child.prepare(world, setting):
                return child
            child.kill()
        raise EnvironmentFault("The process that renders articles cannot be started: is there memory left?")


class _Child:
    """One child process and the article it is working on."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._world: World | None = None
        self._article: Article | None = None
        self._received = bytearray()
        self.deadline = 0.0
        self.alive = True

    def fileno(self) -> int:
        """The descriptor on which the child answers."""
        return self._process.stdout.fileno() if self._process.stdout else -1

    def prepare(self, world: World, setting: bytes) -> bool:
        """Tell the child its world unless it knows it; false when it is dead."""
        if self._world is world:
            return self._process.poll() is None
        self._world = world
        self.deadline = time.monotonic() + START_SECONDS
        self._send(setting)
        while self.alive and not self._received.endswith(b"\n"):
            _ready([self])
        ready = bytes(self._received) == READY
        self._received.clear()
        return self.alive and ready

    def begin(self, article: Article, deadline: float) -> None:
        """Send an article; the answer is due at `deadline` (time.monotonic)."""
        self._article = article
        self.deadline = deadline
        self._send(encode_article(article))

    def receive(self) -> None:
        """Take what the child has written; the end of its output is its death."""
        data = os.read(self.fileno(), 1 << 16)
        self._received += data
        if not data or len(self._received) > _MAX_ANSWER:
            self.kill()

    @property
    def answered(self) -> bool:
        return not self.alive or self._received.endswith(b"\n")

    def take(self) -> tuple[Article, bytes | None]:
        """The article it worked on and what it answered, None when it died over it."""
        article, received = self._article, bytes(self._received)
        assert article is not None
        self._received.clear()
        self._article = None
        return article, received if self.alive else None

    def abandon(self) -> list[Article]:
        """End a child that answered nonsense; the article that it was given since, if any, is for another one."""
        self.kill()
        return [self._article] if self._article else []

    def kill(self) -> None:
        """End the process, at once, and give its pipes back."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def _send(self, line: bytes) -> None:
        try:
            if self._process.stdin:
                self._process.stdin.write(line)
                self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            self.kill()


def _read(answer: bytes | None) -> Outcome | None:
    """What a child answered; None when it answered nothing that can be trusted."""
    if answer is None:
        return None
    try:
        return decode_outcome(answer)
    except (ValueError, KeyError, TypeError, UnsafeHtmlError):
        return None


def _late(article: Article) -> Problem:
    return Problem(article.path, article.body_line, "takes too long to render", code="too-slow")


def _ready(busy: list[_Child]) -> list[_Child]:
    """Wait for an answer, a death or a deadline; the children that are done, killed if they are late."""
    done = [child for child in busy if child.answered]
    if done:
        return done
    with selectors.DefaultSelector() as selector:
        for child in busy:
            selector.register(child.fileno(), selectors.EVENT_READ, child)
        patience = max(0.0, min(child.deadline for child in busy) - time.monotonic())
        for key, _ in selector.select(patience):
            key.data.receive()
    now = time.monotonic()
    for child in busy:
        if not child.answered and now >= child.deadline:
            child.kill()
    return [child for child in busy if child.answered]
