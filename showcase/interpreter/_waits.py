"""🛋️ What the main thread can be blocked in: how each wait begins, and what ends it."""

import linecache
import os
import queue
import signal
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Barrier, Condition, Event, Lock, Semaphore, Thread, main_thread
from typing import Any

from showcase.interpreter._bell import BELL
from showcase.utils.stage import PATIENCE, Door, live_stack, may_enter, stands_in


@dataclass(frozen=True)
class Wait:
    """Something that the main thread can be blocked in."""

    begin: Callable[[], Any]
    """Called by the other thread, before main waits."""
    block: Callable[[float | None], Any]
    """Called by main, with a timeout in seconds or None."""
    end: Callable[[], Any]
    """Called by the other thread: it ends the wait."""
    door: Door | None = None
    """A lock that main holds on its way into the wait, and that only the wait gives up."""


def nothing() -> None:
    """No preparation is needed."""


def on_lock(make_lock: Callable[[], Any] = Lock) -> Wait:
    """Wait for a lock that the other thread holds."""
    lock = make_lock()
    return Wait(lock.acquire, lambda t: lock.acquire(timeout=-1 if t is None else t), lock.release)


def on_condition() -> Wait:
    """Wait to be notified."""
    condition = Condition()

    def wait(timeout: float | None) -> bool:
        with condition:
            return condition.wait(timeout)

    def notify() -> None:
        with condition:
            condition.notify()

    return Wait(nothing, wait, notify, condition)


def on_event() -> Wait:
    """Wait for an Event to be set."""
    event = Event()
    return Wait(nothing, event.wait, event.set, event._cond)  # type: ignore[attr-defined]


def on_semaphore() -> Wait:
    """Wait for a Semaphore to be released."""
    semaphore = Semaphore(0)
    door = semaphore._cond  # type: ignore[attr-defined]
    return Wait(nothing, lambda t: semaphore.acquire(timeout=t), semaphore.release, door)


def on_barrier() -> Wait:
    """Wait for the other party."""
    barrier = Barrier(2)
    return Wait(nothing, barrier.wait, barrier.wait, barrier._cond)  # type: ignore[attr-defined]


def on_queue(make_queue: Callable[[], Any] = queue.Queue) -> Wait:
    """Wait for an item."""
    line = make_queue()
    door = getattr(line, "not_empty", None)
    return Wait(nothing, lambda t: line.get(timeout=t), lambda: line.put("item"), door)


def on_full_queue() -> Wait:
    """Wait for room."""
    line: queue.Queue[str] = queue.Queue(maxsize=1)
    line.put("item")
    return Wait(nothing, lambda t: line.put("item", timeout=t), line.get, line.not_full)


def on_future() -> Wait:
    """Wait for a result."""
    future: Future[str] = Future()
    return Wait(nothing, future.result, lambda: future.set_result("item"), future._condition)


def on_thread() -> Wait:
    """Wait for a thread to end."""
    stop = Event()
    thread = Thread(target=stop.wait, daemon=True)

    def end() -> None:
        stop.set()
        thread.join(PATIENCE)

    return Wait(thread.start, thread.join, end)


def on_signal() -> Wait:
    """Wait for SIGUSR2, which main has blocked; returns its number, or None."""

    def wait(timeout: float | None) -> int | None:
        wanted = {signal.SIGUSR2}
        if timeout is None:
            return signal.sigwaitinfo(wanted).si_signo
        info = signal.sigtimedwait(wanted, timeout)
        return info and info.si_signo

    def end() -> None:
        signal.pthread_kill(main_thread().ident or 0, signal.SIGUSR2)

    return Wait(nothing, wait, end)


def on_read(interruptible: bool = True) -> Wait:
    """Wait in os.read(), a system call, for which signal.siginterrupt() is set before."""
    reader, writer = os.pipe()

    def wait(timeout: float | None) -> bytes:
        try:
            return os.read(reader, 16)
        finally:
            os.close(reader)

    def end() -> None:
        os.write(writer, b"item")
        os.close(writer)

    return Wait(lambda: signal.siginterrupt(BELL, interruptible), wait, end)


def line_of(thread: Thread) -> str:
    """The source line at which a thread stands, innermost call; "" where nobody can tell."""
    stack = live_stack(thread)
    return linecache.getline(stack[0].f_code.co_filename, stack[0].f_lineno) if stack else ""


def is_parked(thread: Thread, door: Door | None) -> bool:
    """Does `thread` sleep in the wait that it has called from a function named `block`?

    With a door, it asks for a lock before and after somebody else could pass the door: so it
    has given the door up, and is at the very line where a Condition sleeps.
    """

    def asks() -> bool:
        return "acquire(" in line_of(thread)

    is_in = stands_in(thread, "block")  # first: main waits for other things before it goes in
    return is_in and (door is None or (asks() and may_enter(door) and asks()))
