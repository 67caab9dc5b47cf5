"""📸 sys._current_frames(): where is every thread, right now?

    asked about                   the answer
    ───────────────────────────   ──────────────────────────────────────────────────
    a thread that is blocked      the frame it is blocked in, callers by `f_back`
    two threads in a deadlock     the very lines at which each waits for the other
    a thread that has ended       nothing: its ident is no longer a key
    a thread in an except block   sys._current_exceptions() has its exception

TL;DR  One call, no cooperation needed: a thread that hangs shows where. Take the answer at
       once: a moment later the thread has moved on.

Run    python -m showcase.interpreter.current_frames_demo
Specs  tests/interpreter/test_current_frames.py
Next   trace_and_profile_demo.py: not only where it is, but every step it takes
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import traceback
from dataclasses import dataclass
from threading import Lock, Thread, get_ident, main_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, stands_in, until

log = get_logger()


def stack_of(ident: int | None) -> list[traceback.FrameSummary]:
    """The call stack of the thread `ident`, outermost call first; empty if it does not run."""
    frame = sys._current_frames().get(ident or 0)
    return list(traceback.extract_stack(frame)) if frame else []


# 1 ── A thread that is blocked ───────────────────────────────────────────────


@dataclass(frozen=True)
class Looks:
    """Three looks at one thread, and who else was a key."""

    before_it_started: list[str]
    while_blocked: list[str]
    """Its functions, outermost first, from its target on."""
    topmost: str
    """The function of the very frame that is the value."""
    after_it_ended: list[str]
    this_thread_is_a_key: bool


def looks_at_a_thread() -> Looks:
    """Look at a thread before it runs, while it is blocked two calls deep, and afterwards."""
    gate = Lock()

    def outer() -> None:
        inner()

    def inner() -> None:
        gate.acquire(timeout=PATIENCE)

    def functions() -> list[str]:
        names = [summary.name for summary in stack_of(thread.ident)]
        return names[names.index("outer") :] if names else []

    thread = Thread(target=outer, name="blocked", daemon=True)
    before = functions()
    with gate:
        thread.start()
        until(lambda: stands_in(thread, "inner"), "the thread asks for the gate")
        frames = sys._current_frames()
        blocked = functions()
    thread.join(PATIENCE)
    topmost = frames[thread.ident or 0].f_code.co_name
    return Looks(before, blocked, topmost, functions(), get_ident() in frames)


# 2 ── Two threads in a deadlock ──────────────────────────────────────────────


def lines_of_a_deadlock() -> dict[str, str | None]:
    """Two threads hold a fork each and ask for the other's; returns the line each stands at.

    The threads do not help: they hang. That the Locks are then opened from outside, which
    any thread may do, ends the scenario and is no cure for a deadlock.
    """
    left_fork, right_fork = Lock(), Lock()
    left_is_taken, right_is_taken = Cue(), Cue()

    def kant() -> None:
        left_fork.acquire()
        left_is_taken.set()
        right_is_taken.wait()
        right_fork.acquire(timeout=PATIENCE)

    def hegel() -> None:
        right_fork.acquire()
        right_is_taken.set()
        left_is_taken.wait()
        left_fork.acquire(timeout=PATIENCE)

    diners = [Thread(target=diner, name=diner.__name__, daemon=True) for diner in (kant, hegel)]

    def lines() -> dict[str, str | None]:
        return {d.name: stack[-1].line for d in diners if (stack := stack_of(d.ident))}

    for diner in diners:
        diner.start()
    until(lambda: all("fork.acquire(t" in str(x) for x in lines().values()), "both ask")
    where = lines()
    for fork in (left_fork, right_fork):
        fork.release()
    for diner in diners:
        diner.join(PATIENCE)
    return where


# 3 ── A thread in an except block ────────────────────────────────────────────


def values_of_current_exceptions() -> dict[str, Any]:
    """What sys._current_exceptions() holds for a thread that handles an error, and for one not.

    Returns the raw values by thread name; "main" is the main thread, which handles none.
    """
    in_except_block, seen = Cue(), Cue()

    def handler() -> None:
        try:
            raise ValueError("spilt milk")
        except ValueError:
            in_except_block.set()
            seen.wait()

    thread = Thread(target=handler, name="handler", daemon=True)
    thread.start()
    in_except_block.wait()
    values = sys._current_exceptions()
    seen.set()
    thread.join(PATIENCE)
    return {"handler": values[thread.ident or 0], "main": values[main_thread().ident or 0]}


def exception_in(value: Any) -> Any:
    """The exception, or None, in a value of sys._current_exceptions() of any version."""
    return value[1] if isinstance(value, tuple) else value  # a tuple before 3.12


def main() -> None:
    """The same snapshot, three uses."""
    looks = looks_at_a_thread()
    log.info("📸 before it starts: %s", looks.before_it_started)
    log.info("📸 while it is blocked: %s", looks.while_blocked)
    log.info("📸 after it ended: %s", looks.after_it_ended)
    for name, line in lines_of_a_deadlock().items():
        log.info("❌ %s hangs at: %s", name, line)
    for name, value in values_of_current_exceptions().items():
        log.info("🩹 %s handles %r", name, exception_in(value))


if __name__ == "__main__":
    run(main)
