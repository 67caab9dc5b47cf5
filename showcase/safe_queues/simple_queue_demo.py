"""🪶 SimpleQueue: no bound, no join(), and put() is safe wherever your code may be interrupted.

A signal handler, a finaliser or a callback of the garbage collector may run between any two
steps of your code. Here it runs at every step of put(), and puts to the same queue.

    the queue        the put() from inside
    ───────────────  ───────────────────────────────────────────────────────────
    📬 Queue          ❌ at some steps it waits for a lock that its own thread holds
    🪶 SimpleQueue    ✅ arrives, at every step

TL;DR  Hand over work with a Queue. Report from `__del__`, weakref callbacks and signal
       handlers with a SimpleQueue: not even put_nowait() of a Queue is safe there.

Run    python -m showcase.safe_queues.simple_queue_demo
Specs  tests/safe_queues/test_simple_queue.py
Next   queue_shutdown_demo.py: how does a queue end?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
import sys
import threading
from dataclasses import dataclass
from queue import Queue, SimpleQueue
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Door, OpenDoor, may_enter, play, until

log = get_logger()


# 1 ── Interrupted at every step ──────────────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """What became of the puts from inside."""

    some_would_hang: bool
    some_arrived: bool
    none_was_lost: bool


def interrupted_put(q: Any, lock: Door) -> Observed:
    """Put an item, and at every call that put() makes, put another one from inside.

    Args:
        q: the queue.
        lock: what q locks while it changes (an open door, if there is nothing).
    """
    arrived: list[str] = []
    hung: list[str] = []

    def interruption(_: object, event: str, __: object) -> None:
        if not may_enter(lock):  # the holder is this very thread: nobody could let it in
            hung.append(event)
            return
        q.put("from inside")
        arrived.append(event)

    before = sys.getprofile()
    sys.setprofile(interruption)  # runs at every call and return in this thread
    try:
        q.put("the item")
    finally:
        sys.setprofile(before)
    observed = Observed(bool(hung), bool(arrived), q.qsize() == len(arrived) + 1)
    verdict = "at some steps" if observed.some_would_hang else "never"
    log.info("would a put() from inside hang? %s", verdict)
    return observed


# 2 ── A signal handler feeds the thread that it interrupts ───────────────────


def fed_by_a_signal_handler(q: "SimpleQueue[str]") -> str:
    """The main thread waits in get(); a handler that interrupts it there puts the item.

    Must be called in the main thread, where signal handlers run. Returns what get() returned:
    it is the same if the signal comes even before get() has begun.
    """

    main = threading.get_ident()
    letters = iter(["from the handler"])  # only one: a handler may itself be interrupted
    fed = threading.Event()

    def handler(*_: object) -> None:
        for letter in letters:
            q.put(letter)
            fed.set()

    def rings_until_fed() -> bool:
        signal.pthread_kill(main, signal.SIGUSR1)
        return fed.is_set()

    def sender() -> None:
        # Again and again: a signal just before get() falls asleep is handled only when it wakes.
        until(rings_until_fed, "the handler has run")

    before = signal.signal(signal.SIGUSR1, handler)
    thread = threading.Thread(target=sender)
    try:
        thread.start()
        return q.get(timeout=PATIENCE)
    finally:
        thread.join()
        os.getppid()  # any system call: a signal that is on its way arrives now, not later
        signal.signal(signal.SIGUSR1, before)


# 3 ── First in, first out ────────────────────────────────────────────────────


def handed_over(q: Any, count: int) -> list[int]:
    """One thread puts numbers while another takes them: in which order do they arrive?"""

    def writer() -> None:
        for number in range(count):
            q.put(number)

    def reader() -> list[int]:
        return [q.get(timeout=PATIENCE) for _ in range(count)]

    numbers: list[int] = play(reader, writer)[0]
    log.info("first in, first out: %s", numbers)
    return numbers


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("📬 ❌ Queue: its mutex is taken, by the thread that was interrupted")
    q: Queue[str] = Queue()
    interrupted_put(q, q.mutex)
    log.info("🪶 ✅ SimpleQueue: put() is one step")
    interrupted_put(SimpleQueue(), OpenDoor())
    handed_over(SimpleQueue(), count=3)


if __name__ == "__main__":
    run(main)
