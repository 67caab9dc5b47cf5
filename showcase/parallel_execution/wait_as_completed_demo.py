"""🏁 wait and as_completed: many futures at once.

    wait(…, return_when)   returns as soon as
    ────────────────────   ─────────────────────────────────────────────────────────
    FIRST_COMPLETED        one has ended, in whatever way
    FIRST_EXCEPTION        one has raised an error; a cancelled one does not count
    ALL_COMPLETED          all have ended, in whatever way

    as_completed(…)        gives each future when it ends, the fastest first

TL;DR  `as_completed` to work on results as they come; `wait` to get a set of what is done
       and a set of what is not. Neither asks whether the calls went well: read each future.

Run    python -m showcase.parallel_execution.wait_as_completed_demo
Specs  tests/parallel_execution/test_wait_as_completed.py
Next   waiters_demo.py: how they listen, and what they leave behind
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ALL_COMPLETED, Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FutureTimeout  # the builtin one since 3.11
from dataclasses import dataclass, replace
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until, waiting_in

log = get_logger()


def value(future: Future[Any]) -> None:
    """The call returns."""
    future.set_result("a value")


def error(future: Future[Any]) -> None:
    """The call raises."""
    future.set_exception(ValueError("no"))


def cancelled(future: Future[Any]) -> None:
    """Somebody cancels the call, and the executor takes notice."""
    future.cancel()
    future.set_running_or_notify_cancel()


End = Callable[[Future[Any]], None]


def while_it_waits(act: Callable[[], Any], interrupt: Callable[[], Any]) -> tuple[Any, str]:
    """Run `act` in a thread, and `interrupt` in another when it waits, or is back.

    Returns what `act` returned, and how `interrupt` found it: "waiting" or "back".
    """
    waiters: list[threading.Thread] = []
    looks = [""]
    returned = Cue()

    def waiter() -> Any:
        waiters.append(threading.current_thread())
        try:
            return act()
        finally:
            returned.set()

    def is_found() -> bool:
        waits = any(map(waiting_in, waiters))
        look = "waiting" if waits else "back" * returned.is_set()
        looks.append(look)
        return bool(look)

    def worker() -> str:
        until(is_found, "the waiter waiting")
        interrupt()
        return looks[-1]

    returns, found = play(waiter, worker)
    return returns, found


# 1 ── wait ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Waited:
    """What `wait` returned, by the names of the futures, and when."""

    done: str
    not_done: str
    to_the_end: bool
    """Was its timeout used up?"""
    found: str = ""
    """How it was found by what ended meanwhile: "waiting" or "back"."""


def wait_for_two(
    return_when: str,
    before: Mapping[str, End] | None = None,
    meanwhile: Mapping[str, End] | None = None,
    timeout: float = PATIENCE,
) -> Waited:
    """Wait for the futures a and b.

    Args:
        return_when: as for concurrent.futures.wait.
        before: how futures end before they are waited for.
        meanwhile: how futures end while they are waited for.
        timeout: seconds.
    """
    future_of: dict[str, Future[Any]] = {"a": Future(), "b": Future()}
    name_of = {future: name for name, future in future_of.items()}

    def end(them: Mapping[str, End] | None) -> None:
        for name, how in (them or {}).items():
            how(future_of[name])

    def waits() -> Waited:
        start = time.monotonic()
        done, not_done = concurrent.futures.wait(future_of.values(), timeout, return_when)
        seconds = time.monotonic() - start
        return Waited(
            "".join(sorted(name_of[f] for f in done)),
            "".join(sorted(name_of[f] for f in not_done)),
            seconds >= timeout * 0.9,
        )

    end(before)
    waited: Waited
    waited, found = while_it_waits(waits, lambda: end(meanwhile))
    return replace(waited, found=found) if meanwhile else waited


# 2 ── as_completed ───────────────────────────────────────────────────────────


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


def given_while_it_waits(end: End) -> tuple[list[str], list[bool]]:
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


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """First in the order of the list, then in the order of completion."""
    log.info("❌ in the order of the list: %s", ", ".join(order_given(iter)))
    log.info("✅ as completed: %s", ", ".join(order_given(as_completed)))
    for return_when, meanwhile in [
        (concurrent.futures.FIRST_COMPLETED, {"a": value}),
        (concurrent.futures.FIRST_EXCEPTION, {"b": error}),
        (ALL_COMPLETED, {"a": value, "b": error}),
    ]:
        waited = wait_for_two(return_when, meanwhile=meanwhile)
        log.info("🏁 %s: done %r, not done %r", return_when, waited.done, waited.not_done)
    timeout = 0
    log.info("⏰ as_completed, for %g s: %s", timeout, give_until_it_is_late(timeout).said)


if __name__ == "__main__":
    run(main)
