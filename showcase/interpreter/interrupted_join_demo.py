"""🧵 Interrupted join: a handler raises while main waits for a thread, and the thread runs on.

    after a join() that was broken off         before 3.13          since 3.13
    ────────────────────────────────────────   ──────────────────   ──────────────────
    the thread                                  runs on              runs on
    is_alive()                                  ❌ False             ✅ True
    … once it has really ended                  False                False
    the join of the interpreter at its exit     ❌ the thread is cut off, as a daemon is

TL;DR  Ctrl-C in join() ends the waiting and not the thread. Tell the thread to stop, and join it
       once more.

Run    python -m showcase.interpreter.interrupted_join_demo
Specs  tests/interpreter/test_interrupted_join.py
Next   signal_masks_demo.py: a thread that does not want to be disturbed
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import atexit
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread, main_thread
from typing import Any

from showcase.interpreter._bell import BELL, Interrupt, handling, ring
from showcase.interpreter._waits import line_of
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()


@dataclass(frozen=True)
class Joined:
    """What main sees of a thread, after a signal has broken off its join()."""

    is_alive: bool
    """What is_alive() says, while the thread is still running."""
    was_running: bool
    is_alive_at_the_end: bool
    second_join_returned: None


def raises_once(
    error: type[BaseException],
) -> tuple[Callable[[int, Any], None], Callable[[], bool]]:
    """A signal handler that raises `error` the first time, and what rings main until it has."""
    heard: list[int] = []

    def handler(number: int, frame: Any) -> None:
        if not heard:
            heard.append(number)
            raise error

    def rings_until_heard() -> bool:
        ring(main_thread())
        return bool(heard)

    return handler, rings_until_heard


def broken_off_join() -> Joined:
    """A handler raises while main is in Thread.join(); the thread itself runs on."""
    stop, stopped = Event(), Cue()

    def worker() -> None:
        stop.wait()
        stopped.set()

    thread = Thread(target=worker, daemon=True)
    thread.start()

    def sleeps_in_join() -> bool:
        line = line_of(main_thread())
        return ".acquire(b" in line or "handle.join" in line

    handler, rings_until_heard = raises_once(Interrupt)

    def other() -> None:
        until(sleeps_in_join, "main is in join()")
        until(rings_until_heard, "the handler has run")

    with handling(handler), ThreadPoolExecutor() as pool:
        future = pool.submit(other)
        try:
            thread.join(PATIENCE)
        except Interrupt:
            future.result(PATIENCE)
    is_alive, was_running = thread.is_alive(), not stopped.is_set()
    stop.set()
    stopped.wait()
    returned = thread.join(PATIENCE)  # type: ignore[func-returns-value]
    until(lambda: thread not in threading.enumerate(), "the thread has really ended")
    return Joined(is_alive, was_running, thread.is_alive(), returned)


def interrupt_the_last_join() -> None:
    """For a child: Ctrl-C, once, while the interpreter waits at exit for a thread without end."""
    handler, rings_until_heard = raises_once(KeyboardInterrupt)

    def worker() -> None:
        try:
            main_thread().join(PATIENCE)
            until(rings_until_heard, "the handler has run")
            Event().wait()
        finally:
            print("worker: the end")

    signal.signal(BELL, handler)
    atexit.register(print, "atexit")
    Thread(target=worker).start()
    print("main ends")


def main() -> None:
    """One join, broken off."""
    if os.name != "posix":
        log.info("🧵 there are no signals between threads on this platform")
        return
    joined = broken_off_join()
    log.info("🧵 the join is broken off; is the thread still running? %s", joined.was_running)
    log.info("🧵 what does is_alive() say? %s", joined.is_alive)
    log.info("🧵 and after the thread has ended? %s", joined.is_alive_at_the_end)
    log.info("❌ at exit: %s", ", ".join(in_a_child(interrupt_the_last_join).said))


if __name__ == "__main__":
    run(main)
