"""🔔 Waiters: how wait and as_completed listen, and what they leave behind.

Each call hangs a waiter on every future it was given, under the future's lock. A future that
ends rings the bells of all its waiters; a waiter that leaves takes itself off every list.

    as_completed goes on      its waiter stays, and futures to come are kept
    as_completed is dropped   nothing is left ✅
    wait has timed out        nothing is left ✅

    two calls wait for the same futures, named in opposite orders: the locks are taken by id ✅

TL;DR  A long call can be waited for in slices, by many threads, as often as you like.

Run    python -m showcase.parallel_execution.waiters_demo
Specs  tests/parallel_execution/test_waiters.py
Next   waiter_locks_demo.py: and if a future ends in the middle of that?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
import weakref
from collections.abc import Callable
from concurrent.futures import Future, as_completed
from typing import Any

from showcase.utils.logger import get_logger, run

log = get_logger()


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


# 2 ── In which order they take locks ────────────────────────────────────────────────────


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
