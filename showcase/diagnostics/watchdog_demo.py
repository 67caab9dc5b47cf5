"""🐕 Watchdog: a program that hangs says where each of its threads stands.

Each of two clerks holds what the other needs. Nobody raises, nobody prints, nothing uses the CPU:
a deadlock is silence. `faulthandler.dump_traceback_later` starts a thread in C that none of
their locks can stop.

    armed with                        after the time is up
    ────────────────────────────────  ─────────────────────────────────────────────────
    nothing                           ❌ silence, for ever
    dump_traceback_later(t)           ✅ every stack, once
    … repeat=True                     ✅ every stack, again and again
    … exit=True                       ✅ every stack, and the process ends with code 1
    … and then cancelled in time      nothing: the work was done before

TL;DR  Arm it before a call that may hang, cancel it afterwards. It costs one thread that sleeps.

Run    python -m showcase.diagnostics.watchdog_demo
Specs  tests/diagnostics/test_watchdog.py
Next   lock_order_demo.py: nothing hangs today. Could it one day?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import faulthandler
import io
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from showcase.diagnostics.stack_dump_demo import place_of, read_back, stacks_in, stands_at
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, takes
from showcase.utils.stage import PATIENCE, until

log = get_logger()

TICK = 0.01
"""Seconds until the watchdog barks, where that is what we want to see."""


# 1 ── A deadlock, and who stands where ───────────────────────────────────────


def alice(pen: Any, paper: Any, all_are_here: threading.Barrier) -> None:
    """Take the pen, then the paper."""
    with pen:
        all_are_here.wait(PATIENCE)
        paper.acquire()


def bob(pen: Any, paper: Any, all_are_here: threading.Barrier) -> None:
    """Take the paper, then the pen."""
    with paper:
        all_are_here.wait(PATIENCE)
        pen.acquire()


def deadlock(arm: Callable[[bool], object]) -> None:
    """Alice and Bob wait for each other, and the program waits for them.

    Args:
        arm: is told whether both hang, and then the program has nothing else to do.
    """
    tools = threading.Lock(), threading.Lock(), threading.Barrier(3)
    first = threading.Thread(target=alice, args=tools, name="alice")
    second = threading.Thread(target=bob, args=tools, name="bob")
    places = {first: place_of(alice, "paper.acquire"), second: place_of(bob, "pen.acquire")}

    def both_hang() -> bool:
        return all(stands_at(thread, place) for thread, place in places.items())

    first.start()
    second.start()
    tools[-1].wait(PATIENCE)
    until(both_hang, "a deadlock")
    arm(both_hang())


def hangs() -> None:
    """Nobody watches: it would hang for ever, but here a Timer ends it. In a child."""

    def arm(both_hang: bool) -> None:
        print("both hang:", both_hang)
        threading.Timer(TICK, os._exit, [3]).start()

    deadlock(arm)


def watch(timeout: float) -> None:
    """Arm a watchdog that ends the process, and have something to clean up at its end."""
    atexit.register(print, "cleaned up")
    faulthandler.dump_traceback_later(timeout, exit=True)


def hangs_under_a_watchdog() -> None:
    """A watchdog ends it. In a child."""

    def arm(both_hang: bool) -> None:
        print("both hang:", both_hang)
        watch(TICK)

    deadlock(arm)


def works_under_a_watchdog() -> None:
    """The work is done in time, and the watchdog is called off. In a child."""
    watch(PATIENCE)
    faulthandler.cancel_dump_traceback_later()  # in time
    print("done")


def where_they_hang(dump: str) -> list[tuple[str, int, str]]:
    """File, line and function where each thread of a dump stands that `threading` started."""
    stacks = [stack for stack in stacks_in(dump) if "_bootstrap" in stack.functions]
    return sorted(stack.entries[0] for stack in stacks)


# 2 ── Once, or again and again ───────────────────────────────────────────────


def barks(wait_for: int = 1, **options: Any) -> tuple[str, bool]:
    """Arm a watchdog, wait for `wait_for` dumps and three ticks more, and call it off.

    Args:
        options: for dump_traceback_later.

    Returns all that it wrote, and whether the three ticks have passed.
    """
    reader, writer = os.pipe()
    three_ticks = threading.Lock()
    seen = b""
    with three_ticks:
        faulthandler.dump_traceback_later(TICK, file=writer, **options)
        # The watchdog reads this stack without the GIL: it must not grow or shrink meanwhile,
        # so there are only calls to C from here to the end of the block.
        while seen.count(b"Timeout (") < wait_for:
            seen += os.read(reader, io.DEFAULT_BUFFER_SIZE)
        passed = not three_ticks.acquire(timeout=TICK + TICK + TICK)
        faulthandler.cancel_dump_traceback_later()
    os.close(writer)
    with open(reader, "rb") as rest:
        return (seen + rest.read()).decode("ascii"), passed


def armed_twice() -> tuple[str, str]:
    """Arm a patient watchdog, then a quick one: what did either of them write?"""
    quick = ""

    def arm_both(file: Any) -> None:
        nonlocal quick
        faulthandler.dump_traceback_later(PATIENCE, repeat=True, file=file)
        quick, _ = barks()

    patient = read_back(arm_both)
    return patient, quick


# 3 ── It is a thread ─────────────────────────────────────────────────────────


def os_threads() -> set[str]:
    """The threads that the operating system sees in this process, by native id (Linux)."""
    return set(os.listdir("/proc/self/task"))


def threads_of_a_watchdog() -> tuple[int, int]:
    """How many threads more there are while a watchdog is armed: for the system, for Python."""
    for_the_system, for_python = os_threads(), threading.active_count()
    faulthandler.dump_traceback_later(PATIENCE)
    more = len(os_threads() - for_the_system), threading.active_count() - for_python
    faulthandler.cancel_dump_traceback_later()
    return more


# ── The guided tour ──────────────────────────────────────────────────────────


def arm_and_cancel() -> None:
    """What it costs where nothing hangs."""
    faulthandler.dump_traceback_later(PATIENCE, file=2)
    faulthandler.cancel_dump_traceback_later()


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    log.info("❌ two clerks in a deadlock, and nobody watches")
    child = in_a_child(hangs)
    log.info("ended from outside, exit code: %s", child.exit_code)
    log.info("its last words: %s", child.err or "none")

    log.info("✅ the same, under a watchdog that ends it")
    child = in_a_child(hangs_under_a_watchdog)
    log.info("exit code: %s", child.exit_code)
    for _, _, function in where_they_hang(child.err):
        log.info("one hangs in %s()", function)

    log.info("✅ the work is done in time, and the watchdog is called off")
    child = in_a_child(works_under_a_watchdog)
    log.info("exit code: %s, said: %s", child.exit_code, ", ".join(child.said))
    log.info("the probe: %.0f µs to arm and cancel it", 1e6 * takes(arm_and_cancel, clock))


if __name__ == "__main__":
    run(main)
