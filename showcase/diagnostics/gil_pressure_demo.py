"""🐢 GIL pressure: does a function let other threads run, or do they wake up late?

A thread whose event is set can run as soon as it has the GIL. Who computes in Python keeps it
until asked, which is after a switch interval; who waits, or hashes megabytes in C, has given it
up by itself. If nobody is ever asked, the difference is not one of milliseconds:

    what the thread that sets the event does next   the other one wakes up
    ──────────────────────────────────────────────  ──────────────────────────────────────
    computes in Python, with the GIL                not before it is asked to let it ❌
    computes in Python, without the GIL             as soon as the system lets it  ✅
    hashes a large buffer                           as soon as the system lets it  ✅
    waits                                           as soon as the system lets it  ✅

TL;DR  Ask `holds_others_up(your_function)`. If so, all others are late by a switch interval
       (5 ms) whenever they wake up, and by one more for each thread that does the same.

Run    python -m showcase.diagnostics.gil_pressure_demo
Specs  tests/diagnostics/test_gil_pressure.py
Next   cpu_per_thread_demo.py: who is it that computes?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import hashlib
import sys
import time
from collections.abc import Callable
from threading import Event, Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, stands_in, switch_interval, until

log = get_logger()

FOR_EVER = 1000.0
"""Seconds of a switch interval after which nobody looks any more."""


# 1 ── The instrument ─────────────────────────────────────────────────────────


def holds_others_up(work: Callable[[], object], patience: float = 1.0) -> bool:
    """Is a thread that is woken still not there after so many seconds of this work?

    Args:
        work: something short, of yours: it is done again and again. Nobody asks it meanwhile to
            give up the GIL, in the whole process: this is nothing for a program that serves.
        patience: seconds. More of them for a busy machine; who lets others run needs far less.
    """
    alarm, is_up = Event(), Event()

    def sleeper() -> None:
        alarm.wait(PATIENCE)
        is_up.set()

    thread = Thread(target=sleeper, name="sleeper")
    with switch_interval(FOR_EVER):
        thread.start()
        until(lambda: stands_in(thread, "wait"), "a thread that sleeps")
        alarm.set()
        give_up = time.monotonic() + patience
        while not is_up.is_set() and time.monotonic() < give_up:
            work()
        held_up = not is_up.is_set()
    thread.join(PATIENCE)
    return held_up


# 2 ── Three kinds of work ────────────────────────────────────────────────────

BUFFER = bytes(1 << 20)


def compute() -> int:
    """Plain Python: no waiting, no reading, no writing."""
    return sum(number * number for number in range(1000))


def digest() -> bytes:
    """In C, and with a buffer that is large enough, hashlib gives up the GIL meanwhile."""
    return hashlib.sha256(BUFFER).digest()


def wait() -> bool:
    """For something that does not come."""
    return Event().wait(0.001)


# ── The guided tour ──────────────────────────────────────────────────────────


def gil_is_on() -> bool:
    """Before 3.13 there was no choice."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def main() -> None:
    """❌ before ✅."""
    in_vain = 0.1 if gil_is_on() else PATIENCE  # or it comes, on a busy machine not at once
    for work, patience in [(compute, in_vain), (digest, PATIENCE), (wait, PATIENCE)]:
        held_up = holds_others_up(work, patience)
        log.info("%s: others %s", work.__name__, "❌ are held up" if held_up else "✅ can run")


if __name__ == "__main__":
    run(main)
