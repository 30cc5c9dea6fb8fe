"""Memory is bounded."""

from __future__ import annotations

from app.search.cache import BoundedCache


def test_the_sum_of_sizes_never_passes_the_capacity() -> None:
    cache: BoundedCache[int, int] = BoundedCache(10)
    for key in range(100):
        cache.put(key, key, 1 + key % 4)
        assert cache.size <= 10


def test_what_was_used_last_stays() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    cache.put("a", 1, 1)
    cache.put("b", 2, 1)
    assert cache.get("a") == 1
    cache.put("c", 3, 1)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_what_is_larger_than_all_is_not_kept_and_a_value_can_be_replaced() -> None:
    cache: BoundedCache[str, int] = BoundedCache(2)
    cache.put("a", 1, 3)
    assert cache.get("a") is None
    cache.put("b", 1, 2)
    cache.put("b", 2, 1)
    assert (cache.get("b"), cache.size) == (2, 1)
