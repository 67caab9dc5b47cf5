"""⏲️ Timer: a thread that waits, and then calls a function once, unless it is called off.

A watchdog is the use for it: it barks when a job takes too long.

    the job                 the watchdog
    ──────────────────────  ───────────────────────────────
    🐌 takes too long        barks, from a thread of its own
    🐇 ends in time          is called off, and stays quiet ✅

    timer.cancel()                  the function
    ──────────────────────────────  ──────────────────────
    before start()                  is never called
    while it waits                  is never called
    when the function runs, or ran  has been called: too late ❌

TL;DR  cancel() works as long as the timer waits. A Timer runs once; for "again and again", loop
       around Event.wait(interval). It is a Thread: give it a name, join it, or make it a daemon,
       else the program does not end before it has fired.

Run    python -m showcase.synchronization.timer_demo
Specs  tests/synchronization/test_timer.py
Next   thread_local_demo.py: the same name, another value in each thread.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import time
from dataclasses import dataclass
from threading import Thread, Timer, current_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, stands_in, until

log = get_logger()

SOON = 0.01
LONG = 30.0
"""Seconds. A timer that would wait LONG ends because it is called off, and not by itself."""


# 1 ── A watchdog ─────────────────────────────────────────────────────────────


def guarded(job_takes_too_long: bool) -> list[str]:
    """Run a job under the eyes of a watchdog; returns what happened, in order.

    Args:
        job_takes_too_long: the job goes on until the watchdog has barked; else it ends at once.
    """
    happened: list[str] = []
    has_barked = Cue()

    def bark() -> None:
        log.info("🐕 I bark")
        happened.append("barked")
        has_barked.set()

    watchdog = Timer(SOON if job_takes_too_long else LONG, bark)
    watchdog.name = "watchdog"
    watchdog.start()
    try:
        if job_takes_too_long:
            has_barked.wait()
        log.info("the job is done")
        happened.append("done")
    finally:
        watchdog.cancel()
        watchdog.join(PATIENCE)
    happened.append("still awake" if watchdog.is_alive() else "asleep")
    return happened


# 2 ── Calling it off ─────────────────────────────────────────────────────────

NEVER, BEFORE_START, WHILE_IT_WAITS, WHILE_IT_RUNS, AFTERWARDS = (
    "never",
    "before start()",
    "while it waits",
    "while it runs",
    "afterwards",
)


def what_happens(cancelled: str) -> list[str]:
    """Start a timer and cancel it at that moment; returns what happened, in order."""
    happened: list[str] = []
    is_running, may_go_on = Cue(), Cue()

    def function() -> None:
        happened.append("begins")
        is_running.set()
        may_go_on.wait()
        happened.append("ends")

    def waits() -> bool:
        if stands_in(timer, "wait"):
            happened.append("waits")
        return bool(happened)

    def cancel() -> None:
        timer.cancel()
        happened.append("cancelled")

    timer = Timer(LONG if cancelled == WHILE_IT_WAITS else SOON, function)
    if cancelled == BEFORE_START:
        cancel()
    timer.start()
    if cancelled == WHILE_IT_WAITS:
        until(waits, "the timer waits")
        cancel()
    if cancelled == WHILE_IT_RUNS:
        is_running.wait()
        cancel()
    may_go_on.set()
    timer.join(PATIENCE)
    if cancelled == AFTERWARDS:
        cancel()
    return [*happened, "still there" if timer.is_alive() else "gone"]


# 3 ── What the function is given, and where it runs ──────────────────────────


@dataclass(frozen=True)
class Call:
    """One call of a timer's function."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    in_thread: Thread
    seconds_after_start: float


def calls_of(*more: Any, interval: float = SOON, **named: Any) -> tuple[Timer, list[Call]]:
    """Start Timer(interval, function, *more, **named) and wait for its end.

    Returns the timer, and the calls of its function.
    """
    calls: list[Call] = []

    def function(*args: Any, **kwargs: Any) -> None:
        calls.append(Call(args, kwargs, current_thread(), time.monotonic() - started))

    timer = Timer(interval, function, *more, **named)
    started = time.monotonic()
    timer.start()
    timer.join(PATIENCE)
    return timer, calls


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("🐌 a job that takes longer than %g s", SOON)
    log.info("❌ %s", ", ".join(guarded(job_takes_too_long=True)))
    log.info("🐇 a job that takes less than %g s", LONG)
    log.info("✅ %s", ", ".join(guarded(job_takes_too_long=False)))

    for verdict, moment in [
        ("❌", NEVER),
        ("❌", AFTERWARDS),
        ("❌", WHILE_IT_RUNS),
        ("✅", WHILE_IT_WAITS),
        ("✅", BEFORE_START),
    ]:
        log.info("%s cancelled %s: %s", verdict, moment, ", ".join(what_happens(moment)))

    log.info("📦 what it hands over")
    _, (call,) = calls_of(args=["tea"], kwargs={"minutes": 4})
    log.info("✅ %s %s, once", call.args, call.kwargs)


if __name__ == "__main__":
    run(main)
