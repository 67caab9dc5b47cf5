"""✋ Cancel and timeout: what stops a call, and what only stops the waiting.

    the call …      future.cancel()      then
    ─────────────   ──────────────────   ──────────────────────────────────────
    waits           True ✅              it never runs
    runs            False ❌             it runs to its end
    is done         False                its result is there

    result(timeout) gives up the waiting, and the call goes on ❌
    a stop event that the call looks at ends the call ✅

TL;DR  Nobody can stop a thread from outside. What runs must look whether to stop.

Run    python -m showcase.parallel_execution.cancel_and_timeout_demo
Specs  tests/parallel_execution/test_cancel_and_timeout.py
Next   executor_shutdown_demo.py: the end of the pool
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout  # the builtin one since 3.11
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from threading import Barrier

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, stands_in, until

log = get_logger()


@dataclass(frozen=True)
class Cancelled:
    """A call that somebody tried to cancel."""

    was_running: bool
    answer: bool
    """What cancel() said."""
    cancelled: bool
    ran: bool
    """Was it done after all?"""


def cancel_a_call_that(state: str) -> Cancelled:
    """Cancel a call in a pool of one.

    Args:
        state: "waits", "runs" or "is done".
    """
    begun, gate = Barrier(2), Cue()
    ran = []

    def first() -> None:
        begun.wait(PATIENCE)
        if gate.wait():
            ran.append("first")

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        waiting = pool.submit(ran.append, "second")
        begun.wait(PATIENCE)
        if state == "is done":
            gate.set()
            running.result(PATIENCE)
        future, name = (waiting, "second") if state == "waits" else (running, "first")
        was_running = future.running()
        answer = future.cancel()
        gate.set()
    return Cancelled(was_running, answer, future.cancelled(), name in ran)


def worker_skips_the_cancelled() -> list[str]:
    """While a call runs, three wait; the middle one is cancelled. What is done?"""
    gate = Cue()
    ran: list[str] = []

    def first() -> None:
        if gate.wait():
            ran.append("first")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(first)
        futures = [pool.submit(ran.append, name) for name in ("second", "third", "fourth")]
        futures[1].cancel()
        gate.set()
    return ran


@dataclass(frozen=True)
class Known:
    """A cancelled call, as concurrent.futures.wait knows it."""

    cancelled: bool
    done: bool


def what_wait_knows(by_shutdown: bool, worker_has_left: bool) -> Known:
    """Cancel a call, and ask `wait` whether it is done.

    Args:
        by_shutdown: cancel it by shutdown(cancel_futures=True), and not by Future.cancel.
        worker_has_left: has the worker done, or skipped, all that was on the list?
    """
    begun, gate = Cue(), Cue()

    def keep_busy() -> bool:
        begun.set()
        gate.wait()
        return True

    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(keep_busy)
        begun.wait()  # it is off the list, where a shutdown would find it
        future = pool.submit(int)
        if by_shutdown:
            pool.shutdown(wait=False, cancel_futures=True)
        else:
            future.cancel()
        if worker_has_left:
            gate.set()
            pool.shutdown()
        done, _ = wait_for([future], timeout=0)
        gate.set()
        return Known(future.cancelled(), before.result(PATIENCE) and future in done)


@dataclass(frozen=True)
class GivenUp:
    """How far a call of five steps came when nobody waited for it any longer."""

    error: str
    cancelled: bool
    steps: int


def give_up(with_a_stop_event: bool) -> GivenUp:
    """Wait for a call, give up, try to cancel it, and perhaps tell it to stop.

    Args:
        with_a_stop_event: is the event set that the call looks at before each step?
    """
    stop = threading.Event()
    begun, gate = Barrier(2), Cue()

    def call() -> int:
        steps = 0
        while steps < 5 and not stop.is_set():
            steps += 1
            if steps == 1:
                begun.wait(PATIENCE)
            gate.wait()
        return steps

    with ThreadPoolExecutor() as pool:
        future = pool.submit(call)
        begun.wait(PATIENCE)
        try:
            error = repr(future.result(timeout=0.01))
        except FutureTimeout as timed_out:
            error = type(timed_out).__name__
        cancelled = future.cancel()
        if with_a_stop_event:
            stop.set()
        gate.set()
        return GivenUp(error, cancelled, future.result(PATIENCE))


def leave_a_pool_by_a_timeout() -> list[str]:
    """Leave a `with` block by TimeoutError while the call goes on until the pool is waited for."""
    told: list[str] = []
    caller = threading.current_thread()
    begun = Barrier(2)

    def call() -> None:
        begun.wait(PATIENCE)
        until(lambda: stands_in(caller, "join") or bool(told), "the pool left")
        told.append(f"the call ends, waited for: {stands_in(caller, 'join')}")

    try:
        with ThreadPoolExecutor() as pool:
            future = pool.submit(call)
            begun.wait(PATIENCE)
            future.result(timeout=0)
    except FutureTimeout:
        told.append("the error arrives")
    return told


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for state in ("runs", "is done", "waits"):
        seen = cancel_a_call_that(state)
        log.info("✋ %s: cancel() %s, ran %s", state, seen.answer, seen.ran)
    log.info("✋ the worker runs: %s", ", ".join(worker_skips_the_cancelled()))
    for told in (False, True):
        seen_steps = give_up(with_a_stop_event=told)
        verdict = "✅ told to stop" if told else "❌ only given up"
        log.info("%s: %s, %d of 5 steps", verdict, seen_steps.error, seen_steps.steps)


if __name__ == "__main__":
    run(main)
