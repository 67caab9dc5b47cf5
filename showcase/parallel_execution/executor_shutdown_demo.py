"""🌙 shutdown: the end of a pool.

                                            waits for     calls that
    how it is left                          running ones  have not begun
    ─────────────────────────────────────   ────────────  ──────────────
    with ThreadPoolExecutor() as pool: …    yes ✅        are done
    shutdown()                              yes           are done
    shutdown(wait=False)                    no            are done
    shutdown(cancel_futures=True)           yes           are cancelled
    shutdown(wait=False, cancel_futures=…)  no            are cancelled

    submit after any of them                raises RuntimeError ❌

TL;DR  Use `with`. It means shutdown(wait=True), whatever happens inside.

Run    python -m showcase.parallel_execution.executor_shutdown_demo
Specs  tests/parallel_execution/test_executor_shutdown.py
Next   pool_initializer_demo.py: what each worker does first
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, stands_in, until

log = get_logger()

Leave = Callable[[ThreadPoolExecutor], object]


def leave_with(pool: ThreadPoolExecutor) -> None:
    """Leave the pool by the end of a `with` block."""
    with pool:
        pass


# 1 ── What becomes of the calls ──────────────────────────────────────────────


@dataclass(frozen=True)
class Left:
    """How a pool was left while one call ran and two waited."""

    waited: bool
    """Did it wait for the running call?"""
    calls: tuple[str, ...]
    """What became of the three."""


def fate(future: Future[Any]) -> str:
    """Say in one word what became of a call: it was cancelled, has failed, or is done."""
    if future.cancelled():
        return "cancelled"
    return "failed" if future.exception(PATIENCE) else "done"


def leave_while_calls_wait(*leave: Leave) -> Left:
    """Leave a pool of one in the ways given, one after another.

    Args:
        leave: for instance ThreadPoolExecutor.shutdown.
    """
    pool = ThreadPoolExecutor(1)
    begun = threading.Barrier(2)
    gate, returned = Cue(), Cue()
    closers: list[threading.Thread] = []

    def first() -> None:
        begun.wait(PATIENCE)
        gate.wait()

    futures: list[Future[Any]] = [pool.submit(first), pool.submit(int), pool.submit(int)]
    begun.wait(PATIENCE)

    def closes() -> None:
        closers.append(threading.current_thread())
        for way in leave:
            way(pool)
        returned.set()

    def looks_on() -> bool:
        until(
            lambda: returned.is_set() or any(stands_in(t, "join") for t in closers),
            "the pool left or waited for",
        )
        waited = not returned.is_set()
        gate.set()
        return waited

    waited, _ = play(looks_on, closes)
    pool.shutdown()
    return Left(waited, tuple(fate(future) for future in futures))


def workers_before_and_after(wait: bool) -> tuple[int, int]:
    """How many workers does a pool have for three calls, and how many once it was shut down?"""
    number = 3
    pool = ThreadPoolExecutor(number)
    all_here = threading.Barrier(number)
    threads = [pool.submit(_arrive, all_here) for _ in range(number)]
    workers = [thread.result(PATIENCE) for thread in threads]

    def closes() -> None:
        pool.shutdown(wait=wait)

    play(closes)
    if not wait:
        for worker in workers:
            worker.join(PATIENCE)
    return len(set(workers)), sum(worker.is_alive() for worker in workers)


def _arrive(barrier: threading.Barrier) -> threading.Thread:
    barrier.wait(PATIENCE)
    return threading.current_thread()


# 2 ── Who may still call what ────────────────────────────────────────────────


def submit_after(leave: Leave) -> str:
    """Return the message of the error that submit() raises after `leave`, or "accepted"."""
    with ThreadPoolExecutor() as pool:
        leave(pool)
        try:
            pool.submit(int)
        except RuntimeError as error:
            return str(error)
        return "accepted"


def shutdown_by_a_worker(wait: bool) -> str:
    """Return the exception of a call that shuts down its own pool, or None, as a repr."""
    with ThreadPoolExecutor() as pool:
        return repr(pool.submit(pool.shutdown, wait=wait).exception(PATIENCE))


# 3 ── Both at the same time ──────────────────────────────────────────────────


def stays_in(function: str, threads: list[threading.Thread], left: Callable[[], bool]) -> bool:
    """Look many times; return whether one of the threads stayed in `function`.

    Args:
        left: returns whether the thread has come back from there; then the looking ends.
    """
    looks: list[bool] = []

    def enough() -> bool:
        looks.append(any(stands_in(thread, function) for thread in threads))
        return sum(looks) == 50 or left()

    until(enough, f"{function}() entered")
    return not left()


class SlowName(str):
    """A name for threads that takes its time: a way to stop in the middle of a submit."""

    def __init__(self, _: str) -> None:
        self.asked_for, self.go_on = Cue(), Cue()

    def __str__(self) -> str:
        self.asked_for.set()
        self.go_on.wait()
        return "slow"


@dataclass(frozen=True)
class Meeting:
    """A shutdown that came in the middle of a submit."""

    shutdown_overtook: bool
    result: str


def shutdown_in_the_middle_of_a_submit(leave: Leave) -> Meeting:
    """Leave the pool in one thread while another one is in the middle of a submit()."""
    name = SlowName("slow")
    pool = ThreadPoolExecutor(thread_name_prefix=name)
    closers: list[threading.Thread] = []
    returned = Cue()

    def submits() -> str:
        with pool:
            return pool.submit(str, "done").result(PATIENCE)

    def closes() -> None:
        name.asked_for.wait()
        closers.append(threading.current_thread())
        leave(pool)
        returned.set()

    def looks_on() -> bool:
        waits = stays_in("shutdown", closers, left=returned.is_set)
        name.go_on.set()
        return not waits

    overtook, _, result = play(looks_on, closes, submits)
    return Meeting(overtook, result)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Five ways to leave, and what comes too late."""
    ways: dict[str, Leave] = {
        "with": leave_with,
        "shutdown()": lambda pool: pool.shutdown(),
        "wait=False": lambda pool: pool.shutdown(wait=False),
        "cancel_futures=True": lambda pool: pool.shutdown(cancel_futures=True),
        "both": lambda pool: pool.shutdown(wait=False, cancel_futures=True),
    }
    for title, leave in ways.items():
        left = leave_while_calls_wait(leave)
        log.info("🌙 %s: waited? %s; %s", title, left.waited, ", ".join(left.calls))
    log.info("❌ submit then: %s", submit_after(leave_with))


if __name__ == "__main__":
    run(main)
