"""🛑 Queue.shutdown(): put() is refused, waiting calls are released (new in Python 3.13).

Two jobs are in the queue, the end is announced, and then a late job is put.

    the end is announced by         the late put()   what the consumer got
    ──────────────────────────────  ───────────────  ───────────────────────────────────
    🏁 a sentinel                    accepted         ❌ 2 jobs; the late one is lost
    🛑 shutdown()                    ShutDown         ✅ 2 jobs, and nothing is lost
    🧨 shutdown(immediate=True)      ShutDown         ✅ nothing: the queue was emptied

TL;DR  After shutdown() put() raises ShutDown, and so does get() once the queue is empty;
       calls of both that wait are released. With immediate=True the items that are left
       are dropped and count as done. Before 3.13, and for a SimpleQueue, use sentinels.

Run    python -m showcase.safe_queues.queue_shutdown_demo
Specs  tests/safe_queues/test_queue_shutdown.py
Next   pipeline_demo.py: several queues in a row
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import queue
from collections.abc import Callable
from dataclasses import dataclass
from queue import Queue
from typing import Any

from showcase.safe_queues import until_parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()

ShutDown: Any = getattr(queue, "ShutDown", ())
"""The exception; before Python 3.13 there is none, and `except ()` catches nothing."""

SENTINEL = "the end"


# 1 ── A job that comes late ──────────────────────────────────────────────────


def with_a_sentinel(q: "Queue[str]") -> None:
    """🏁 The end is an item like any other."""
    q.put(SENTINEL)


def with_shutdown(q: "Queue[str]") -> None:
    """🛑 The end is a state of the queue."""
    q.shutdown()  # type: ignore[attr-defined]


def with_immediate_shutdown(q: "Queue[str]") -> None:
    """🧨 The end is now."""
    q.shutdown(immediate=True)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Observed:
    """What became of the jobs."""

    late_put: str
    consumed: tuple[str, ...]
    lost: tuple[str, ...]


def a_job_comes_late(announce_the_end: Callable[["Queue[str]"], None]) -> Observed:
    """Put two jobs, announce the end, put a third; then let a consumer work until the end.

    Args:
        announce_the_end: tells the queue, or through the queue, that no more should come.
    """
    q: Queue[str] = Queue()

    def producer() -> str:
        q.put("job 1")
        q.put("job 2")
        announce_the_end(q)
        try:
            q.put("late job")
        except ShutDown:
            return "ShutDown"
        return "accepted"

    def consumer() -> tuple[str, ...]:
        consumed = []
        try:
            while (job := q.get()) != SENTINEL:
                consumed.append(job)
        except ShutDown:
            pass
        return tuple(consumed)

    late_put = play(producer)[0]
    consumed = play(consumer)[0]
    lost = tuple(q.queue)
    log.info("the late put: %s; consumed: %d, lost: %d", late_put, len(consumed), len(lost))
    return Observed(late_put, consumed, lost)


# 2 ── Everyone who waits is released ─────────────────────────────────────────


@dataclass(frozen=True)
class Released:
    """How many waited, and what they got: the value, or the name of the exception."""

    waited: int
    got: tuple[str, ...]


def released(call: Callable[[], Any], by: Callable[[], Any], waiters: int) -> Released:
    """Let several threads wait in `call()`, then do what releases them."""

    def waiter() -> str:
        try:
            return str(call())
        except ShutDown as error:
            return type(error).__name__

    def releaser() -> int:
        waited = until_parked("waiter", waiters)
        by()
        return waited

    waited, *got = play(releaser, *[waiter] * waiters)
    log.info("%d waited and got: %s", waited, ", ".join(got))
    return Released(waited, tuple(got))


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("🏁 ❌ a sentinel: a late item is accepted, and never read")
    a_job_comes_late(with_a_sentinel)
    if not hasattr(Queue, "shutdown"):
        log.info("🛑 shutdown() is new in Python 3.13")
        return
    log.info("🛑 ✅ shutdown(): a late item is refused with ShutDown")
    a_job_comes_late(with_shutdown)
    log.info("🧨 ✅ shutdown(immediate=True): the jobs that are left are dropped")
    a_job_comes_late(with_immediate_shutdown)
    q: Queue[str] = Queue()
    released(q.get, lambda: with_shutdown(q), waiters=2)


if __name__ == "__main__":
    run(main)
