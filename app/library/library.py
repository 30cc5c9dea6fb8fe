"""What is served of an index folder: opened, followed, swapped whole."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.errors import IntegrityError, NoGeneration, SearchUnavailable
from app.generations import Generations, Identity, set_aside, without_collection
from app.library.snapshot import Snapshot
from app.library.views import Views, open_views
from app.ports import SearchEngine

log = logging.getLogger(__name__)


class Library:
    """Opens the generation that CURRENT names and keeps it as one immutable snapshot for each audience.

    `views` is what requests use; a request takes it once and keeps it. `refresh` swaps the views of all audiences
    together; the old ones go on answering the requests that hold them.
    """

    def __init__(self, generations: Generations, engine: SearchEngine):
        self._generations = generations
        self._engine = engine
        self._lock = threading.Lock()
        self._views: Views | None = None
        self._refused: set[Identity] = set()
        self._settled = True

    @property
    def views(self) -> Views | None:
        """What is being served, None while there is no usable generation."""
        return self._views

    @property
    def current(self) -> Snapshot | None:
        """What the public sees of it."""
        return self._views.public if self._views else None

    def refresh(self) -> bool:
        """Open the published generation if it is not the one being served; True when the snapshot was swapped.

        A generation that is refused (altered, incomplete) is logged once and the one before stays; at the first
        call the newest other generation that can be trusted is taken instead.
        """
        with self._lock:
            wanted = self._generations.published()
            if self.current and wanted in (None, self.current.generation):
                if not self._settled:
                    # Not at the swap itself, when requests still hold the snapshot before.
                    self._settled = True
                    set_aside()
                return False
            names = [wanted] if self._views else [wanted, *self._generations.names()]
            return any(self._take(name) for name in names if name)

    def _take(self, name: str) -> bool:
        """Serve that generation from now on; False, and one line in the log, when it cannot be trusted.

        One that was built again under its name is another folder, and gets another chance.
        """
        identity = self._generations.identity(name)
        if identity is None or identity in self._refused:
            return False
        try:
            with without_collection():
                self._views = open_views(self._generations.open(name), self._engine)
        except (IntegrityError, SearchUnavailable, NoGeneration) as error:
            self._refused.add(identity)
            log.error("generation %s is refused: %s", name, error)
            return False
        self._refused.clear()
        self._settled = False
        return True


class Follower(threading.Thread):
    """Calls `tick` every `seconds` until stopped; started by whoever owns the process, never by a constructor."""

    def __init__(self, tick: Callable[[], object], seconds: float, name: str):
        super().__init__(name=name, daemon=True)
        self._tick = tick
        self._seconds = seconds
        self._stop_event = threading.Event()

    def run(self) -> None:
        while not self._stop_event.wait(self._seconds):
            try:
                self._tick()
            except Exception:
                # A follower that dies would freeze the site at an old generation without a sign of it.
                log.exception("%s failed; it will try again", self.name)

    def stop(self) -> None:
        """Stop after the tick under way."""
        self._stop_event.set()
