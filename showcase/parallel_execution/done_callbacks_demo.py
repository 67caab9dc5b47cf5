"""📞 add_done_callback: be called when a future is done, instead of waiting for it.

    the future …                 the callback is called
    ──────────────────────────   ─────────────────────────────────────────────────
    ends later                   by the thread that ends it: the pool's worker
    is cancelled later           by the thread that cancels it
    is done already              at once, by the thread that adds it

    a callback that fails        is logged; the next one is called all the same ✅
    a callback that is slow      keeps the worker from its next call ❌, but nobody who waits
                                 for the future ✅

TL;DR  A callback runs in somebody else's thread: keep it short, and expect nobody to see
       its errors.

Run    python -m showcase.parallel_execution.done_callbacks_demo
Specs  tests/parallel_execution/test_done_callbacks.py
Next   wait_as_completed_demo.py: many futures at once
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until, waiting_in

log = get_logger()

End = Callable[[Future[Any]], Any]


def who_calls(end: End, added_before: bool) -> list[str]:
    """The thread that calls a callback.

    Args:
        end: for instance Future.cancel; it is done in the thread "ender".
        added_before: does the thread "adder" add the callback before that, or after it?
    """
    future: Future[Any] = Future()
    callers: list[str] = []

    def callback(_: Future[Any]) -> None:
        callers.append(threading.current_thread().name)

    def adder() -> None:
        future.add_done_callback(callback)

    def ender() -> None:
        end(future)

    for actor in (adder, ender) if added_before else (ender, adder):
        play(actor)
    return callers


def called_in_a_pool() -> str:
    """The thread that calls the callback of a call in a pool, and what the call returned."""
    told: Future[str] = Future()
    gate = Cue()

    def callback(done: Future[bool]) -> None:
        told.set_result(f"{threading.current_thread().name}, {done.result()}")

    with ThreadPoolExecutor(thread_name_prefix="worker") as pool:
        pool.submit(gate.wait).add_done_callback(callback)
        gate.set()
        return told.result(PATIENCE)


def calls_made(end: End, fails: str = "") -> list[tuple[str, bool, bool]]:
    """Three callbacks, and the first one twice.

    Args:
        end: ends the future.
        fails: the name of a callback that raises when it has noted its call.

    Returns the calls in their order: the callback's name, whether it was given the future,
    and whether that was done.
    """
    future: Future[Any] = Future()
    calls: list[tuple[str, bool, bool]] = []

    def named(name: str) -> Callable[[Future[Any]], None]:
        def callback(given: Future[Any]) -> None:
            calls.append((name, given is future, given.done()))
            if name == fails:
                raise ZeroDivisionError(name)

        return callback

    first = named("first")
    for callback in (first, named("second"), first):
        future.add_done_callback(callback)
    end(future)
    future.add_done_callback(named("late"))
    return calls


def others_may_ask(end: End) -> list[bool]:
    """While a callback runs: can another thread ask the future, and does it find it done?"""
    future: Future[Any] = Future()
    answers: list[bool] = []

    def callback(future: Future[Any]) -> None:
        def another() -> bool:
            return future.done()

        answers.extend(play(another))

    future.add_done_callback(callback)
    end(future)
    return answers


def who_leaves_first(end: End, wait: Callable[[Future[Any]], Any]) -> list[str]:
    """A thread waits for a future, and a callback does not return before that thread goes on.

    Args:
        end: ends the future, once the other thread waits.
        wait: waits for the future, for instance Future.result.

    Returns who left, the first one first: "waiter", and then "callback".
    """
    future: Future[Any] = Future()
    waiters: list[threading.Thread] = []
    left: list[str] = []
    waiter_has_left = Cue()

    def callback(_: Future[Any]) -> None:
        waiter_has_left.wait()
        left.append("callback")

    def waiter() -> None:
        waiters.append(threading.current_thread())
        with suppress(Exception):
            wait(future)
        left.append("waiter")
        waiter_has_left.set()

    def ender() -> None:
        until(lambda: any(waiting_in(thread) for thread in waiters), "the waiter waits")
        end(future)

    future.add_done_callback(callback)
    play(waiter, ender)
    return left


def order_in_a_pool_of(workers: int) -> list[str]:
    """A callback that lasts until the next call has begun, or until it is clear that it cannot.

    Args:
        workers: with one, the next call has to wait for the callback.
    """
    told: list[str] = []
    gate, callback_has_begun, next_has_begun = Cue(), Cue(), Cue()

    def callback(done: Future[bool]) -> None:
        callback_has_begun.set()
        if workers > 1:
            next_has_begun.wait()
        told.append(f"the callback ends, {done.result()}")

    def next_call() -> None:
        if callback_has_begun.wait():
            told.append("the next call begins")
        next_has_begun.set()

    with ThreadPoolExecutor(workers) as pool:
        pool.submit(gate.wait).add_done_callback(callback)
        pool.submit(next_call)
        gate.set()
    return told


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Who calls, in which order, and who waits."""
    log.info("📞 added, then ended: called by %s", *who_calls(Future.cancel, added_before=True))
    log.info("📞 ended, then added: called by %s", *who_calls(Future.cancel, added_before=False))
    log.info("📞 in a pool: called by %s", called_in_a_pool())
    log.info("📞 order: %s", ", ".join(name for name, *_ in calls_made(Future.cancel)))
    for verdict, workers in (("❌", 1), ("✅", 2)):
        told = "; ".join(order_in_a_pool_of(workers))
        log.info("%s workers: %d: %s", verdict, workers, told)


if __name__ == "__main__":
    run(main)
