"""🚰 Thread leak: what was started, kept or queued, and is never let go.

    what leaks                                  ❌                        ✅
    ──────────────────────────────────────────  ────────────────────────  ────────────────────────
    🏊 an executor nobody shuts down             its workers stay          `with`: they have ended
    ⏲️ a Timer nobody cancels                    the process stays         cancel()
    ⏲️ a new Timer for every event               a thread an event         cancel the last one
    🧵 a thread for every task                   as many as tasks          a pool: as many as set
    📥 an unbounded queue                        all that was produced     maxsize: Full, at last
    🗺️ executor.map over a generator             all of it, before the     submit a window at a time
                                                first result
    🪝 a thread whose target is a bound method   its owner lives on        a weak reference

TL;DR  Whoever starts a thread writes down, in the same place, how it ends: `with`, cancel(),
       join(). Whoever makes a queue says how long it may grow.

Run    python -m showcase.pitfalls_and_errors.thread_leak_demo
Specs  tests/pitfalls_and_errors/test_thread_leak.py
Next   swallowed_exception_demo.py: the thread is gone, and nobody knows why
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Full, Queue
from threading import Event, Thread, Timer

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

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


def threads_for_tasks(tasks: int, pool: bool) -> tuple[int, int]:
    """The threads that are there while `tasks` tasks wait for the same answer, and in the end.

    Args:
        pool: hand the tasks to a pool of two, and not each to a thread of its own.
    """
    answer = Cue()
    if pool:
        with ThreadPoolExecutor(2, thread_name_prefix="task") as executor:
            results = executor.map(lambda _: answer.wait(), range(tasks))
            most = alive("task")
            answer.set()
            return most * all(results), 0
    threads = [Thread(target=answer.wait, name=f"task-{number}") for number in range(tasks)]
    for thread in threads:
        thread.start()
    most = alive("task")
    answer.set()
    for thread in threads:
        thread.join()
    return most, alive("task")


# 2 ── Queues and inputs ───────────────────────────────────────────────────────


def backlog(items: int, maxsize: int) -> tuple[int, int]:
    """A producer without a consumer; returns what the queue holds, and how often it was Full.

    Args:
        items: how many it tries to put.
        maxsize: of the queue; 0 is no bound.
    """
    queue: Queue[int] = Queue(maxsize)
    refused = 0
    for number in range(items):
        try:
            queue.put_nowait(number)
        except Full:
            refused += 1
    return queue.qsize(), refused


def pulled_before_the_first_result(items: int, window: int | None) -> tuple[int, list[int]]:
    """How much of a generator is read before the first result is; returns that, and all results.

    Args:
        items: how many the generator has.
        window: submit so many at a time; None: executor.map, which submits all of them.
    """
    pulled = 0

    def source() -> Iterator[int]:
        nonlocal pulled
        for number in range(items):
            pulled += 1
            yield number

    with ThreadPoolExecutor() as pool:
        results = pool.map(abs, source()) if window is None else windowed(pool, source(), window)
        first = next(results)
        pulled_by_then = pulled
        return pulled_by_then, [first, *results]


def windowed(pool: ThreadPoolExecutor, numbers: Iterator[int], window: int) -> Iterator[int]:
    """As pool.map(abs, numbers), with at most `window` tasks that wait or run."""
    tasks: deque[Future[int]] = deque()
    for number in numbers:
        tasks.append(pool.submit(abs, number))
        if len(tasks) == window:
            yield tasks.popleft().result()
    while tasks:
        yield tasks.popleft().result()


# 3 ── A thread that keeps its owner alive ─────────────────────────────────────


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
    for title, pool in [("❌ a thread each", False), ("✅ a pool of two", True)]:
        for tasks in (2, 8):
            threads, _ = threads_for_tasks(tasks, pool)
            log.info("%s for %d tasks: %d threads", title, tasks, threads)
    for title, maxsize in [("❌ unbounded", 0), ("✅ bounded", 10)]:
        for items in (10, 100):
            held, refused = backlog(items, maxsize)
            log.info("%s: %d items, %d held, %d refused", title, items, held, refused)
    for title, window in [("❌ map", None), ("✅ a window of 4", 4)]:
        for items in (5, 100):
            pulled, _ = pulled_before_the_first_result(items, window)
            log.info("%s reads %d of %d before the first result", title, pulled, items)
    for title, bound in [("❌ a bound method", True), ("✅ a plain function", False)]:
        left_over = sensor_without_users(bound)
        log.info("%s: is its owner still there? %s", title, left_over.is_still_there)


if __name__ == "__main__":
    run(main)
