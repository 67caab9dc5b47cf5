"""⏸️ Interrupted waits: a signal comes while the main thread is blocked.

    main is blocked in a wait, and …           what happens
    ────────────────────────────────────────   ────────────────────────────────────────────
    the signal comes in another thread         ❌ the handler has to wait as long as main does
    the handler raises                         ❌ the wait is broken off by the exception
    the handler returns                        ✅ it runs at once, and the wait goes on
    … and the wait has a timeout               ✅ it has the time that was left, no more, no less

    This is PEP 475. It holds for locks, conditions, events, queues, futures and joins alike.

TL;DR  A wait that a signal interrupts is resumed, unless the handler raises. What is broken off
       can be waited for once more.

Run    python -m showcase.interpreter.interrupted_waits_demo
Specs  tests/interpreter/test_interrupted_waits.py
Next   interrupted_join_demo.py: what becomes of the thread that main has waited for
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from threading import Event, current_thread, main_thread
from typing import Any

from showcase.interpreter._bell import Interrupt, handling, ring, ring_in_this_thread
from showcase.interpreter._waits import Wait, is_parked, on_event
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()


@dataclass(frozen=True)
class Interrupted:
    """How a wait went in which the main thread got a signal."""

    order: list[str]
    outcome: Any
    """What the wait returned in the end."""


def interrupt(
    make_wait: Callable[[], Wait],
    timeout: float | None = None,
    raises: bool = False,
    send: Callable[[], Any] | None = None,
) -> Interrupted:
    """The main thread is blocked; another thread sends a signal, and then ends the wait.

    Args:
        make_wait: what main is blocked in.
        timeout: of the wait, in seconds.
        raises: the handler raises Interrupt; main then waits once more.
        send: how the other thread sends the signal; by default to the main thread, again and
            again until the handler has run. (One signal that comes just before main falls
            asleep would be handled only when it wakes up.)

    Returns the order of events.
    """
    wait = make_wait()
    order: list[str] = []
    heard: list[int] = []
    calls = count()
    ready, broken_off = Cue(), Cue()

    def handler(number: int, frame: Any) -> None:
        if next(calls) == 0:  # in one step: a handler may itself be interrupted by the next signal
            order.append(f"handler in {current_thread().name}")
            heard.append(number)
            if raises:
                raise Interrupt

    def rings_until_heard() -> bool:
        ring(main_thread())
        return bool(heard)

    def main_is_parked() -> bool:
        return is_parked(main_thread(), wait.door)

    def other() -> None:
        wait.begin()
        ready.set()
        try:
            until(main_is_parked, "main sleeps")
            if send is None:
                until(rings_until_heard, "the handler has run")
            else:
                send()
            if raises:
                broken_off.wait()
                until(main_is_parked, "main sleeps once more")
            order.append("the wait may end")
        finally:
            wait.end()

    def block() -> Any:
        return wait.block(timeout)

    with handling(handler), ThreadPoolExecutor() as pool:
        future = pool.submit(other)
        ready.wait()
        try:
            outcome = block()
        except Interrupt:
            order.append("the wait is broken off")
            broken_off.set()
            outcome = block()
        order.append("the wait is over")
        future.result(PATIENCE)
    return Interrupted(order, outcome)


def handled_after_a_wait(signals: list[int]) -> list[int]:
    """While main is blocked, another thread raises these signals, one after the other.

    Returns the signals whose handler has run when the wait of main is over, in that order.
    """
    wait = on_event()
    handled: list[int] = []

    def other() -> None:
        until(lambda: is_parked(main_thread(), wait.door), "main sleeps")
        for number in signals:
            signal.raise_signal(number)
        wait.end()

    def block() -> None:
        wait.block(None)

    with ExitStack() as handlers, ThreadPoolExecutor() as pool:
        for number in {*signals}:
            handlers.enter_context(handling(lambda number, frame: handled.append(number), number))
        future = pool.submit(other)
        block()
        future.result(PATIENCE)
    return handled


def wait_under_fire(make_wait: Callable[[], Wait], timeout: float) -> tuple[Any, float]:
    """A signal comes every millisecond while main waits, for what does not happen in time.

    Returns what the wait returned or the name of its error, and the seconds that it took.
    """
    wait = make_wait()
    heard: list[int] = []
    fire_is_open = Cue()
    is_over = Event()

    def rings() -> bool:
        ring(main_thread())
        if heard:
            fire_is_open.set()
        return is_over.wait(0.001)  # handlers that come faster than they end pile up

    def other() -> None:
        wait.begin()
        until(rings, "the wait is over, whatever rings")
        wait.end()

    with handling(lambda number, frame: heard.append(number)), ThreadPoolExecutor() as pool:
        future = pool.submit(other)
        fire_is_open.wait()
        start = time.monotonic()
        try:
            outcome = wait.block(timeout)
        except Exception as error:
            outcome = type(error).__name__
        seconds = time.monotonic() - start
        is_over.set()
        future.result(PATIENCE)
    return outcome, seconds


def main() -> None:
    """❌ before ✅."""
    if os.name != "posix":
        log.info("⏸️ there are no signals between threads on this platform")
        return
    for title, interrupted in [
        ("❌ main is blocked, a worker gets it", interrupt(on_event, send=ring_in_this_thread)),
        ("❌ main is blocked, the handler raises", interrupt(on_event, raises=True)),
        ("✅ main is blocked, main gets it", interrupt(on_event)),
    ]:
        log.info("%s: %s", title, ", ".join(interrupted.order))


if __name__ == "__main__":
    run(main)
