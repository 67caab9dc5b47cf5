"""👂 sigwait(): a thread that is there for signals, instead of a handler that interrupts main.

    of a signal that the thread has blocked    returns                  if there is none
    ────────────────────────────────────────   ──────────────────────   ─────────────────
    sigwait(signals)                           its number               sleeps
    sigwaitinfo(signals)                       number, sender, …        sleeps
    sigtimedwait(signals, seconds)             number, sender, …        None, in the end
    pause(), for a signal not blocked          None                     sleeps

    A signal that is taken like this is gone: no handler runs, and nobody is interrupted. Only
    after pause() has a handler run, in main as ever.

TL;DR  Block the signal in all threads, before they start; one thread takes it with sigwait(), and
       may use locks and queues as it likes.

Run    python -m showcase.interpreter.sigwait_demo
Specs  tests/interpreter/test_sigwait.py
Next   interval_timers_demo.py: signals that come by themselves
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread, current_thread
from typing import Any

from showcase.interpreter._bell import BELL, handling, ring
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()


@dataclass(frozen=True)
class Waited:
    """What a thread saw that had blocked the signal and took it."""

    returned: Any
    pending_before: bool
    pending_after: bool
    handler_ran: bool


def take_in_a_thread(take: Callable[[set[int]], Any] = signal.sigwait) -> Waited:
    """A thread blocks the signal for itself, finds it pending, and takes it.

    Args:
        take: called with the set of signals to wait for: sigwait(), or one of its relatives.
    """
    heard: list[int] = []

    def listener() -> Waited:
        signal.pthread_sigmask(signal.SIG_BLOCK, {BELL})
        signal.raise_signal(BELL)
        pending = BELL in signal.sigpending()
        returned = take({BELL})
        return Waited(returned, pending, BELL in signal.sigpending(), bool(heard))

    with handling(lambda number, frame: heard.append(number)):
        (waited,) = play(listener)
    return Waited(waited.returned, waited.pending_before, waited.pending_after, bool(heard))


def sigwait_for_the_process() -> None:
    """For a child: all threads block the signal, and one waits for it; main sends it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {BELL})  # before start(): a thread inherits the mask

    def listener() -> None:
        print("listener:", signal.Signals(signal.sigwait({BELL})).name)

    thread = Thread(target=listener)
    thread.start()
    os.kill(os.getpid(), BELL)
    thread.join(PATIENCE)
    print("main goes on")


def poll_in_a_thread(timeout: float) -> Any:
    """What signal.sigtimedwait() returns in a thread for which nothing is pending."""
    return play(lambda: signal.sigtimedwait({BELL}, timeout))[0]


def pause_in_a_worker() -> tuple[list[None], set[str]]:
    """A worker sleeps in signal.pause() until the signal comes in that very thread.

    Returns what pause() has returned, and the names of the threads in which the handler has run.
    """
    returned: list[None] = []
    handled_in: set[str] = set()
    is_awake, may_end = Cue(), Cue()

    def sleeper() -> None:
        returned.append(signal.pause())  # type: ignore[func-returns-value]
        is_awake.set()
        may_end.wait()  # it has to be there as long as somebody rings

    def rings() -> bool:
        ring(worker)
        return is_awake.is_set()

    worker = Thread(target=sleeper, daemon=True)
    with handling(lambda number, frame: handled_in.add(current_thread().name)):
        worker.start()
        until(rings, "the worker is awake")
        may_end.set()
        worker.join(PATIENCE)
    return returned, handled_in


def main() -> None:
    """❌ before ✅."""
    if os.name != "posix":
        log.info("👂 no thread can wait for a signal on this platform")
        return
    log.info("❌ after pause() the handler runs in %s", *pause_in_a_worker()[1])
    log.info("✅ after sigwait() a handler has run: %s", take_in_a_thread().handler_ran)
    for line in in_a_child(sigwait_for_the_process).said:
        log.info("👂 %s", line)


if __name__ == "__main__":
    run(main)
