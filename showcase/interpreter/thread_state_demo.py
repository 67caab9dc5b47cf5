"""🧍 Thread state: what the interpreter keeps for each thread, and what for all of them.

    one thread changes …                         is it changed for the others?
    ──────────────────────────────────────────   ──────────────────────────────────────────────
    the exception that it handles                 – no: each thread handles its own
    how deep its calls are                        – no: each thread begins at the top
    the CPUs that it may use (Linux)              – no, but threads that it starts inherit them
    sys.setrecursionlimit()                       👁 yes
    gc.disable()                                  👁 yes
    gc.collect()                                  👁 it collects the garbage of all threads

TL;DR  What a thread is doing is its own; how the interpreter does it is everyone's.

Run    python -m showcase.interpreter.thread_state_demo
Specs  tests/interpreter/test_thread_state.py
Next   trace_and_profile_demo.py: each thread has trace functions of its own
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
import os
import sys
import weakref
from collections.abc import Callable
from threading import current_thread
from typing import Any, TypeVar

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()

T = TypeVar("T")


def seen_in_a_new_thread(look: Callable[[], T]) -> T:
    """What `look` returns in a new thread."""
    return play(look)[0]  # type: ignore[no-any-return]


# 1 ── Each thread has its own ────────────────────────────────────────────────


def handled_in_a_new_thread() -> tuple[type | None, type | None]:
    """Start a thread in an `except` block; returns what this thread handles, and what that one."""

    def handled() -> type | None:
        return sys.exc_info()[0]

    try:
        raise LookupError("of the starter")
    except LookupError:
        return handled(), seen_in_a_new_thread(handled)


def calls_left() -> int:
    """How many calls deep this thread can still go."""
    try:
        return calls_left() + 1
    except RecursionError:
        return 0


def calls_left_further_down(look: Callable[[], int], depth: int) -> int:
    """What `look` returns `depth` calls further down."""
    return calls_left_further_down(look, depth - 1) if depth else look()


def say_the_cpus() -> None:
    """For a child: a thread lets itself run on one CPU; the CPUs of its child, and of main."""

    def confined() -> tuple[int, int]:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        return cpus(), seen_in_a_new_thread(cpus)

    def cpus() -> int:
        return len(os.sched_getaffinity(0))

    before = cpus()
    mine, inherited = seen_in_a_new_thread(confined)
    print(f"it: {mine}, a thread that it starts: {inherited}, main unchanged: {cpus() == before}")


# 2 ── All threads have the same ──────────────────────────────────────────────


def recursion_limit_of_main(set_in_a_thread: int) -> int:
    """A thread sets the recursion limit; returns what main finds, and puts the old one back."""
    before = sys.getrecursionlimit()
    try:
        play(lambda: sys.setrecursionlimit(set_in_a_thread))
        return sys.getrecursionlimit()
    finally:
        sys.setrecursionlimit(before)


def collects_after_disable_in_a_thread() -> bool:
    """A thread calls gc.disable(); is automatic collection on for main? Puts it back."""
    before = gc.isenabled()
    try:
        gc.enable()
        play(gc.disable)
        return gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()


class Cycle:
    """Only the garbage collector can find it; it tells in which thread it does."""

    def __init__(self, found_in: list[str]) -> None:
        self.me, self.found_in = self, found_in

    def __del__(self) -> None:
        self.found_in.append(current_thread().name)


def thread_of_the_collector() -> tuple[list[str], list[str]]:
    """Main makes garbage, and a thread called "collector" collects it.

    Returns the threads in which gc.callbacks were called, and that of the finalizer.
    """
    called_in: list[str] = []
    found_in: list[str] = []

    def callback(phase: str, info: dict[str, Any]) -> None:
        called_in.append(f"{phase}: {current_thread().name}")

    def collector() -> None:
        gc.callbacks.append(callback)
        gc.collect()
        gc.callbacks.remove(callback)

    enabled = gc.isenabled()
    gc.disable()
    try:
        Cycle(found_in)
        play(collector)
    finally:
        (gc.enable if enabled else gc.disable)()
    return called_in, found_in


class Thing:
    """Something that a weak reference can refer to."""


def called_back_in(maker_has_ended: bool) -> str:
    """A thread called "dropper" drops the last reference to what main, or "maker", has made.

    Args:
        maker_has_ended: a thread has made it, and has ended; and not main, which is still there.

    Returns the thread in which the callback of a weak reference was called.
    """
    called: list[str] = []
    things: list[Thing] = []
    references: list[weakref.ref[Thing]] = []

    def make() -> None:
        things.append(Thing())
        references.append(weakref.ref(things[0], lambda _: called.append(current_thread().name)))

    if maker_has_ended:
        play(maker=make)
    else:
        make()
    play(dropper=things.clear)
    until(lambda: bool(called), "the callback")
    return called[0]


def main() -> None:
    """What is one's own, and what is everyone's."""
    mine, its_own = handled_in_a_new_thread()
    log.info("🧍 I handle %s, and a thread that I start: %s", mine and mine.__name__, its_own)
    if hasattr(os, "sched_setaffinity"):
        for line in in_a_child(say_the_cpus).said:
            log.info("🧍 one CPU for a thread; %s", line)
    log.info("👁 a thread sets the recursion limit; mine: %d", recursion_limit_of_main(4321))
    log.info("👁 a thread calls gc.disable(); I have gc: %s", collects_after_disable_in_a_thread())
    log.info("👁 who finds my garbage? %s", ", ".join(thread_of_the_collector()[1]))


if __name__ == "__main__":
    run(main)
