"""🔔 Waiters: how wait and as_completed listen, and what they leave behind.

Each call hangs a waiter on every future it was given, under the future's lock. A future that
ends rings the bells of all its waiters; a waiter that leaves takes itself off every list.

    as_completed goes on      its waiter stays, and futures to come are kept
    as_completed is dropped   nothing is left ✅
    wait has timed out        nothing is left ✅

TL;DR  A long call can be waited for in slices, by many threads, as often as you like.

Run    python -m showcase.parallel_execution.waiters_demo
Specs  tests/parallel_execution/test_waiters.py
Next   cancel_and_timeout_demo.py: when it takes too long
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
import weakref
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, as_completed
from dataclasses import dataclass
from threading import Event, Thread, current_thread
from typing import Any

from showcase.parallel_execution.executor_shutdown_demo import stays_in
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

End = Callable[[Future[Any]], Any]


# 1 ── What they leave behind ─────────────────────────────────────────────────


def waiters_left_behind(leave: str) -> tuple[int, int]:
    """How many waiters does a future carry that was waited for in vain, twice?

    Returns that, and how many times another future was given meanwhile.

    Args:
        leave: "wait" (its time is up), "close" (as_completed is dropped) or "stay".
    """
    done: Future[Any] = Future()
    done.set_result("a value")
    never: Future[Any] = Future()
    given: list[Future[Any]] = []
    keeper = []
    for _ in range(2):
        if leave == "wait":
            given += concurrent.futures.wait([done, never], timeout=0).done
            continue
        gives = as_completed([done, never])
        given.append(next(gives))
        if leave == "stay":
            keeper.append(gives)
        del gives
    return len(never._waiters) + len(done._waiters), len(given)


def given_future_is_held(done_before: bool, kept: bool) -> tuple[bool, bool]:
    """Is a future in memory that as_completed has given, while it has more to give?

    Args:
        done_before: was it done before as_completed began?
        kept: the twin: the caller keeps it.

    Returns that, and whether as_completed waited for it when it was done.
    """
    opener: Future[Any] = Future()
    opener.set_result(None)
    future: Future[Any] = Future()
    never: Future[Any] = Future()
    given = as_completed([future, never] if done_before else [opener, future, never])
    if not done_before:
        next(given)
    was_waited_for = bool(future._waiters)
    future.set_result(None)
    watch = weakref.ref(future)
    if not kept:
        del future
    next(given)
    return watch() is not None, was_waited_for


# 2 ── The locks they take ────────────────────────────────────────────────────


class Noted(Future[Any]):
    """A future that notes when its lock is taken."""

    def __init__(self, notes: list[Future[Any]]) -> None:
        super().__init__()
        acquire = self._condition.acquire

        def noted_acquire(*args: Any) -> bool:
            notes.append(self)
            return acquire(*args)

        self._condition.acquire = noted_acquire  # type: ignore[method-assign, assignment]

    def __hash__(self) -> int:
        return hash("the same")  # a set keeps two that collide in the order in which they came


def locks_taken(call: Callable[[list[Future[Any]]], Any], backwards: bool) -> list[int]:
    """Wait for two futures, named in one order or the other.

    Args:
        call: what waits, and gives up at once.
        backwards: name the one with the higher id first.

    Returns the order in which their locks were taken, by their places in memory.
    """
    notes: list[Future[Any]] = []
    both: list[Future[Any]] = [Noted(notes), Noted(notes)]
    futures = sorted(both, key=id, reverse=backwards)
    call(futures)
    return [sorted(futures, key=id).index(future) for future in notes]


class SlowToClear(Event):
    """An Event that is slow to forget; as_completed clears one when it has looked at its list."""

    clearing: Cue
    go_on: Cue

    def clear(self) -> None:
        """As Event.clear, when somebody else has had the time to add to the list."""
        self.clearing.set()
        self.go_on.wait()
        super().clear()


@dataclass(frozen=True)
class Meeting:
    """What one thread did while another held a lock that it needs."""

    overtook: bool
    """Did it get its way without the lock?"""
    got_through: bool
    """And in the end?"""


def ends_while_the_list_is_read(end: End) -> tuple[str, Meeting]:
    """A future ends in the moment in which as_completed has read what has ended so far.

    Returns the names of what as_completed gives, and what was seen of the end.
    """
    first: Future[Any] = Future()
    second: Future[Any] = Future()
    opener: Future[Any] = Future()
    opener.set_result("a value")
    name_of = {opener: "o", first: "a", second: "b"}
    given = as_completed(name_of)
    names = name_of[next(given)]
    (waiter,) = first._waiters
    slow = SlowToClear()
    slow.clearing, slow.go_on = Cue(), Cue()
    waiter.event = slow
    ended = Cue()
    enders: list[Thread] = []

    def consumer() -> str:
        return names + "".join(name_of[future] for future in given)

    def ender() -> None:
        if slow.clearing.wait():
            enders.append(current_thread())
        end(second)
        ended.set()

    def looks_on() -> bool:
        waits = stays_in("ender", enders, left=ended.is_set)
        slow.go_on.set()
        return not waits

    first.set_result("a value")
    names, _, overtook = play(consumer, ender, looks_on)
    return names, Meeting(overtook, ended.is_set())


def counts_while_another_counts(end: End) -> tuple[Meeting, int]:
    """Is a future counted as ended while another thread holds the lock of the count?

    `wait` counts down what it waits for, and two threads that do so at once would count one.

    Returns what was seen of it, and how many were done when `wait` came back.
    """
    first: Future[Any] = Future()
    second: Future[Any] = Future()
    enders: list[Thread] = []
    lock_is_held, ended = Cue(), Cue()

    def holder() -> bool:
        until(lambda: bool(first._waiters), "the waiter waiting")
        counter: Any
        (counter,) = first._waiters
        with counter.lock:
            lock_is_held.set()
            waits = stays_in("ender", enders, left=ended.is_set)
        second.set_result("a value")
        return not waits

    def ender() -> None:
        if lock_is_held.wait():
            enders.append(current_thread())
        end(first)
        ended.set()

    def waiter() -> int:
        return len(concurrent.futures.wait([first, second], PATIENCE).done)

    overtook, _, number = play(holder, ender, waiter)
    return Meeting(overtook, ended.is_set()), number


def by_wait(futures: list[Future[Any]], _: Cue) -> int:
    """Leave the futures because `wait` returns; how many were done?"""
    return len(concurrent.futures.wait(futures, PATIENCE, FIRST_COMPLETED).done)


def by_next(futures: list[Future[Any]], may_leave: Cue) -> int:
    """Leave a future because as_completed gives it, as the second one."""
    gives = as_completed(futures, PATIENCE)
    given = [next(gives)]
    if may_leave.wait():
        given.append(next(gives))
    return len(given)


def by_close(futures: list[Future[Any]], may_leave: Cue) -> int:
    """Leave a future because as_completed is told to close, after the first one."""
    gives = as_completed(futures, PATIENCE)
    given = [next(gives)]
    if may_leave.wait():
        gives.close()  # type: ignore[attr-defined]
    return len(given)


def leaves_a_busy_future(
    leave: Callable[[list[Future[Any]], Cue], int], is_done: bool
) -> tuple[Meeting, int]:
    """Can a waiter take itself off the list of a future that another thread is changing?

    Args:
        leave: by_wait, by_next or by_close.
        is_done: is the future done, or only the other one?

    Returns what was seen of it, and how many futures were given to the waiter.
    """
    future: Future[Any] = Future()
    other: Future[Any] = Future()
    may_leave = Cue()
    waiters: list[Thread] = []

    def changes() -> tuple[Any, bool]:
        until(lambda: bool(future._waiters), "the waiter waiting")
        (listener,) = future._waiters
        if is_done:
            other.set_result("a value")
            future.set_result("a value")
        with future._condition:
            if not is_done:
                other.set_result("a value")
            may_leave.set()
            waits = stays_in("waiter", waiters, left=lambda: listener not in future._waiters)
        return listener, not waits

    def waiter() -> int:
        waiters.append(current_thread())
        return leave([future, other], may_leave)

    (listener, overtook), number = play(changes, waiter)
    return Meeting(overtook, listener not in future._waiters), number


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """What is left on a future that was given up twice, and in memory."""
    for leave in ("stay", "close", "wait"):
        log.info("🔔 %s: %d waiters left, %d futures given", leave, *waiters_left_behind(leave))
    for kept in (True, False):
        held = {before: given_future_is_held(before, kept)[0] for before in (True, False)}
        log.info("✅ a future that was given, kept: %s; held, if done before: %s", kept, held)


if __name__ == "__main__":
    run(main)
