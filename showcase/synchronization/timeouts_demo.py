"""⏳ Timeouts: what every blocking call returns in time, and what it does when time is up.

    the call                       it comes      time is up
    ─────────────────────────────  ────────────  ──────────────────────────────────────────
    Lock.acquire(timeout=)         True          False
    RLock.acquire(timeout=)        True          False
    Semaphore.acquire(timeout=)    True          False
    Condition.wait(timeout)        True          False
    Condition.wait_for(.., t)      the value     the predicate's last value
    Event.wait(timeout)            True          False
    Barrier.wait(timeout)          your index    BrokenBarrierError, and so for everybody
    Thread.join(timeout)           None          None ❌ ask is_alive()
    Queue.get(timeout=)            the item      queue.Empty
    Queue.put(.., timeout=)        None          queue.Full
    SimpleQueue.get(timeout=)      the item      queue.Empty
    Future.result(timeout)         the result    TimeoutError: the task goes on
    Future.exception(timeout)      the error     TimeoutError: the task goes on
    futures.wait(.., timeout)      (done, not)   (done, not): look into the second
    futures.as_completed(.., t)    the future    TimeoutError, from the loop
    Executor.map(.., timeout=)     the result    TimeoutError, from the loop

TL;DR  A timeout that nobody looks at is a bug: seven of these calls return where you may expect
       an error. None is no limit, 0 is "now or never", and threading.TIMEOUT_MAX is the most.

Run    python -m showcase.synchronization.timeouts_demo
Specs  tests/synchronization/test_timeouts.py
Next   basic_queue_demo.py: threads that hand items over.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from functools import partial
from math import inf
from threading import Barrier, Condition, Event, Lock, RLock, Semaphore, Thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

A_MOMENT = 0.001

# Each function blocks on something that `comes`, or never does, for at most `timeout` seconds.


def lock_acquire(timeout: float | None, comes: bool, make_lock: Callable[[], Any] = Lock) -> bool:
    """Acquire a lock that is free, or held by a thread that has ended."""
    lock = make_lock()
    if not comes:
        play(lock.acquire)
    taken: bool = lock.acquire(timeout=timeout)
    return taken


def semaphore_acquire(timeout: float | None, comes: bool) -> bool:
    """Acquire a Semaphore with one place, or with none."""
    return Semaphore(int(comes)).acquire(timeout=timeout)


def condition_wait(timeout: float | None, comes: bool) -> bool:
    """Wait to be notified by a thread that does, or only comes and goes."""
    changed = Condition()
    waiter_has_the_lock = Cue()

    def notifier() -> None:
        waiter_has_the_lock.wait()
        with changed:  # we get in once the waiter is parked, or gone
            if comes:
                changed.notify()

    with meanwhile(notifier), changed:
        waiter_has_the_lock.set()
        return changed.wait(timeout)


def condition_wait_for(timeout: float | None, comes: bool) -> object:
    """Wait for a predicate that gives "done", or "" for ever."""
    changed = Condition()
    with changed:
        return changed.wait_for(lambda: "done" if comes else "", timeout)


def event_wait(timeout: float | None, comes: bool) -> bool:
    """Wait for an Event that is set, or never will be."""
    event = Event()
    if comes:
        event.set()
    return event.wait(timeout)


def barrier_wait(timeout: float | None, comes: bool) -> int:
    """Wait at a Barrier that is complete with us, or misses one."""
    return Barrier(2 - comes).wait(timeout)


def thread_join(timeout: float | None, comes: bool) -> tuple[None, str]:
    """Join a thread that ends, or does not; returns what join() returned, and is_alive()."""
    may_end = Event()
    if comes:
        may_end.set()
    with meanwhile(may_end.wait, may_end.set) as thread:
        returned = thread.join(timeout)  # type: ignore[func-returns-value]
        return returned, "alive" if thread.is_alive() else "ended"


def queue_get(
    timeout: float | None, comes: bool, make_queue: Callable[[], Any] = queue.Queue
) -> object:
    """Get from a queue with one item, or with none."""
    source = make_queue()
    if comes:
        source.put("item")
    return source.get(timeout=timeout)


def queue_put(timeout: float | None, comes: bool) -> None:
    """Put into a queue with room for two items, or for one, where one is already."""
    target: queue.Queue[str] = queue.Queue(maxsize=1 + comes)
    target.put("first item")
    target.put("item", timeout=timeout)


def future(comes: bool, error: Exception | None = None) -> "Future[str]":
    """A Future with a result or an error, or one that stays without either."""
    promise: Future[str] = Future()
    if comes and error:
        promise.set_exception(error)
    elif comes:
        promise.set_result("result")
    return promise


def future_result(timeout: float | None, comes: bool) -> str:
    """Ask a Future for its result."""
    return future(comes).result(timeout)


def future_exception(timeout: float | None, comes: bool) -> BaseException | None:
    """Ask a Future for its exception."""
    return future(comes, KeyError("lost")).exception(timeout)


def futures_wait(timeout: float | None, comes: bool) -> tuple[int, int]:
    """Wait for one Future; returns how many are done, and how many are not."""
    done, not_done = wait([future(comes)], timeout)
    return len(done), len(not_done)


def futures_as_completed(timeout: float | None, comes: bool) -> list[str]:
    """Take the results of one Future as they come."""
    return [promise.result() for promise in as_completed([future(comes)], timeout)]


def executor_map(timeout: float | None, comes: bool) -> list[str]:
    """Map one task over a pool; the task ends at once, or when the map has been given up."""
    may_end = Event()
    if comes:
        may_end.set()

    def task(item: str) -> str:
        may_end.wait(PATIENCE)
        return item

    with ThreadPoolExecutor() as pool:
        try:
            return list(pool.map(task, ["result"], timeout=timeout))
        finally:
            may_end.set()


@contextmanager
def meanwhile(
    does: Callable[[], object], release: Callable[[], None] = lambda: None
) -> Iterator[Thread]:
    """Run `does()` in a thread while the block runs; then `release()` lets the thread end."""
    thread = Thread(target=does, name="meanwhile")
    thread.start()
    try:
        yield thread
    finally:
        release()
        # join() is not to be relied on here: see alive_after_a_join_that_raised().
        until(lambda: thread not in threading.enumerate(), "the thread has ended")


CALLS: dict[str, Callable[[float | None, bool], object]] = {
    "Lock.acquire": lock_acquire,
    "RLock.acquire": partial(lock_acquire, make_lock=RLock),
    "Semaphore.acquire": semaphore_acquire,
    "Condition.wait": condition_wait,
    "Condition.wait_for": condition_wait_for,
    "Event.wait": event_wait,
    "Barrier.wait": barrier_wait,
    "Thread.join": thread_join,
    "Queue.get": queue_get,
    "Queue.put": queue_put,
    "SimpleQueue.get": partial(queue_get, make_queue=queue.SimpleQueue),
    "Future.result": future_result,
    "Future.exception": future_exception,
    "futures.wait": futures_wait,
    "futures.as_completed": futures_as_completed,
    "Executor.map": executor_map,
}
"""Every blocking call of the field that takes a timeout."""


def outcome(call: Callable[[float | None, bool], object], timeout: Any, comes: bool) -> str:
    """Make the call; returns "returned ..." or "raised ...", in words."""
    try:
        return f"returned {call(timeout, comes)!r}"
    except Exception as error:
        return f"raised {type(error).__name__}"


def seconds_in_vain(call: Callable[[float | None, bool], object], timeout: float) -> float:
    """Wait for what never comes; returns the seconds that it took."""
    start = time.monotonic()
    outcome(call, timeout, comes=False)
    return time.monotonic() - start


def alive_after_a_join_that_raised() -> tuple[str, bool]:
    """Join a running thread with a timeout that is too large; returns the error, and is_alive()."""
    may_end = Event()
    error = "none"
    with meanwhile(may_end.wait, may_end.set) as thread:
        try:
            thread.join(inf)
        except OverflowError as too_large:
            error = type(too_large).__name__
        return error, thread.is_alive()


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """The table of the docstring, made by trying."""
    log.info("✅ in time, or ⏳ after %g s", A_MOMENT)
    for name, call in CALLS.items():
        in_time, too_late = outcome(call, PATIENCE, True), outcome(call, A_MOMENT, False)
        log.info("%s: ✅ %s, ⏳ %s", name, in_time, too_late)
    too_large = outcome(event_wait, inf, comes=False)
    log.info("❌ for ever, which is more than TIMEOUT_MAX: %s", too_large)


if __name__ == "__main__":
    run(main)
