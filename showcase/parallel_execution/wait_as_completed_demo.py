"""🏁 as_completed: each future when it ends, the fastest first.

Two calls: the slow one was submitted first, and ends only after a result has been looked at.

    for future in …            gives
    ─────────────────────────  ───────────────────────────────────────
    futures                    slow, fast: in the order of the list ❌
    as_completed(futures)      fast, slow: in the order of completion ✅

Its timeout is for all of them, and raises TimeoutError from the loop.

TL;DR  `as_completed` to work on results as they come. It does not ask whether the calls went
       well: read each future.

Run    python -m showcase.parallel_execution.wait_as_completed_demo
Specs  tests/parallel_execution/test_wait_as_completed.py
Next   futures_wait_demo.py: what is done by now, and what is not?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FutureTimeout  # the builtin one since 3.11
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until, waiting_in

log = get_logger()


def order_given(give: Callable[[list[Future[Any]]], Iterator[Future[Any]]]) -> list[str]:
    """Two pools; the slow call, submitted first, cannot end before one of the two is given.

    Args:
        give: as_completed, or its twin `iter`: in the order of the list.
    """
    one_is_given = Cue()
    with ThreadPoolExecutor() as one, ThreadPoolExecutor() as other:
        name_of: dict[Future[Any], str] = {
            one.submit(one_is_given.wait): "slow",
            other.submit(int): "fast",
        }
        given = []
        for future in give(list(name_of)):
            given.append(future)
            one_is_given.set()
    return [name_of[future] for future in given if not future.exception()]


def given_in_order_of(order: str) -> str:
    """Four futures end in `order`: one; two when it is given; the last when the next is given."""
    future_of: dict[str, Future[str]] = {name: Future() for name in "abcd"}
    given = as_completed(future_of.values(), PATIENCE)
    names = ""
    for group in (order[0], order[1:3], order[3]):
        for name in group:
            future_of[name].set_result(name)
        names += next(given).result()
    return names + next(given).result()


def given_while_it_waits(end: Callable[[Future[Any]], object]) -> tuple[list[str], list[bool]]:
    """Two futures end while as_completed sleeps: the second, and when it was given, the first.

    Returns which were given, and whether it slept when each of them ended.
    """
    first: Future[Any] = Future()
    second: Future[Any] = Future()
    name_of = {first: "first", second: "second"}
    given: list[str] = []
    consumers: list[threading.Thread] = []

    def consumer() -> None:
        consumers.append(threading.current_thread())
        for future in as_completed([first, second]):
            given.append(name_of[future])

    def is_asleep() -> bool:
        return any(map(waiting_in, consumers))

    def sleeps(*after: str) -> bool:
        until(lambda: given == [*after] and is_asleep(), "the consumer asleep")
        return given == [*after]

    def worker() -> list[bool]:
        first_time = sleeps()
        end(second)
        second_time = sleeps("second")
        end(first)
        return [first_time, second_time]

    return given, play(consumer, worker)[-1]


@dataclass(frozen=True)
class Late:
    """What as_completed gave, and what it said when the time was up."""

    given: str
    said: str
    seconds: float


def give_until_it_is_late(
    timeout: float,
    before_the_first: Callable[[], object] = int,
    after_the_first: Callable[[], object] = int,
    all_end: bool = False,
) -> Late:
    """Ask for a, which is done, and for b, which is not.

    Args:
        timeout: seconds, for as_completed.
        before_the_first: is called before a is asked for.
        after_the_first: is called before b is asked for.
        all_end: does b end in the meantime?
    """
    a: Future[str] = Future()
    b: Future[str] = Future()
    a.set_result("a")
    names, said = "", ""
    start = time.monotonic()
    given = as_completed([a, b], timeout)
    try:
        before_the_first()
        names += next(given).result()
        after_the_first()
        if all_end:
            b.set_result("b")
        names += next(given).result()
    except FutureTimeout as late:
        said = str(late)
    return Late(names, said, time.monotonic() - start)


def main() -> None:
    """❌ before ✅."""
    log.info("❌ in the order of the list: %s", ", ".join(order_given(iter)))
    log.info("✅ as completed: %s", ", ".join(order_given(as_completed)))
    timeout = 0
    log.info("⏰ as_completed, for %g s: %s", timeout, give_until_it_is_late(timeout).said)


if __name__ == "__main__":
    run(main)
