"""🎫 Future: stands for a result that is not there yet.

    the call …               result()                    exception()
    ──────────────────────   ─────────────────────────   ──────────────────────
    returned a value         that value ✅               None ✅
    raised an error          raises that same object ❌   that same object ✅
    was cancelled            raises CancelledError       raises CancelledError
    takes too long           raises TimeoutError         raises TimeoutError

TL;DR  Read every future: an error that nobody asks for is never seen by anybody.

Run    python -m showcase.parallel_execution.futures_with_results
Specs  tests/parallel_execution/test_futures_with_results.py
Next   future_states_demo.py: what a future can be, and become
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import asyncio
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import TimeoutError as FutureTimeout  # the builtin one since 3.11
from dataclasses import dataclass
from typing import Any, NoReturn

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, stands_in, until

log = get_logger()


# 1 ── The answers to result() and exception() ────────────────────────────────


@dataclass(frozen=True)
class Answers:
    """What two threads got that asked one future, and whether they had to wait for it."""

    got: list[Any]
    waited: bool


def answers(
    ask: Callable[[Future[Any]], Any], end: Callable[[Future[Any]], Any], waiting: bool
) -> Answers:
    """Two threads ask one future.

    Args:
        ask: for instance Future.result.
        end: ends the future, as its worker or whoever cancels it would.
        waiting: do they ask before it ends, so that they have to wait?

    Returns what each of them got: the value, or the exception that was raised.
    """
    future: Future[Any] = Future()
    askers: list[threading.Thread] = []
    waited: list[bool] = []

    def asker() -> Any:
        askers.append(threading.current_thread())
        try:
            return ask(future)
        except BaseException as error:
            return error

    def both_wait() -> bool:
        # A thread inside Condition.wait has the future's lock until it is queued.
        return sum(stands_in(asker, "wait") for asker in askers) == 2

    def worker() -> None:
        if waiting:
            until(both_wait, "both waiting")
        waited.append(both_wait())
        end(future)

    if waiting:
        got = play(worker, first=asker, second=asker)[1:]
    else:
        play(worker)
        got = play(first=asker, second=asker)
    return Answers(got, waited[0])


def squares(numbers: list[int]) -> dict[int, int]:
    """The usual shape: a dictionary from each future to what it is about."""
    with ThreadPoolExecutor() as pool:
        number_of = {pool.submit(pow, number, 2): number for number in numbers}
        return {number_of[future]: future.result() for future in as_completed(number_of, PATIENCE)}


def lines_of_the_error() -> list[str]:
    """The functions in the traceback of an error that a worker met, the outermost first."""
    with ThreadPoolExecutor() as pool:
        error = pool.submit(explode).exception(PATIENCE)
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    return [frame.name for frame in frames]


def leave_an_error_unread() -> None:
    """For a child interpreter: a call fails, and nobody asks its Future."""

    def fails() -> NoReturn:
        print("I fail")
        explode()

    with ThreadPoolExecutor() as pool:
        future = pool.submit(fails)
    print("all is well:", repr(future).rpartition("=")[-1])


# 2 ── Waiting for a limited time ─────────────────────────────────────────────


@dataclass(frozen=True)
class Waited:
    """How a limited wait for a running call ended, and what became of the call."""

    error: str
    seconds: float
    later: Any


def ask_too_early(ask: Callable[[Future[Any], float], Any], timeout: float) -> Waited:
    """Ask a call that is still running, for `timeout` seconds; then let it end, and ask again."""
    gate = Cue()
    with ThreadPoolExecutor() as pool:
        future = pool.submit(gate.wait)
        start = time.monotonic()
        try:
            error = repr(ask(future, timeout))
        except FutureTimeout as timed_out:
            error = type(timed_out).__name__
        seconds = time.monotonic() - start
        gate.set()
        return Waited(error, seconds, future.result(PATIENCE))


# 3 ── Errors that are freed, and errors that hide ────────────────────────────


class Boom(Exception):
    """An error that we can watch being freed."""


class Falsy(Boom):
    """An error that is false, like one that has a len() of 0."""

    def __bool__(self) -> bool:
        return False


def explode(_: Any = None) -> NoReturn:
    """Raise Boom."""
    raise Boom


def by_result(pool: ThreadPoolExecutor) -> None:
    """Meet the error in Future.result."""
    pool.submit(explode).result(PATIENCE)


def by_map(pool: ThreadPoolExecutor) -> None:
    """Meet the error in the iterator of map."""
    list(pool.map(explode, [None]))


def error_outlives_its_handler(meet: Callable[[ThreadPoolExecutor], None], kept: bool) -> bool:
    """Is an error of a worker still in memory when nobody needs it?

    An error knows the frames that it came through. If one of them knew the future, and so
    the error, only the collector could free the two, with all that the frames hold.

    Args:
        meet: by_result or by_map.
        kept: the twin: somebody keeps the error.
    """
    keeper: list[Boom] = []
    with ThreadPoolExecutor() as pool:
        try:
            meet(pool)
        except Boom as error:
            watch = weakref.ref(error)
            if kept:
                keeper.append(error)
    return watch() is not None


# 4 ── A coroutine waits for a thread ─────────────────────────────────────────


def awaited(end: Callable[[Future[Any]], Any]) -> Any:
    """What a coroutine gets from asyncio.wrap_future: the value, or the name of the error."""
    future: Future[Any] = Future()

    async def waits() -> Any:
        wrapped = asyncio.wrap_future(future)
        end(future)
        try:
            return await asyncio.wait_for(wrapped, PATIENCE)
        except BaseException as error:
            return type(error).__name__

    return asyncio.run(waits())


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Ask, and be answered."""
    log.info("🎫 squares: %s", sorted(squares([1, 2, 3]).items()))
    for title, end in {
        "returned": lambda future: future.set_result(42),
        "raised": lambda future: future.set_exception(ValueError("no")),
        "cancelled": Future.cancel,
    }.items():
        for ask in (Future.result, Future.exception):
            seen = answers(ask, end, waiting=True)
            answer, _ = seen.got
            log.info("🎫 %s: %s() %r, waited: %s", title, ask.__name__, answer, seen.waited)
    timeout = 0.01
    waited = ask_too_early(Future.result, timeout)
    log.info("⏰ too early, for %g s: %s; later: %s", timeout, waited.error, waited.later)


if __name__ == "__main__":
    run(main)
