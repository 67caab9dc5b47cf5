"""✅ task_done() and join(): wait until the work is done, not until the queue is empty.

    get() is not task_done(): a queue counts what was put and not yet declared done.

    one job of three fails, and the worker     join()           unfinished
    ─────────────────────────────────────────  ───────────────  ──────────
    😵 skips task_done() with the error         ❌ never returns       1
    🧹 calls it in a `finally`                  ✅ returns             0

TL;DR  One task_done() for each get(), in a `finally`. join() has no timeout.

Run    python -m showcase.safe_queues.task_done_join_demo
Specs  tests/safe_queues/test_task_done_join.py
Next   priority_queue_demo.py: what if some work is more urgent?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Queue
from typing import Any

from showcase.safe_queues import parked, until_parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()

JOBS = (2, 0, 4)  # 100 / 0 is the one that fails


# 1 ── A job that fails ───────────────────────────────────────────────────────


def forgetful(q: "Queue[int]", results: list[float]) -> None:
    """😵 The error jumps over task_done()."""
    results.append(100 / q.get())
    q.task_done()


def careful(q: "Queue[int]", results: list[float]) -> None:
    """🧹 Done is done, whether it went well or not."""
    job = q.get()
    try:
        results.append(100 / job)
    finally:
        q.task_done()


@dataclass(frozen=True)
class Observed:
    """What came of it."""

    join_returned: bool
    unfinished: int
    results: tuple[float, ...]


def a_job_fails(work: Callable[["Queue[int]", list[float]], None]) -> Observed:
    """Three jobs, of which one fails; then the boss asks with join() if all is done.

    Args:
        work: takes one job off the queue and does it.
    """
    q: Queue[int] = Queue()
    for job in JOBS:
        q.put(job)
    results: list[float] = []
    returned: list[str] = []

    def worker() -> None:
        while not q.empty():  # there is one consumer, so nobody can be quicker
            with suppress(ZeroDivisionError):
                work(q, results)

    def boss() -> None:
        q.join()
        returned.append("boss")

    def observer() -> Observed:
        # No work is left that could change the count: who is seen waiting waits for ever.
        until(lambda: bool(returned or parked("boss")), "the boss is back, or waits")
        observed = Observed(bool(returned), q.unfinished_tasks, tuple(results))
        for _ in range(observed.unfinished):  # let the boss go home
            q.task_done()
        return observed

    play(worker)
    observed: Observed = play(observer, boss)[0]
    verdict = "returned" if observed.join_returned else "would never return"
    log.info("join() %s, unfinished: %d", verdict, observed.unfinished)
    return observed


# 2 ── What join() waits for ──────────────────────────────────────────────────


def order_of_events(q: "Queue[Any]", jobs: int, bosses: int) -> list[str]:
    """Take all jobs, then declare them done one by one, while bosses wait in join()."""
    for job in range(jobs):
        q.put(job)
    events: list[str] = []

    def boss() -> None:
        q.join()
        events.append("join() returned")

    def worker() -> None:
        events.append(f"{until_parked('boss', bosses)} in join()")
        for _ in range(jobs):
            q.get()
        events.append(f"{q.qsize()} in the queue")
        for _ in range(jobs):
            events.append("task_done()")
            q.task_done()

    play(worker, *[boss] * bosses)
    return events


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("😵 ❌ the error jumps over task_done()")
    a_job_fails(forgetful)
    log.info("🧹 ✅ task_done() in a `finally`")
    a_job_fails(careful)
    for event in order_of_events(Queue(), jobs=2, bosses=1):
        log.info("%s", event)


if __name__ == "__main__":
    run(main)
