"""🔎 Thread inspection: who runs, and on which line each of them stands.

It needs no help from the thread that is looked at, so it works on one that hangs.

    the question                          who answers
    ────────────────────────────────────  ─────────────────────────────────────────────
    who is alive?                         threading.enumerate(): names, daemon or not
    what is it doing?                     ❌ threading.enumerate() does not know
    on which line does it stand?          ✅ sys._current_frames()[thread.ident]
    is there one threading never met?     ✅ sys._current_frames() has every thread

TL;DR  Give threads names, and when a program hangs, print the live stack of each.

Run    python -m showcase.diagnostics.thread_inspection
Specs  tests/diagnostics/test_thread_inspection.py
Next   frame_snapshot_demo.py: does it still stand there, and what is it dealing with?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import queue
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from showcase.utils import stage
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, takes
from showcase.utils.stage import PATIENCE, Cue, live_stack, until

log = get_logger()

MACHINERY = frozenset({threading.__file__, queue.__file__, stage.__file__})
"""Files that wait on behalf of others: who called them is the better answer."""


# 1 ── Who is alive, and where ────────────────────────────────────────────────


@dataclass(frozen=True)
class Sighting:
    """One thread, at one moment."""

    name: str
    daemon: bool
    function: str
    """The innermost function that is not MACHINERY; empty: it has not begun, or has ended."""
    line: str
    """The source of the line on which it stands there."""


def stack_of(thread: threading.Thread) -> list[traceback.FrameSummary]:
    """The live stack of `thread` without MACHINERY, outermost first; empty when it has none."""
    frames = live_stack(thread)  # sys._current_frames(), and without the GIL only while it sleeps
    if not frames:  # extract_stack(None) would be the stack of the caller
        return []
    stack = traceback.extract_stack(frames[0])
    return [entry for entry in stack if entry.filename not in MACHINERY]


def look_at(thread: threading.Thread) -> Sighting:
    """Who is it, and on which line does it stand?"""
    stack = stack_of(thread)
    function, line = (stack[-1].name, stack[-1].line or "") if stack else ("", "")
    return Sighting(thread.name, thread.daemon, function, line)


def at_work(thread: threading.Thread) -> bool:
    """Has it come further than the first two lines of its function?"""
    seen = look_at(thread)
    return seen.function == thread.name and not seen.line.startswith(("def ", "if "))


@contextmanager
def kitchen() -> Iterator[list[threading.Thread]]:
    """Three threads, each waiting for something else; they go home at the end of the block."""
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()
    sink = threading.Lock()
    bell, is_open = Cue(), Cue()

    def cook() -> None:
        if is_open.wait():
            orders.get(timeout=PATIENCE)

    def dishwasher() -> None:
        if is_open.wait():
            sink.acquire(timeout=PATIENCE)

    def waiter() -> None:
        if is_open.wait():
            bell.wait()

    staff = [
        threading.Thread(target=cook, name="cook"),
        threading.Thread(target=dishwasher, name="dishwasher", daemon=True),
        threading.Thread(target=waiter, name="waiter"),
    ]
    with sink:
        for thread in staff:
            thread.start()
        is_open.set()
        try:
            until(lambda: all(map(at_work, staff)), "everyone at work")
            yield staff
        finally:
            orders.put("go home")
            bell.set()
    for thread in staff:
        thread.join(PATIENCE)


def who_is_alive() -> list[tuple[str, bool]]:
    """What threading.enumerate() knows about the kitchen: names, and who is a daemon."""
    with kitchen() as staff:
        return sorted((t.name, t.daemon) for t in threading.enumerate() if t in staff)


def where_they_stand() -> list[Sighting]:
    """What the frames say about the same kitchen."""
    with kitchen() as staff:
        return [look_at(thread) for thread in staff]


def identities() -> tuple[set[int | None], set[int]]:
    """The idents of the kitchen's threads, and the keys of _current_frames() at that moment."""
    with kitchen() as staff:
        return {thread.ident for thread in staff}, set(sys._current_frames())


def after_work() -> list[Sighting]:
    """The same threads once they have ended."""
    with kitchen() as staff:
        pass
    return [look_at(thread) for thread in staff]


# 2 ── What threading does not know ───────────────────────────────────────────


def a_stranger() -> tuple[bool, bool, bool]:
    """A thread that `threading` did not start: does enumerate() list it, do the frames?

    The third answer is whether the frames still have it when it has left.
    """
    may_leave, has_come, strangers = Cue(), Cue(), []

    def stranger() -> None:
        strangers.append(_thread.get_ident())
        has_come.set()
        may_leave.wait()

    _thread.start_new_thread(stranger, ())
    has_come.wait()
    (ident,) = strangers
    listed = ident in {thread.ident for thread in threading.enumerate()}
    framed = ident in sys._current_frames()
    may_leave.set()
    until(lambda: ident not in sys._current_frames(), "the stranger has left")
    return listed, framed, ident in sys._current_frames()


# ── The guided tour ──────────────────────────────────────────────────────────


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    log.info("❌ threading.enumerate() says who is there, and no more")
    for name, daemon in who_is_alive():
        log.info("%s%s", name, " (daemon)" if daemon else "")
    log.info("✅ sys._current_frames() says where each of them stands")
    for seen in where_they_stand():
        log.info("%s stands in %s(): %s", seen.name, seen.function, seen.line)

    listed, framed, _ = a_stranger()
    log.info("👤 a thread that threading did not start")
    log.info("❌ enumerate() lists it: %s", listed)
    log.info("✅ _current_frames() has it: %s", framed)
    seconds = takes(partial(look_at, threading.current_thread()), clock)
    log.info("the probe: nothing until you look, and then %.0f µs for a thread", 1e6 * seconds)


if __name__ == "__main__":
    run(main)
