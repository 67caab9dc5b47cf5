"""🔐 Waiter locks: what happens when a future ends while wait or as_completed looks at it.

wait and as_completed hang a waiter on each future. Threads that end futures ring its bell, and
the one that waits reads what they have noted: each of these steps is taken under a lock.

    one thread …                       another one meanwhile     without the lock
    ─────────────────────────────────  ────────────────────────  ────────────────────────────────
    reads what has ended so far        ends a future             it would never be given
    counts a future as ended           ends the next one         both would be counted as one
    changes a future                   leaves it                 its list would change meanwhile

TL;DR  A future of your own that wakes others needs a lock around its list, and not only one.

Run    python -m showcase.parallel_execution.waiter_locks_demo
Specs  tests/parallel_execution/test_waiter_locks.py
Next   cancel_and_timeout_demo.py: when it takes too long
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
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


@dataclass(frozen=True)
class Meeting:
    """What one thread did while another held a lock that it needs."""

    overtook: bool
    """Did it succeed while the other thread held the lock?"""
    got_through: bool
    """Did it succeed in the end?"""

    def __str__(self) -> str:
        return "overtakes" if self.overtook else "waits"


class SlowToClear(Event):
    """An Event that is slow to forget; as_completed clears one when it has looked at its list."""

    clearing: Cue
    go_on: Cue

    def clear(self) -> None:
        """As Event.clear, when somebody else has had the time to add to the list."""
        self.clearing.set()
        self.go_on.wait()
        super().clear()


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


def has_a_value(future: Future[Any]) -> None:
    """Give the future a result."""
    future.set_result("a value")


def main() -> None:
    """Three meetings: nobody overtakes."""
    given, meeting = ends_while_the_list_is_read(has_a_value)
    log.info("📜 while the list is read, a future that ends %s; given: %s", meeting, given)
    meeting, number = counts_while_another_counts(has_a_value)
    log.info("🔢 while another one is counted, it %s; counted: %d", meeting, number)
    meeting, number = leaves_a_busy_future(by_close, is_done=False)
    log.info("🚪 while the future changes, a waiter that leaves it %s; given: %d", meeting, number)


if __name__ == "__main__":
    run(main)
