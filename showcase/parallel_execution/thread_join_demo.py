"""🤝 join: wait for the end of a thread, with or without a timeout.

    join(timeout)                    comes back             returns   is_alive() afterwards
    ───────────────────────────────  ─────────────────────  ────────  ─────────────────────
    join()                           when it has ended       None      False
    join(5), and it ends in time     when it has ended       None      False
    join(0.05), and it does not      after 0.05 s            None  ❌  True  ✅ this tells
    join(0), join(-1)                at once                 None      True, or False
    join() of an ended thread        at once, every time     None      False
    join() of oneself, of a new one  ❌ RuntimeError

TL;DR  join(timeout) returns None whether the thread has ended or not: ask is_alive().

Run    python -m showcase.parallel_execution.thread_join_demo
Specs  tests/parallel_execution/test_thread_join.py
Next   daemon_threads_demo.py: threads that nobody waits for.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import time
from dataclasses import dataclass
from threading import Thread, current_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, stands_in, until

log = get_logger()


# 1 ── With a timeout ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Waited:
    """What a call of join() left behind."""

    returned: Any
    """What it returned, or the type of what it raised."""
    alive_before: bool
    alive: bool
    """is_alive() right after it."""
    seconds: float


def join_with(*timeout: Any, ended: bool = False) -> Waited:
    """Join a thread that is busy until after the call.

    Args:
        timeout: in seconds, or whatever else you want to try; or nothing.
        ended: the thread has ended before the call.
    """
    may_end = Cue()
    thread = Thread(target=may_end.wait, name="worker")
    thread.start()
    if ended:
        may_end.set()
        thread.join(PATIENCE)
    alive_before = thread.is_alive()
    began = time.monotonic()
    try:
        returned: Any = thread.join(*timeout)  # type: ignore[func-returns-value]
    except (TypeError, ValueError, OverflowError) as error:
        returned = type(error)
    seen = Waited(returned, alive_before, thread.is_alive(), time.monotonic() - began)
    may_end.set()
    # Not by join(): until 3.12 a thread passes for ended after a join() that has raised.
    until(lambda: thread not in threading.enumerate(), "the worker leaves")
    return seen


# 2 ── Many joins ─────────────────────────────────────────────────────────────


def joined_by_many(number: int, *timeout: float | None) -> list[str]:
    """Have one thread joined by `number` others at once; return the order of events.

    Args:
        number: of those who wait.
        timeout: for join(), or nothing.
    """
    events = []
    waiting: list[Thread] = []
    may_end = Cue()

    def work() -> None:
        may_end.wait()
        events.append("the worker ends")

    def wait_for_it() -> None:
        waiting.append(current_thread())
        thread.join(*timeout)
        events.append("still alive" if thread.is_alive() else "joined")

    def let_it_end() -> None:
        until(lambda: [stands_in(t, "join") for t in waiting] == [True] * number, "all wait")
        events.append(f"{len(waiting)} wait")
        may_end.set()

    thread = Thread(target=work, name="worker")
    thread.start()
    play(let_it_end, **{f"joiner {n}": wait_for_it for n in range(number)})
    return events


def joined_again_and_again(times: int) -> list[bool]:
    """Join a thread `times` times; return is_alive() after each."""
    thread = Thread(name="worker")
    thread.start()
    alive = []
    for _ in range(times):
        thread.join(PATIENCE)
        alive.append(thread.is_alive())
    return alive


# 3 ── Oneself, and the main thread ───────────────────────────────────────────


def join_oneself(*timeout: float) -> str:
    """A thread that waited for its own end would wait for ever; return what join() says."""
    refusals = []

    def work() -> None:
        try:
            current_thread().join(*timeout)
        except RuntimeError as refusal:
            refusals.append(str(refusal))

    play(work)
    return refusals[0]


def join_the_main_thread(timeout: float) -> tuple[None, bool]:
    """Another thread may wait for the main thread; return join()'s result and is_alive()."""

    def work() -> tuple[None, bool]:
        main_thread: Any = threading.main_thread()
        returned = main_thread.join(timeout)
        return returned, main_thread.is_alive()

    seen: tuple[None, bool] = play(work)[0]
    return seen


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for timeout in (0.01, 0, -1):
        busy = join_with(timeout)
        log.info("⏳ join(%s), and it works on: ❌ returns %s", timeout, busy.returned)
        log.info("⏳ … but is_alive(): ✅ %s", busy.alive)
    log.info("🤝 three wait for one: %s", joined_by_many(3))
    log.info("🔁 joined three times: alive %s", joined_again_and_again(3))
    log.info("🪞 joined by itself: ❌ %s", join_oneself())
    log.info("👑 the main thread, joined with a timeout: %s", join_the_main_thread(timeout))


if __name__ == "__main__":
    run(main)
