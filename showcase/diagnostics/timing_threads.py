"""⏱️ Timing threads: how often each of them ran, and how long.

A thread is timed from the inside: the clock is read when run() begins and when it ends.

    timed                                a job of 5 s   a job that fails after 2 s
    ───────────────────────────────────  ─────────────  ──────────────────────────
    around start()                       0 s  ❌        0 s  ❌
    in run(), behind the job             5 s  ✅        not counted  ❌
    in run(), in `finally`               5 s  ✅        2 s  ✅

TL;DR  start() returns at once: measure in the thread, and in a `finally`. Give threads that
       do the same work the same name, and add up by name.

Run    python -m showcase.diagnostics.timing_threads
Specs  tests/diagnostics/test_timing_threads.py
Next   memory_demo.py: what do threads cost in memory, and what is a leak?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial
from queue import SimpleQueue
from statistics import mean

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, price
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

# 1 ── The instrument ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Lifetime:
    """The lives of all threads of one name, in seconds."""

    runs: int
    shortest: float
    average: float
    longest: float


class TimeSheet:
    """Collects the lifetimes of threads, by name."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self.clock = clock
        self._lives: list[tuple[str, float]] = []

    def add(self, name: str, seconds: float) -> None:
        """Note that a thread of that name has lived for so long; list.append needs no lock."""
        self._lives.append((name, seconds))

    def report(self) -> dict[str, Lifetime]:
        """Runs, shortest, average and longest life, by name: the longest average first."""
        by_name: dict[str, list[float]] = defaultdict(list)
        for name, lived in self._lives.copy():  # while others may still write
            by_name[name].append(lived)
        rows = {n: Lifetime(len(s), min(s), mean(s), max(s)) for n, s in by_name.items()}
        return dict(sorted(rows.items(), key=lambda row: -row[1].average))


class TimedThread(threading.Thread):
    """A thread that records its lifetime on a time sheet, even if it fails."""

    def __init__(self, sheet: TimeSheet, job: Callable[[], object], name: str) -> None:
        super().__init__(target=job, name=name)
        self._sheet = sheet

    def run(self) -> None:
        """Run the job between two looks at the clock."""
        begun = self._sheet.clock()
        try:
            super().run()
        finally:
            self._sheet.add(self.name, self._sheet.clock() - begun)


class HastyThread(TimedThread):
    """The broken twin: it records its lifetime after the job, and an error skips that line."""

    def run(self) -> None:
        """The same without `finally`."""
        begun = self._sheet.clock()
        threading.Thread.run(self)
        self._sheet.add(self.name, self._sheet.clock() - begun)


# 2 ── Jobs, and a clock that is wound by hand ────────────────────────────────


class HandWoundClock:
    """Moves only while somebody works: work(5) takes 5 s."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        """Take so many seconds."""
        self.now += seconds


def live(make_thread: Callable[[], threading.Thread]) -> None:
    """Start a thread, and wait for its end."""
    thread = make_thread()
    thread.start()
    thread.join(PATIENCE)


def a_working_day(
    *jobs: tuple[str, float], make_thread: type[TimedThread] = TimedThread, fail: bool = False
) -> dict[str, Lifetime]:
    """Run the jobs (name, seconds), one after the other, perhaps to fail; returns the report."""
    clock = HandWoundClock()
    sheet = TimeSheet(clock)
    orders: SimpleQueue[float] = SimpleQueue()

    def job() -> None:
        clock.work(orders.get(timeout=PATIENCE))
        if fail:
            raise RuntimeError("no power")

    hook, threading.excepthook = threading.excepthook, lambda _: None  # its traceback is no news
    for name, seconds in jobs:
        thread = make_thread(sheet, job, name)
        thread.start()
        orders.put(seconds)
        thread.join(PATIENCE)
    threading.excepthook = hook
    return sheet.report()


def timed_around_start(seconds: float) -> tuple[float, float]:
    """The broken twin: how long a thread seems to live around start(), and how long it does."""
    clock, orders = HandWoundClock(), SimpleQueue[float]()
    thread = threading.Thread(target=lambda: clock.work(orders.get(timeout=PATIENCE)), name="job")
    begun = clock()
    thread.start()
    lived = clock() - begun
    orders.put(seconds)
    thread.join(PATIENCE)
    return lived, clock()


def lives_that_overlap() -> dict[str, Lifetime]:
    """Two threads of one name: the first lives from 0 to 3 s, the second from 1 to 7 s."""
    sheet = TimeSheet(clock := HandWoundClock())
    begun, may_end = SimpleQueue[float](), Cue()

    def first() -> None:
        clock.work(1)
        twin.start()
        clock.work(2 * begun.get(timeout=PATIENCE))  # when the second has begun, at 1 s

    def second() -> None:
        begun.put(clock())
        may_end.wait()

    twin = TimedThread(sheet, second, "twin")
    live(lambda: TimedThread(sheet, first, "twin"))
    clock.work(4)
    may_end.set()
    twin.join(PATIENCE)
    return sheet.report()


# ── The guided tour ──────────────────────────────────────────────────────────


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    seems, lived = timed_around_start(5)
    log.info("❌ a job of %g s, timed around start(): %g s", lived, seems)
    log.info("✅ the same, timed in the thread: %g s", a_working_day(("job", 5))["job"].average)

    for title, thread in [("❌ without", HastyThread), ("✅ with", TimedThread)]:
        day = a_working_day(("job", 2), make_thread=thread, fail=True)
        log.info("%s `finally`, runs of a job that fails: %d", title, len(day))

    log.info("✅ a working day, by name")
    log.info("name    runs  shortest  average  longest")
    for name, life in a_working_day(("mail", 1), ("call", 4), ("mail", 3), ("call", 5)).items():
        log.info("%-6s  %4d  %8.1f  %7.1f  %7.1f", name, *astuple(life))
    timed = partial(TimedThread, TimeSheet(), bool, "timed")
    ratio = price(partial(live, threading.Thread), partial(live, timed), clock, times=20)
    log.info("the probe: %.1f × a plain start and join", ratio)


if __name__ == "__main__":
    run(main)
