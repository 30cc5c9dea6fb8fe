"""When announced pushes are built, without a clock."""

from __future__ import annotations

from itertools import pairwise

from app.jobs.pace import LONGEST_SECONDS, QUIET_SECONDS, Pace


def builds(moments: list[float], seconds: float, last: float) -> list[float]:
    """When builds that take so long begin, looking every 50 ms until `last`."""
    pace, begun, free, waiting = Pace(), [], 0.0, sorted(moments)
    now = 0.0
    while now < last:
        while waiting and waiting[0] <= now:
            pace.arrived(waiting.pop(0))
        if now >= free and pace.left(now) == 0:
            pace.begin()
            begun.append(now)
            free = now + seconds
        now = round(now + 0.05, 2)
    return begun


def test_a_push_by_itself_is_built_at_once() -> None:
    assert builds([1.0, 3.0, 5.0], 0.3, 10) == [1.0, 3.0, 5.0]


def test_w8_fifty_pushes_in_ten_seconds_are_two_builds_at_most() -> None:
    begun = builds([1 + 0.2 * number for number in range(50)], 0.3, 30)
    assert len(begun) == 2
    assert begun[1] >= 10.8


def test_s7_pushes_during_a_build_are_one_more_build() -> None:
    assert len(builds([1.0, 2.0, 3.0, 4.0], 5, 30)) == 2
    assert len(builds([1.0, 2.0], 5, 30)) == 2
    assert len(builds([1.0], 5, 30)) == 1


def test_a_stream_without_a_pause_is_built_now_and_then() -> None:
    begun = builds([0.1 * number for number in range(10, 600)], 0.3, 80)
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    assert max(gaps) <= LONGEST_SECONDS + 1
    assert len(begun) <= 5


def test_a_clock_that_jumps_delays_a_push_by_little() -> None:
    pace = Pace()
    pace.arrived(1_000_000.0)
    pace.arrived(1_000_000.1)
    assert pace.left(0.0) == LONGEST_SECONDS
    assert pace.left(2_000_000.0) == 0


def test_the_same_push_told_twice_is_one() -> None:
    pace = Pace()
    pace.arrived(10.0)
    pace.begin()
    pace.arrived(10.0)
    assert pace.left(99.0) is None
    pace.arrived(10.0 + QUIET_SECONDS / 2)
    assert pace.left(10.0) == QUIET_SECONDS * 1.5
