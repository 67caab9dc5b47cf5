"""🚰 Thread leak: what was started, and is never let go.

    what leaks                                  ❌                        ✅
    ──────────────────────────────────────────  ────────────────────────  ────────────────────────
    🏊 an executor nobody shuts down             its workers stay          `with`: they have ended
    ⏲️ a Timer nobody cancels                    the process stays         cancel()
    ⏲️ a new Timer for every event               a thread an event         cancel the last one,
                                                                          or one deadline
    🪝 a thread whose target is a bound method   its owner lives on        a weak reference

TL;DR  Whoever starts a thread writes down, in the same place, how it ends: `with`, cancel(),
       join().

Run    python -m showcase.pitfalls_and_errors.thread_leak_demo
Specs  tests/pitfalls_and_errors/test_thread_leak.py
Next   unbounded_work_demo.py: they all end, and there are too many of them
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread, Timer

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, until

log = get_logger()

LONG = threading.TIMEOUT_MAX
"""Seconds until a timer of these scenarios would fire: more than there are."""


def alive(prefix: str) -> int:
    """How many threads are alive whose name begins with `prefix`."""
    return sum(thread.name.startswith(prefix) for thread in threading.enumerate())


# 1 ── Executors and timers ────────────────────────────────────────────────────


def workers_after_the_work(shut_down: bool) -> tuple[int, int]:
    """Two tasks are done, and no more are coming: how many workers are still there, and in the end?

    Args:
        shut_down: leave the executor through the end of a `with` block.
    """
    pool = ThreadPoolExecutor(thread_name_prefix="leaky-pool")
    both_run = threading.Barrier(2)
    list(pool.map(both_run.wait, [PATIENCE, PATIENCE]))
    if shut_down:
        with pool:
            pass
    left = alive("leaky-pool")
    pool.shutdown()
    return left, alive("leaky-pool")


def timers_after_events(events: int, cancel_the_last: bool) -> tuple[list[int], int, int]:
    """Every event starts a "nothing happened for so long" timer: how many are there then?

    Args:
        cancel_the_last: cancel the timer of the event before.

    Returns how many there are when each of them is started, after all events, and when all
    are cancelled.
    """
    found: list[int] = []
    timers: list[Timer] = []
    for _ in range(events):
        if cancel_the_last and timers:
            timers[-1].cancel()
            timers[-1].join()
        found.append(alive("leaky-timer"))
        timer = Timer(LONG, print)
        timer.name = f"leaky-timer-{len(timers)}"
        timer.start()
        timers.append(timer)
    left = alive("leaky-timer")
    for timer in timers:
        timer.cancel()
        timer.join()
    return found, left, alive("leaky-timer")


def one_deadline_after_events(events: int, quiet: int) -> tuple[list[int], list[int]]:
    """Every second an event moves the deadline of one thread, on a clock that is turned by hand.

    Args:
        events: the first comes in second 1.
        quiet: seconds without an event after which the thread acts.

    Returns how many threads there are after each event, and in which seconds it has acted.
    """
    moved = threading.Condition()
    now, deadline = 0, quiet
    sleeps = 0
    found: list[int] = []
    acted: list[int] = []

    def wait_until_it_is_quiet() -> None:
        nonlocal sleeps
        with moved:
            while now < deadline:
                sleeps += 1
                moved.wait()  # in life: until then, which is moved.wait(deadline - now)
            acted.append(now)

    def it_sleeps_again() -> bool:
        return sleeps == now + 1

    thread = Thread(target=wait_until_it_is_quiet, name="leaky-deadline", daemon=True)
    thread.start()
    for _ in range(events):
        until(it_sleeps_again, "the thread going to sleep")
        with moved:
            now += 1
            deadline = now + quiet
            moved.notify()
        found.append(alive("leaky-deadline"))
    until(it_sleeps_again, "the thread going to sleep")
    with moved:
        now = deadline
        moved.notify()
    thread.join(PATIENCE)
    return found, acted


def forgotten_timer() -> None:
    """For a child: the main thread is done, and a Timer is not."""
    timer = Timer(0.05, print, ["the timer has fired"])
    print("the main thread is done")
    timer.start()


def cancelled_timer() -> None:
    """For a child: the same, and the Timer is cancelled."""
    timer = Timer(LONG, print, ["the timer has fired"])
    timer.start()
    print("the main thread is done, and the timer waits:", timer.is_alive())
    timer.cancel()


# 2 ── A thread that keeps its owner alive ─────────────────────────────────────


class Sensor:
    """Owns a thread that should end with it: the last reference gone, `stop` is set.

    Args:
        bound: the thread's target is a method of the sensor, and not a plain function.
    """

    def __init__(self, bound: bool) -> None:
        self.stop = Event()
        target: Callable[[], object] = self.measure if bound else self.stop.wait
        self.thread = Thread(target=target, name="sensor")
        weakref.finalize(self, self.stop.set)
        self.thread.start()

    def measure(self) -> None:
        """Runs in the thread; as long as it does, the thread refers to the sensor."""
        self.stop.wait()


@dataclass(frozen=True)
class Left:
    """What became of a sensor that nobody uses any more."""

    is_still_there: bool
    has_stopped_its_thread: bool
    thread_is_alive_in_the_end: bool = False


def sensor_without_users(bound: bool) -> Left:
    """Nobody refers to a sensor any more, but for its own thread."""
    sensor = Sensor(bound)
    thread, stop = sensor.thread, sensor.stop
    still_there = weakref.ref(sensor)
    del sensor
    is_still_there, has_stopped = still_there() is not None, stop.is_set()
    stop.set()
    thread.join(PATIENCE)
    return Left(is_still_there, has_stopped, thread.is_alive())


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, shut_down in [("❌ no shutdown", False), ("✅ shut down", True)]:
        workers, _ = workers_after_the_work(shut_down)
        log.info("%s: %d workers are left", title, workers)
    for title, cancel_the_last in [("❌ start", False), ("✅ cancel, start", True)]:
        for events in (2, 5):
            _, left, _ = timers_after_events(events, cancel_the_last)
            log.info("%s a timer for each of %d events: %d left", title, events, left)
    found, acted = one_deadline_after_events(5, quiet=3)
    log.info("✅ one deadline for 5 events: threads %s, it acts in second %s", found, acted)
    for title, bound in [("❌ a bound method", True), ("✅ a plain function", False)]:
        left_over = sensor_without_users(bound)
        log.info("%s: is its owner still there? %s", title, left_over.is_still_there)


if __name__ == "__main__":
    run(main)
