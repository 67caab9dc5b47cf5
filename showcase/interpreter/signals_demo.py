"""🚨 Signals: whichever thread a signal comes in, the main thread handles it.

    a signal, while …                          what happens
    ────────────────────────────────────────   ────────────────────────────────────────────
    main holds a Lock that the handler wants   ❌ a deadlock, or a refusal
    a worker raises it                         the handler runs in the main thread
    a worker is blocked in a wait              ✅ nothing: only main is ever interrupted
    Ctrl-C, while a worker is running          KeyboardInterrupt in main; the worker goes on

    Only the main thread of the main interpreter may call signal.signal().

TL;DR  A handler runs between two lines of the main thread. Let it set a flag, and no more.

Run    python -m showcase.interpreter.signals_demo
Specs  tests/interpreter/test_signals.py
Next   interrupted_waits_demo.py: the main thread is blocked when the signal comes
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from threading import Lock, RLock, Thread, current_thread
from types import FrameType
from typing import Any

from showcase.interpreter._bell import BELL, handling, ring, ring_in_this_thread
from showcase.interpreter._waits import Wait, is_parked, on_lock
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, may_enter, play, until

log = get_logger()


# 1 ── Who handles it ─────────────────────────────────────────────────────────


def handled_in(send: Callable[[], Any], signum: int = BELL) -> list[str]:
    """A worker sends a signal; returns the names of the threads in which the handler has run."""
    seen: list[str] = []

    def handler(number: int, frame: Any) -> None:
        seen.append(f"{signal.Signals(number).name} in {current_thread().name}")

    with handling(handler, signum):
        play(worker=send)
        until(lambda: bool(seen), "the handler has run")
    return seen


def ring_while_main_runs() -> list[str]:
    """main raises the signal itself: the handler runs before the next line does."""
    order: list[str] = []
    with handling(lambda number, frame: order.append("the handler")):
        order.append("before")
        signal.raise_signal(BELL)
        order.append("after")
    return order


def frames_of_the_handler() -> list[tuple[int, bool]]:
    """A worker raises the signal twice while main waits in a function.

    Returns for each time the number, and whether the frame leads to that function of main.
    """
    calls: list[tuple[int, bool]] = []

    def handler(number: int, frame: FrameType | None) -> None:
        functions = [caller.f_code.co_name for caller, _ in traceback.walk_stack(frame)]
        calls.append((number, "waits_in_main" in functions))

    def waits_in_main() -> None:
        play(worker=ring_in_this_thread)
        play(worker=ring_in_this_thread)

    with handling(handler):
        waits_in_main()
    return calls


def lock_is_free_in_the_handler(make_lock: Callable[[], Door]) -> bool:
    """main holds a lock when the signal comes. Could the handler take it? (It only knocks.)"""
    lock = make_lock()
    answers: list[bool] = []
    with handling(lambda number, frame: answers.append(may_enter(lock))):
        with lock:
            signal.raise_signal(BELL)
    return answers[0]


# 2 ── A worker is blocked ────────────────────────────────────────────────────


def ring_a_blocked_worker(make_wait: Callable[[], Wait] = on_lock) -> list[str]:
    """A worker is blocked in a wait, and the signal is sent to it; returns the order of events."""
    wait = make_wait()
    order: list[str] = []

    def block() -> None:
        wait.block(PATIENCE)
        order.append("worker: I have it")

    def handler(number: int, frame: Any) -> None:
        if not order:
            order.append(f"handler in {current_thread().name}")

    worker = Thread(target=block, name="worker", daemon=True)
    with handling(handler):
        wait.begin()
        worker.start()
        until(lambda: is_parked(worker, wait.door), "the worker waits")
        ring(worker)
        until(lambda: bool(order), "the handler has run")
        order.append("main: it is yours")
        wait.end()
    worker.join(PATIENCE)
    return order


# 3 ── Ctrl-C, and a place where no handler can be set ────────────────────────


def say_who_is_interrupted() -> None:
    """For a child: SIGINT comes in a worker, with the handler that Ctrl-C has by default."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main_is_hit = Cue()
    has_started: list[bool] = []

    def worker() -> None:
        until(lambda: bool(has_started), "main out of start()")  # an interrupt may break that
        try:
            signal.raise_signal(signal.SIGINT)
            main_is_hit.wait()
            print("worker: I go on")
        except KeyboardInterrupt:
            print("worker: KeyboardInterrupt")

    thread = Thread(target=worker)
    try:
        thread.start()
        has_started.append(True)
        until(lambda: False, "an interrupt")
    except KeyboardInterrupt:
        print("main: KeyboardInterrupt")
    main_is_hit.set()
    thread.join(PATIENCE)


def say_what_another_interpreter_may_not() -> None:
    """For a child: signal.signal() in the main thread of a second interpreter (3.14 and later)."""
    from concurrent import interpreters  # type: ignore[attr-defined, unused-ignore]

    try:
        interpreters.create().exec("import signal; signal.signal(signal.SIGINT, print)")
    except interpreters.ExecutionFailed as error:
        print(f"{error.excinfo.type.__name__}: {error.excinfo.msg}")


def say_who_runs_remote_code() -> None:
    """For a child: a worker hands code to its own process with sys.remote_exec() (3.14 and later).

    Prints the thread that the code has run in, or the error of a machine that forbids it.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".py", delete=False) as script:
        script.write("import sys, threading; sys.ran_in = threading.current_thread().name")
    remote_exec = sys.remote_exec  # type: ignore[attr-defined, unused-ignore]
    try:
        play(worker=lambda: remote_exec(os.getpid(), script.name))
        until(lambda: hasattr(sys, "ran_in"), "the code has run")
        print(sys.ran_in)  # type: ignore[attr-defined]
    except (OSError, RuntimeError) as error:
        print(type(error).__name__)
    finally:
        os.unlink(script.name)


def main() -> None:
    """❌ before ✅."""
    log.info("🚨 a worker raises it: %s", handled_in(ring_in_this_thread))
    log.info("❌ a Lock that main holds, in the handler: %s", lock_is_free_in_the_handler(Lock))
    log.info("✅ an RLock that main holds, in the handler: %s", lock_is_free_in_the_handler(RLock))
    if os.name == "posix":
        log.info("✅ a worker is blocked: %s", ", ".join(ring_a_blocked_worker()))
    for line in in_a_child(say_who_is_interrupted).said:
        log.info("⌨️ %s", line)


if __name__ == "__main__":
    run(main)
