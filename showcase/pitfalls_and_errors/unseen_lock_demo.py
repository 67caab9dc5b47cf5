"""🫥 Unseen lock: it is taken inside something that one only calls, or does not even call.

    who takes it                                ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ─────────────────────
    a finalizer, wherever the last reference    its own thread holds it     outside the lock; or
      goes, or the garbage collector comes                                  only noted there
    a logging handler, under its own lock       who logs under my lock      QueueHandler: it only
                                                wants both, in the other    puts
                                                order

TL;DR  Finalizers, signal handlers and log handlers take no lock. They put into a SimpleQueue, or
       append to a deque, and a thread sees to the rest.

Run    python -m showcase.pitfalls_and_errors.unseen_lock_demo
Specs  tests/pitfalls_and_errors/test_unseen_lock.py
Next   unseen_wait_demo.py: a call that waits, though it does not look like it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
import logging
import weakref
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from logging.handlers import QueueHandler
from queue import SimpleQueue
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, may_enter, play

log = get_logger()


class Resource:
    """Has a finalizer.

    Args:
        finalizer: is called when the resource is gone.
    """

    def __init__(self, finalizer: Callable[[], object]) -> None:
        self.itself: Resource | None = None
        weakref.finalize(self, finalizer)


@dataclass(frozen=True)
class Finalized:
    """What became of a resource."""

    without_collector: bool
    """Did the finalizer run without the garbage collector?"""
    let_in: bool
    """Was it let into the lock?"""


def finalize(outside: bool, in_a_cycle: bool) -> Finalized:
    """A resource goes whose finalizer needs the lock of its user.

    Args:
        outside: it goes when the lock has been given back, and not under it.
        in_a_cycle: it refers to itself, so that the garbage collector finds it, at any moment.
    """
    lock = Lock()
    let_in: list[bool] = []
    resources = [Resource(lambda: let_in.append(may_enter(lock)))]
    if in_a_cycle:
        resources[0].itself = resources[0]

    def drop() -> Finalized:
        resources.clear()
        without_collector = bool(let_in)
        gc.collect()
        return Finalized(without_collector, let_in[0])

    gc.disable()  # it would come at any moment: here, when it is called
    try:
        with nullcontext() if outside else lock:
            return drop()
    finally:
        gc.enable()


class LockingHandler(logging.Handler):
    """Needs a lock of the program for every record.

    Args:
        lock: that lock.
        has_tried: is set when it has knocked there; then `go_on` is waited for.
    """

    def __init__(self, lock: Any, has_tried: Cue, go_on: Cue) -> None:
        super().__init__()
        self.let_in: list[bool] = []
        self._program, self._has_tried, self._go_on = lock, has_tried, go_on

    def emit(self, record: logging.LogRecord) -> None:
        """Handle a record; whoever calls this holds the lock of the handler."""
        self.let_in.append(may_enter(self._program))
        self._has_tried.set()
        self._go_on.wait()


def two_who_log(through_a_queue: bool) -> list[bool]:
    """A report is logged while a booking holds the lock that the handler needs, and logs as well.

    Args:
        through_a_queue: what is logged goes to a QueueHandler, and the handler gets it later.

    Returns whether the booking is let into the lock of the handler, and the handler into that of
    the booking. Twice no is a cycle: each would wait for the other.
    """
    program = Lock()
    holds_it, report_is_settled, go_on = Cue(), Cue(), Cue()
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    locking = LockingHandler(program, report_is_settled, go_on)
    handler = QueueHandler(records) if through_a_queue else locking
    logger = logging.Logger("unseen")
    logger.addHandler(handler)

    def booking() -> bool:
        with program:
            holds_it.set()
            report_is_settled.wait()
            let_in = may_enter(handler.lock)  # type: ignore[arg-type]
        go_on.set()
        return let_in

    def report() -> None:
        holds_it.wait()
        logger.warning("a report")
        report_is_settled.set()

    _, booking_is_let_in = play(report, booking)
    if through_a_queue:
        locking.handle(records.get(timeout=PATIENCE))
    return [booking_is_let_in, *locking.let_in]


def main() -> None:
    """❌ before ✅."""
    for in_a_cycle in (False, True):
        for sign, where, outside in [("❌", "under", False), ("✅", "outside", True)]:
            done = finalize(outside, in_a_cycle)
            by = "the last reference" if done.without_collector else "the garbage collector"
            log.info("%s finalized by %s %s the lock: let in? %s", sign, by, where, done.let_in)
    for title, through_a_queue in [("❌ a handler that locks", False), ("✅ a queue", True)]:
        booking, handler = two_who_log(through_a_queue)
        log.info("%s: the booking is let in? %s; the handler? %s", title, booking, handler)


if __name__ == "__main__":
    run(main)
