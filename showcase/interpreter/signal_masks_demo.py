"""🙉 Signal masks: each thread decides for itself which signals it lets in.

    a thread calls pthread_sigmask()           …
    ────────────────────────────────────────   ────────────────────────────────────────────
    the other threads                          keep their masks
    a thread that it starts afterwards         ✅ begins with its mask
    a signal that it has blocked               is pending, until it is unblocked or waited for
    … sent to it alone, by pthread_kill        pending for that thread
    … sent to the process, by os.kill          pending for every thread that has blocked it
    SIGKILL and SIGSTOP                        ❌ nobody can block them

TL;DR  Block a signal in main before you start threads, and unblock it where it may come.

Run    python -m showcase.interpreter.signal_masks_demo
Specs  tests/interpreter/test_signal_masks.py
Next   sigwait_demo.py: a thread that is there for signals
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
from collections.abc import Callable
from threading import Thread
from typing import Any

from showcase.interpreter._bell import BELL, blocking, handling, ring
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


def is_blocked() -> bool:
    """Does the calling thread block the signal?"""
    return BELL in signal.pthread_sigmask(signal.SIG_BLOCK, [])


# 1 ── Whose mask is it? ──────────────────────────────────────────────────────


def blocked_in(how: int, *, by_main_before: bool) -> dict[str, bool]:
    """In which threads is the signal blocked, once a worker has called pthread_sigmask?

    Args:
        how: what the worker does: SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK, with {BELL}.
        by_main_before: main blocks the signal first, and the worker starts with main's mask.

    Returns True or False for the worker before and after, what its call returned ("old"), a
    thread that the worker starts, and main.
    """

    def worker() -> dict[str, bool]:
        before = is_blocked()
        old = BELL in signal.pthread_sigmask(how, {BELL})
        (inherited,) = play(child=is_blocked)
        return {"before": before, "old": old, "after": is_blocked(), "child": inherited}

    with blocking(*[BELL] * by_main_before):
        (seen,) = play(worker)
        return {**seen, "main": is_blocked()}


def not_blocked_by_a_full_mask() -> set[int]:
    """A thread blocks all signals there are; returns those that come through nevertheless."""

    def worker() -> set[int]:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        return set(signal.valid_signals() - signal.pthread_sigmask(signal.SIG_BLOCK, []))

    return set(play(worker)[0])


# 2 ── What becomes of a signal that is blocked ───────────────────────────────


def raise_and_unblock(blocked: bool) -> list[str]:
    """main raises the signal, and then unblocks it, whether it was blocked or not.

    Returns the order of events.
    """
    order: list[str] = []
    with handling(lambda number, frame: order.append("the handler")):
        with blocking(*[BELL] * blocked):
            signal.raise_signal(BELL)
            order.append("raised")
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {BELL})
            order.append("unblocked")
    return order


def _pending_for(send: Callable[[Thread], Any]) -> str:
    """main and a worker block the signal; returns for whom it is pending after `send(worker)`."""
    is_sent = Cue()
    pending: list[str] = []

    def look(name: str) -> None:
        if BELL in signal.sigpending():
            pending.append(name)

    def listener() -> None:
        is_sent.wait()
        look("worker")

    with blocking(BELL):
        worker = Thread(target=listener)
        worker.start()
        send(worker)
        look("main")
        is_sent.set()
        worker.join(PATIENCE)
        if BELL in signal.sigpending():
            signal.sigwait({BELL})
    return ", ".join(pending)


def say_for_whom_it_is_pending() -> None:
    """For a child, in which all threads block the signal: sent to one of them, and to all."""
    print("pthread_kill:", _pending_for(ring))
    print("os.kill:", _pending_for(lambda worker: os.kill(os.getpid(), BELL)))


def main() -> None:
    """Raised without a mask and with one; and for whom it is pending then."""
    if os.name != "posix":
        log.info("🙉 threads have no signal masks on this platform")
        return
    log.info("🔔 not blocked: %s", ", ".join(raise_and_unblock(blocked=False)))
    log.info("🙉 blocked: %s", ", ".join(raise_and_unblock(blocked=True)))
    for line in in_a_child(say_for_whom_it_is_pending).said:
        log.info("📬 pending after %s", line)


if __name__ == "__main__":
    run(main)
