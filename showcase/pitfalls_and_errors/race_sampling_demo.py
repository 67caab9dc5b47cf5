"""🎲 Race sampling: a stress test may lose updates, or never; only the bounds are certain.

Two threads add 1 to one count, 20,000 times each, and nobody forces anything. In how many of 15
runs something was lost, in one survey of CPython 3.10 to 3.15 (yours will differ):

    how                   GIL, as it is   GIL, switch interval 1 µs   without the GIL
    ────────────────────  ──────────────  ──────────────────────────  ───────────────
    🚪 count += 1          0               0                           4 to 15  ❌
    📞 count += call(1)    0               1 to 15  ❌                 0
    🔒 under a lock        0  ✅           0  ✅                       0  ✅

With the GIL, CPython changes threads at calls and at the end of a loop's round, so that a plain
`+=` is not torn apart today. Nothing promises that, and without the GIL it is not so. The
zeros without a lock say nothing about the code: they are luck, or an accident of the build.

TL;DR  A stress test that stays green proves nothing. With n increments in each of two threads
       anything from 2 to 2n is a legal total; force the race (race_condition_demo.py) to see it.

Run    python -m showcase.pitfalls_and_errors.race_sampling_demo
Specs  tests/pitfalls_and_errors/test_race_sampling.py
Next   check_then_act_demo.py: the race that has no `+=` in it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
from collections.abc import Callable
from threading import Barrier, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Script, play

log = get_logger()


class Count:
    """What the threads share."""

    def __init__(self) -> None:
        self.value = 0
        self.lock = Lock()


def plainly(count: Count) -> None:
    """🚪 A read, an addition and a write, with nothing in between that one can see."""
    count.value += 1


def identity(number: int) -> int:
    """Returns `number`, and gives the interpreter a chance to change threads."""
    return number


def with_a_call(count: Count) -> None:
    """📞 The count is read, then a function is called, then the count is written."""
    count.value += identity(1)


def under_a_lock(count: Count) -> None:
    """🔒 The same, one thread at a time."""
    with count.lock:
        count.value += identity(1)


def sample(
    add: Callable[[Count], None],
    increments: int,
    threads: int = 2,
    switch_interval: float | None = None,
) -> int:
    """Let each of `threads` threads add 1 `increments` times; returns the total.

    Args:
        add: plainly, with_a_call or under_a_lock.
        switch_interval: seconds after which a thread has to offer the GIL; None: as it is.
    """
    count = Count()
    start = Barrier(threads)

    def counter() -> None:
        start.wait(PATIENCE)
        for _ in range(increments):
            add(count)

    before = sys.getswitchinterval()
    sys.setswitchinterval(switch_interval or before)
    try:
        play(*[counter] * threads)
    finally:
        sys.setswitchinterval(before)
    return count.value


def fewest_left(increments: int) -> tuple[int, int]:
    """Two threads count `increments` each, in the schedule that loses the most.

    Returns what is left, and how many increments were made.
    """
    total = made = 0
    script = Script()

    def write(seen: int) -> None:
        nonlocal total, made
        total = seen + 1
        made += 1

    def alice() -> None:
        with script.line(1):
            seen = total
        with script.line(3):
            write(seen)  # over all that Bob has counted
        with script.line(5):
            for _ in range(increments - 1):
                write(total)

    def bob() -> None:
        with script.line(2):
            for _ in range(increments - 1):
                write(total)
        with script.line(4):
            seen = total
        with script.line(6):
            write(seen)  # over all that Alice has counted

    play(alice, bob)
    return total, made


def main() -> None:
    """❌ before ✅."""
    log.info("🎲 two threads count 1000 each, and nobody forces anything")
    legal = range(2, 2001)
    there = sample(plainly, 1000) in legal
    log.info("🎲 between %d and %d? %s; more is not promised", legal[0], legal[-1], there)
    log.info("❌ the worst schedule leaves %d of %d", *fewest_left(1000))
    log.info("✅ under a lock it is %d", sample(under_a_lock, 1000))


if __name__ == "__main__":
    run(main)
