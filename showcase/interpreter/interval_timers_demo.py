"""⏱️ Interval timers: signals that come by themselves, for the process and not for a thread.

    timer             counts                         sends
    ───────────────   ────────────────────────────   ─────────
    ITIMER_REAL       time, as alarm() does           SIGALRM
    ITIMER_VIRTUAL    CPU time of the program         SIGVTALRM
    ITIMER_PROF       … and of the system for it      SIGPROF

    Any thread may set, read or clear a timer. There is one of each kind in a process, all threads
    share it, and its handler runs in the main thread: none of them wakes the thread that set it.

TL;DR  A signal timer is for main. For a thread of your own use threading.Timer, or a wait with a
       timeout.

Run    python -m showcase.interpreter.interval_timers_demo
Specs  tests/interpreter/test_interval_timers.py
Next   wakeup_fd_demo.py: a byte for whoever sleeps in select()
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import signal
import time
from threading import current_thread
from typing import Any

from showcase.interpreter._bell import handling
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, play

log = get_logger()

# A test runner may have set ITIMER_REAL for itself, so what touches that is for in_a_child().


# 1 ── Who hears it ───────────────────────────────────────────────────────────


def rings(which: int, signum: int, interval: float = 0, times: int = 1) -> str:
    """A worker sets a timer of 1 ms; main waits until it has rung.

    Args:
        which: the timer.
        signum: the signal that it sends.
        interval: seconds until it rings again; 0 means never.
        times: how often main waits for it to ring.

    Returns where the handler has run, and the interval that is set at the end.
    """
    handled: list[str] = []

    def handler(number: int, frame: Any) -> None:
        handled.append(f"{signal.Signals(number).name} in {current_thread().name}")

    with handling(handler, signum):
        play(worker=lambda: signal.setitimer(which, 0.001, interval))
        give_up = time.monotonic() + PATIENCE
        while len(handled) < times:  # busy: two of the timers count CPU time
            if time.monotonic() > give_up:
                raise TimeoutError("the timer has not rung")
        left = signal.setitimer(which, 0)
    return f"{', '.join(handled[:times])}, interval {left[1]}"


def say_who_hears_a_timer() -> None:
    """For a child: each of the timers, set by a worker; the last one rings again and again."""
    print("ITIMER_REAL:", rings(signal.ITIMER_REAL, signal.SIGALRM))
    print("ITIMER_VIRTUAL:", rings(signal.ITIMER_VIRTUAL, signal.SIGVTALRM))
    print("ITIMER_PROF:", rings(signal.ITIMER_PROF, signal.SIGPROF))
    print("repeated:", rings(signal.ITIMER_REAL, signal.SIGALRM, interval=0.002, times=3))


# 2 ── Whose timer it is ──────────────────────────────────────────────────────


def set_in_a_worker(seconds: float, interval: float) -> list[tuple[float, float]]:
    """A worker sets ITIMER_VIRTUAL; returns what setitimer() and getitimer() say along the way.

    Before; to the worker that sets it; to main; to a worker that clears it; and to main again.
    """
    timer = signal.ITIMER_VIRTUAL
    before = signal.getitimer(timer)
    (old,) = play(worker=lambda: signal.setitimer(timer, seconds, interval))
    seen = signal.getitimer(timer)
    (cleared,) = play(worker=lambda: signal.setitimer(timer, 0))
    return [before, old, seen, cleared, signal.getitimer(timer)]


def runs_down_for_a_worker(which: int) -> bool:
    """Main sleeps while a worker computes, until the timer of 1000 s has lost some milliseconds."""

    def compute() -> bool:
        give_up = time.monotonic() + PATIENCE
        while signal.getitimer(which)[0] > 1000 - 0.005:
            if time.monotonic() > give_up:
                return False
        return True

    signal.setitimer(which, 1000)
    try:
        (has_lost_some,) = play(worker=compute)
    finally:
        signal.setitimer(which, 0)
    return bool(has_lost_some)


def _say_what_alarm_returns() -> None:
    """alarm() is called in a worker, then in main, which replaces it, and then takes it back.

    Prints the seconds that were left of the alarm before, 0 where there was none, and what the
    timer ITIMER_REAL shows after the call.
    """
    print("alarm(1000) in a worker:", *play(worker=lambda: signal.alarm(1000)))
    print("alarm(400) in main:", signal.alarm(400), *signal.getitimer(signal.ITIMER_REAL))
    print("alarm(0):", signal.alarm(0), *signal.getitimer(signal.ITIMER_REAL))
    print("alarm(0) again:", signal.alarm(0), *signal.getitimer(signal.ITIMER_REAL))


def say_what_timers_do() -> None:
    """For a child: who hears each timer, and what alarm() returns."""
    say_who_hears_a_timer()
    _say_what_alarm_returns()


def main() -> None:
    """Who hears it."""
    if not hasattr(signal, "setitimer"):
        log.info("⏱️ there are no interval timers on this platform")
        return
    for line in in_a_child(say_who_hears_a_timer).said:
        log.info("⏱️ %s", line)


if __name__ == "__main__":
    run(main)
