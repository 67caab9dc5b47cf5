"""🐕 Watchdog: a program that hangs says where each of its threads stands.

Two clerks hold what the other one needs. Nobody raises, nobody prints, nothing uses the CPU:
a deadlock is silence. `faulthandler.dump_traceback_later` starts a thread in C that none of
their locks can stop.

    armed with                        after the time is up
    ────────────────────────────────  ─────────────────────────────────────────────────
    nothing                           ❌ silence, for ever
    dump_traceback_later(t)           ✅ every stack, once
    … repeat=True                     ✅ every stack, again and again
    … exit=True                       ✅ every stack, and the process ends with code 1
    … and then cancelled in time      nothing: the work was done before

TL;DR  Arm it before what may hang, cancel it behind. It costs one thread that sleeps.

Run    python -m showcase.diagnostics.watchdog_demo
Specs  tests/diagnostics/test_watchdog.py
Next   timing_threads.py: nobody hangs, so how long does each of them take?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import faulthandler
import os
import threading
from collections.abc import Callable
from typing import Any

from showcase.diagnostics.stack_dump_demo import place_of, read_back, stacks_in, stands_at
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()

TICK = 0.01
"""Seconds until the watchdog barks, where that is what we want to see."""


# 1 ── A deadlock, and who stands where ───────────────────────────────────────


def alice(pen: Any, paper: Any, i_am_ready: Cue, bob_is_ready: Cue) -> None:
    """Take the pen, then the paper."""
    with pen:
        i_am_ready.set()
        bob_is_ready.wait()
        paper.acquire()


def bob(pen: Any, paper: Any, i_am_ready: Cue, alice_is_ready: Cue) -> None:
    """Take the paper, then the pen."""
    with paper:
        i_am_ready.set()
        alice_is_ready.wait()
        pen.acquire()


def deadlock(arm: Callable[[], object]) -> None:
    """Alice and Bob wait for each other; then `arm` is called, and the program waits for them."""
    pen, paper, one, two = threading.Lock(), threading.Lock(), Cue(), Cue()
    first = threading.Thread(target=alice, args=(pen, paper, one, two), name="alice")
    second = threading.Thread(target=bob, args=(pen, paper, two, one), name="bob")
    first.start()
    second.start()
    until(lambda: stands_at(first, place_of(alice, "paper.acquire")), "alice needs the paper")
    until(lambda: stands_at(second, place_of(bob, "pen.acquire")), "bob needs the pen")
    arm()
    first.join()


def hangs() -> None:
    """Nobody watches. In a child."""
    deadlock(lambda: None)


def hangs_under_a_watchdog() -> None:
    """A watchdog ends it. In a child."""
    atexit.register(print, "cleaned up")
    deadlock(lambda: faulthandler.dump_traceback_later(TICK, exit=True))


def works_under_a_watchdog() -> None:
    """The work is done in time, and the watchdog is called off. In a child."""
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    faulthandler.cancel_dump_traceback_later()
    print("done")


def where_they_hang(dump: str) -> list[tuple[str, int, str]]:
    """File, line and function where each thread of a dump stands that `threading` started."""
    stacks = [stack for stack in stacks_in(dump) if "_bootstrap" in stack.functions]
    return sorted(stack.entries[0] for stack in stacks)


# 2 ── Once, or again and again ───────────────────────────────────────────────


def barks(wait_for: int = 1, **options: Any) -> str:
    """Arm a watchdog, wait for `wait_for` dumps and three ticks more, and call it off.

    Args:
        options: for dump_traceback_later.

    Returns all that it wrote.
    """
    reader, writer = os.pipe()
    three_ticks = threading.Lock()
    seen = b""
    with three_ticks:
        faulthandler.dump_traceback_later(TICK, file=writer, **options)
        # The watchdog reads this stack without the GIL: it must not grow or shrink meanwhile,
        # so there are only calls to C from here to the end of the block.
        while seen.count(b"Timeout (") < wait_for:
            seen += os.read(reader, 1 << 16)
        three_ticks.acquire(timeout=3 * TICK)
        faulthandler.cancel_dump_traceback_later()
    os.close(writer)
    with open(reader, "rb") as rest:
        return (seen + rest.read()).decode("ascii")


def armed_twice() -> tuple[str, str]:
    """Arm a patient watchdog, then a quick one: what did either of them write?"""
    quick = ""

    def arm_both(file: Any) -> None:
        nonlocal quick
        faulthandler.dump_traceback_later(PATIENCE, repeat=True, file=file)
        quick = barks()

    patient = read_back(arm_both)
    return patient, quick


# 3 ── It is a thread ─────────────────────────────────────────────────────────


def os_threads() -> set[str]:
    """The threads that the operating system sees in this process, by native id (Linux)."""
    return set(os.listdir("/proc/self/task"))


def threads_of_a_watchdog() -> tuple[int, int]:
    """How many threads more there are while a watchdog is armed: for the system, for Python.

    Returns only once they have gone, which is when the watchdog was called off.
    """
    for_the_system, for_python = os_threads(), threading.active_count()
    faulthandler.dump_traceback_later(PATIENCE)
    new = os_threads() - for_the_system
    more = len(new), threading.active_count() - for_python
    faulthandler.cancel_dump_traceback_later()
    until(lambda: not new & os_threads(), "the watchdog has gone")
    return more


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ two clerks in a deadlock, and nobody watches")
    child = in_a_child(hangs, limit=0.3)
    log.info("exit code: %s", child.exit_code)
    log.info("its last words: %s", child.err or "none")

    log.info("✅ the same, under a watchdog that ends it")
    child = in_a_child(hangs_under_a_watchdog)
    log.info("exit code: %s", child.exit_code)
    for _, _, function in where_they_hang(child.err):
        log.info("one hangs in %s()", function)

    log.info("✅ the work is done in time, and the watchdog is called off")
    child = in_a_child(works_under_a_watchdog)
    log.info("exit code: %s, said: %s", child.exit_code, *child.said)


if __name__ == "__main__":
    run(main)
