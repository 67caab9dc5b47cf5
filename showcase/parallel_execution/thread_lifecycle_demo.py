"""🐣 The life of a thread: new, starting, running, ended. There is no way back.

    state      is_alive()  ident  listed  start()          join()           daemon = …
    ─────────  ──────────  ─────  ──────  ───────────────  ───────────────  ───────────────
    new        False       None   no      ✅ once           ❌ RuntimeError   ✅
    starting   False       None   yes     (it is under way, and its caller waits for "running")
    running    True        known  yes     ❌ RuntimeError   ✅ waits          ❌ RuntimeError
    ended      False       known  no      ❌ RuntimeError   ✅ at once        ❌ RuntimeError

    "listed" means: threading.enumerate() has it, and threading.active_count() counts it

TL;DR  A Thread runs once. start() comes back when it is running; join() comes back when it
       has ended. For a second run, make a second Thread.

Run    python -m showcase.parallel_execution.thread_lifecycle_demo
Specs  tests/parallel_execution/test_thread_lifecycle.py
Next   thread_join_demo.py: how to wait for the end.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, stands_in, until

log = get_logger()
Seen = TypeVar("Seen")

STATES = ("new", "running", "ended")


# 1 ── The states that last ───────────────────────────────────────────────────


def in_state(state: str, do: Callable[[Thread], Seen]) -> Seen:
    """Bring a thread named "worker" into a state, and return what `do(thread)` returns there.

    Args:
        state: "new", "running" or "ended".
        do: looks at the thread, or uses it.
    """
    may_end = Cue()
    thread = Thread(target=may_end.wait, name="worker")
    if state != "new":
        thread.start()
    if state == "ended":
        may_end.set()
        thread.join(PATIENCE)
    try:
        return do(thread)
    finally:
        may_end.set()
        if thread.is_alive():
            thread.join(PATIENCE)


@dataclass(frozen=True)
class Signs:
    """The signs of life of a thread."""

    alive: bool
    has_an_ident: bool
    has_a_native_id: bool
    listed: int
    """How often threading.enumerate() has it."""


def signs_of(thread: Thread) -> Signs:
    """Return the signs of life of a thread."""
    listed = threading.enumerate().count(thread)
    has_an_ident, has_a_native_id = thread.ident is not None, thread.native_id is not None
    return Signs(thread.is_alive(), has_an_ident, has_a_native_id, listed)


# 2 ── The moment between new and running ─────────────────────────────────────


class SlowToBegin(Thread):
    """A thread whose first step takes as long as the cue; no thread you write needs this.

    _bootstrap() is the first method that the new thread executes, before Thread takes note of it.
    """

    def __init__(self) -> None:
        super().__init__(name="slow")
        self.is_there = Cue()
        self.may_begin = Cue()
        self.may_end = Cue()

    def run(self) -> None:
        """Stay until everyone has seen it."""
        self.may_end.wait()

    def _bootstrap(self) -> None:
        self.is_there.set()
        self.may_begin.wait()
        super()._bootstrap()  # type: ignore[misc]


@dataclass(frozen=True)
class Starting:
    """What could be seen while the new thread had not taken its first step yet."""

    signs: Signs
    everyone_is_counted: bool
    """Is active_count() the length of enumerate()?"""
    caller_waits_in_start: bool
    alive_when_start_came_back: bool
    alive_when_join_came_back: bool


def while_it_starts() -> Starting:
    """Look at a thread that the system has made and that has not begun."""
    thread = SlowToBegin()
    caller = []
    alive_afterwards = []

    def starter() -> None:
        caller.append(threading.current_thread())
        thread.start()
        alive_afterwards.append(thread.is_alive())
        thread.may_end.set()
        thread.join(PATIENCE)
        alive_afterwards.append(thread.is_alive())

    def looker() -> tuple[Signs, bool, bool]:
        thread.is_there.wait()
        signs = signs_of(thread)
        counted = threading.active_count() == len(threading.enumerate())
        until(lambda: bool(alive_afterwards) or stands_in(caller[0], "start"), "the caller")
        waits = stands_in(caller[0], "start")
        thread.may_begin.set()
        return signs, counted, waits

    seen, _ = play(looker, starter)
    return Starting(*seen, *alive_afterwards)


# 3 ── When the system has no thread left to give ─────────────────────────────


@dataclass(frozen=True)
class Refused:
    """What was left when start() had failed."""

    error: str
    signs: Signs
    shown: str
    second_start: str
    """What came of another start() once the reason was gone."""


def start_is_refused() -> Refused:
    """Ask for a thread with a stack larger than any memory, so that the system must refuse."""
    orders: SimpleQueue[str] = SimpleQueue()
    done: list[str] = []
    thread = Thread(target=lambda: done.append(orders.get(timeout=PATIENCE)), name="worker")
    before = threading.stack_size(2**62)
    try:
        thread.start()
    except RuntimeError as refusal:
        error = str(refusal)
    finally:
        threading.stack_size(before)
    signs, shown = signs_of(thread), repr(thread)
    try:
        thread.start()
        orders.put("it ran")
        thread.join(PATIENCE)  # until 3.12
        (second_start,) = done
    except RuntimeError as refusal:
        second_start = str(refusal)
    return Refused(error, signs, shown, second_start)


# ── The guided tour ──────────────────────────────────────────────────────────


def attempt(what: Callable[[Thread], None]) -> Callable[[Thread], str]:
    """Make a function that does `what` to a thread, and returns "✅" or the error."""

    def outcome(thread: Thread) -> str:
        try:
            what(thread)
        except RuntimeError as refusal:
            return f"❌ {refusal}"
        return "✅"

    return outcome


def main() -> None:
    """State by state."""
    daemon, timeout = True, 0
    become_daemon = attempt(lambda thread: setattr(thread, "daemon", daemon))
    join = attempt(lambda thread: thread.join(timeout))
    for state in STATES:
        signs = in_state(state, signs_of)
        log.info("🐣 %s: alive %s, listed %d×", state, signs.alive, signs.listed)
        log.info("start(): %s", in_state(state, attempt(Thread.start)))
        log.info("join(%d): %s", timeout, in_state(state, join))
        log.info("daemon = %s: %s", daemon, in_state(state, become_daemon))

    seen = while_it_starts()
    log.info("🐌 slow to begin: alive %s, listed %d×", seen.signs.alive, seen.signs.listed)
    log.info("✅ alive when start() came back: %s", seen.alive_when_start_came_back)


if __name__ == "__main__":
    run(main)
