"""A mapping that remembers what was used last, up to a total size."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Values with a size each; the least recently used leave when the sum passes `capacity`. Safe for many threads."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Remember a value, unless it alone is larger than the capacity."""
        if size > self.capacity:
            return
        with self._lock:
            replaced = self._entries.pop(key, None)
            self.size += size - (replaced[1] if replaced else 0)
            self._entries[key] = (value, size)
            while self.size > self.capacity:
                _, (_, gone) = self._entries.popitem(last=False)
                self.size -= gone
