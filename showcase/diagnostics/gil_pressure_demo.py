"""🐢 GIL pressure: does a function let other threads run, or do they wake up late?

A thread whose event is set can run as soon as it has the GIL. A thread that computes in Python
keeps the GIL until it is asked for it, which is after a switch interval; one that waits, or hashes
megabytes in C, has already released it. So the lateness of a tick of 1 ms tells, and if nobody is
ever asked, the difference is not one of milliseconds:

    what another thread does meanwhile    each tick comes               nobody is asked: it comes
    ────────────────────────────────────  ────────────────────────────  ─────────────────────────
    computes in Python, with the GIL      a switch interval late  ❌    not at all  ❌
    computes in Python, without the GIL   sooner  ✅                    all the same  ✅
    hashes a large buffer                 sooner  ✅                    all the same  ✅
    waits                                 sooner  ✅                    all the same  ✅

TL;DR  `are_late(how_late(your_function))`, or `holds_others_up(your_function)`. If so, all others
       are late by 5 ms whenever they wake up, and by more for each thread that does the same.

Run    python -m showcase.diagnostics.gil_pressure_demo
       python showcase/diagnostics/gil_pressure_demo.py --chart ticks.svg
Specs  tests/diagnostics/test_gil_pressure.py
Next   cpu_per_thread_demo.py: who is it that computes?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, bars, draw, options, price
from showcase.utils.stage import PATIENCE, gil_is_on, stands_in, switch_interval, until

log = get_logger()

FOR_EVER = 1000.0
"""Seconds of a switch interval after which nobody looks any more."""

TICK = 0.001
"""Seconds."""


# 1 ── How late is a tick? ────────────────────────────────────────────────────


class Ticker(Thread):
    """Wants to be woken every TICK for the length of a block, and notes how late it was."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        super().__init__(name="ticker")
        self.done = 0
        """How often its user has finished some work; ticks without any are not counted."""
        self.late: list[float] = []
        self._clock, self._over = clock, Event()

    def run(self) -> None:
        """Sleep, wake up, and look at the clock."""
        while True:
            before, due = self.done, self._clock() + TICK
            if self._over.wait(TICK):
                return
            late = self._clock() - due
            if self.done > before:
                self.late.append(late)

    def __enter__(self) -> "Ticker":
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._over.set()
        self.join(PATIENCE)


def how_late(
    work: Callable[[], object], ticks: int = 10, clock: Clock = time.perf_counter
) -> list[float]:
    """By how many seconds each of so many ticks came late, while this thread did that work.

    Args:
        work: something short, of yours: it is done again and again.
    """
    with Ticker(clock) as ticker:
        while len(ticker.late) < ticks:
            work()
            ticker.done += 1
    return ticker.late[:ticks]


def are_late(late: list[float]) -> bool:
    """Did all of them come later than it takes to ask for the GIL?

    A machine that is too busy makes ticks late as well. Then ask again within a larger
    switch_interval(1), say: whoever waits for the GIL is later by as much, others are not.
    """
    return min(late) >= 0.9 * sys.getswitchinterval()


# 2 ── If nobody is asked ─────────────────────────────────────────────────────


def holds_others_up(work: Callable[[], object], patience: float = 1.0) -> bool:
    """Is a thread that is woken still not there after so many seconds of this work?

    Args:
        work: something short, of yours: it is done again and again. Nobody asks it meanwhile to
            give up the GIL, in the whole process: this is nothing for a program that serves.
        patience: seconds. A busy machine needs more; work that lets others run needs far less.
    """
    alarm, is_up = Event(), Event()

    def sleeper() -> None:
        alarm.wait(PATIENCE)
        is_up.set()

    thread = Thread(target=sleeper, name="sleeper")
    with switch_interval(FOR_EVER):
        thread.start()
        until(lambda: stands_in(thread, "wait"), "a thread that sleeps")
        alarm.set()
        give_up = time.monotonic() + patience
        while not is_up.is_set() and time.monotonic() < give_up:
            work()
        held_up = not is_up.is_set()
    thread.join(PATIENCE)
    return held_up


# 3 ── Three kinds of work ────────────────────────────────────────────────────

BUFFER = bytes(1 << 20)


def compute() -> int:
    """Plain Python: no waiting, no reading, no writing."""
    return sum(number * number for number in range(1000))


def digest() -> bytes:
    """In C, and with a buffer that is large enough, hashlib gives up the GIL meanwhile."""
    return hashlib.sha256(BUFFER).digest()


def wait() -> bool:
    """For something that does not come."""
    return Event().wait(0.001)


# ── The guided tour ──────────────────────────────────────────────────────────


def a_hundred_times(work: Callable[[], object]) -> None:
    """Do it a hundred times."""
    for _ in range(100):
        work()


def a_hundred_times_with_ticks(work: Callable[[], object]) -> None:
    """The same, and another thread ticks."""
    with Ticker():
        a_hundred_times(work)


def paint(late: dict[str, list[float]], axes: Any) -> None:
    """A row of markers for each work, tick by tick, and the switch interval as a line."""
    for (name, seconds), marker in zip(late.items(), "os^", strict=False):
        ticks, ms = [*range(1, len(seconds) + 1)], [1000 * s for s in seconds]
        axes.plot(ticks, ms, "k:", marker=marker, label=f"while another thread does {name}()")
    interval = 1000 * sys.getswitchinterval()
    axes.axhline(interval, color="0.5", linestyle="--", label="switch interval")
    axes.locator_params("x", integer=True)
    axes.set_xlabel("tick")
    axes.set_ylabel("milliseconds late")
    axes.legend()


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    chosen = options("Does a function let other threads run?", arguments)
    in_vain = 0.1 if gil_is_on() else PATIENCE  # or it comes, on a busy machine not at once
    late = {work.__name__: how_late(work, clock=clock) for work in (compute, digest, wait)}
    best = {name: 1000 * min(seconds) for name, seconds in late.items()}
    for work, patience in [(compute, in_vain), (digest, PATIENCE), (wait, PATIENCE)]:
        held_up = holds_others_up(work, patience)
        log.info("%s: others %s", work.__name__, "❌ are held up" if held_up else "✅ can run")
        log.info("   a tick of 1 ms is late by %.1f ms at least", best[work.__name__])
    alone, with_ticks = a_hundred_times, a_hundred_times_with_ticks
    ratio = price(partial(alone, compute), partial(with_ticks, compute), clock, times=1)
    log.info("the probe: %.1f × the work alone", ratio)
    draw(chosen.chart, partial(paint, late), bars(best, "ms late at least"))


if __name__ == "__main__":
    run(partial(main, None))
