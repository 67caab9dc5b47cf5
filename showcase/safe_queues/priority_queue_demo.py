"""🚑 PriorityQueue: the lowest entry comes out first.

Four patients come while the doctor treats the first one.

    the waiting room                        treated in this order
    ──────────────────────────────────────  ──────────────────────────────────────────
    🚶 Queue                                 cold, cough, broken leg, heart  ❌
    🚑 PriorityQueue                         cold, heart, broken leg, cough  ✅

    equal priority, and the data is         outcome
    ──────────────────────────────────────  ──────────────────────────────────────────
    🧩 compared: (1, job)                    ❌ TypeError, and the job is in all the same
    🔢 behind a counter: (1, n, job)         ✅ first come, first served
    🏷️ not compared: PrioritizedItem         ✅ works, in no promised order

TL;DR  Put (priority, next(counter), data). Ties are broken by comparing what comes next, so
       let that be a number.

Run    python -m showcase.safe_queues.priority_queue_demo
Specs  tests/safe_queues/test_priority_queue.py
Next   lifo_queue_demo.py: and if the newest is the most urgent?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from queue import PriorityQueue, Queue
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


# 1 ── Urgent first ───────────────────────────────────────────────────────────


def treated(make_queue: Callable[[], "Queue[Any]"]) -> list[tuple[int, str]]:
    """In which order does one doctor treat four patients?

    The others come while the first is being treated: even an urgent one does not interrupt.
    """
    q = make_queue()
    first_is_on_the_table = Cue()
    others_wait = Cue()

    def patients() -> None:
        q.put((4, "cold"))
        first_is_on_the_table.wait()
        for patient in [(3, "cough"), (2, "broken leg"), (1, "heart")]:
            q.put(patient)
        others_wait.set()

    def doctor() -> list[tuple[int, str]]:
        order = [q.get()]
        first_is_on_the_table.set()
        others_wait.wait()
        while not q.empty():
            order.append(q.get())
        return order

    order: list[tuple[int, str]] = play(doctor, patients)[0]
    log.info("treated: %s", ", ".join(patient for _, patient in order))
    return order


# 2 ── Equal priority ─────────────────────────────────────────────────────────


class Job:
    """Data that cannot be compared with other data."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(order=True, frozen=True)
class PrioritizedItem:
    """🏷️ Only the priority is compared (the recipe of the documentation)."""

    priority: int
    item: Any = field(compare=False)


def plain_pairs() -> Callable[[int, Job], Any]:
    """🧩 (priority, job): a tie is broken by comparing jobs."""
    return lambda priority, job: (priority, job)


def behind_a_counter() -> Callable[[int, Job], Any]:
    """🔢 (priority, n, job): a tie is broken by n, which is never equal."""
    counter = count()
    return lambda priority, job: (priority, next(counter), job)


def behind_a_label() -> Callable[[int, Job], Any]:
    """🏷️ PrioritizedItem(priority, job): the job is never compared."""
    return PrioritizedItem


def job_of(entry: Any) -> Job:
    """The job in an entry that one of the three made."""
    job: Job = entry.item if isinstance(entry, PrioritizedItem) else entry[-1]
    return job


@dataclass(frozen=True)
class Observed:
    """The state of a queue after a put() that may have failed."""

    error: str
    items_in: int
    unfinished: int


def two_of_equal_priority(wrap: Callable[[int, Job], Any]) -> Observed:
    """Put two jobs of priority 1.

    Args:
        wrap: makes the entry from the priority and the job.
    """
    q: PriorityQueue[Any] = PriorityQueue()
    error = "none"
    q.put(wrap(1, Job("first")))
    try:
        q.put(wrap(1, Job("second")))
    except TypeError:
        error = "TypeError"
    log.info("error: %s, items in: %d, counted: %d", error, q.qsize(), q.unfinished_tasks)
    return Observed(error, q.qsize(), q.unfinished_tasks)


def order_of_equals(wrap: Callable[[int, Job], Any], names: str) -> list[str]:
    """Put a job for each letter, all of priority 1. Returns the names as they come out."""
    q: PriorityQueue[Any] = PriorityQueue()
    for name in names:
        q.put(wrap(1, Job(name)))
    return [job_of(q.get()).name for _ in names]


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("🚶 ❌ Queue: in the order of arrival")
    treated(Queue)
    log.info("🚑 ✅ PriorityQueue: the most urgent first")
    treated(PriorityQueue)

    log.info("🧩 ❌ (1, job) twice")
    two_of_equal_priority(plain_pairs())
    log.info("🔢 ✅ (1, n, job) twice")
    two_of_equal_priority(behind_a_counter())
    log.info("first come, first served: %s", order_of_equals(behind_a_counter(), "dacb"))
    log.info("🏷️ ✅ PrioritizedItem(1, job) twice")
    two_of_equal_priority(behind_a_label())


if __name__ == "__main__":
    run(main)
