"""🚨 Signals: whichever thread a signal comes in, the main thread handles it.

    a signal, while …                          what happens
    ────────────────────────────────────────   ────────────────────────────────────────────
    a worker raises it                         the handler runs in the main thread
    main is blocked in a wait                  ✅ the handler runs at once, the wait goes on
    … and the handler raises                   ❌ the wait is broken off by the exception
    … and it came in another thread            ❌ the handler has to wait as long as main does
    a worker is blocked in a wait              ✅ nothing: only main is ever interrupted
    main holds a Lock that the handler wants   ❌ a deadlock, or a refusal

    Only the main thread may call signal.signal() and signal.set_wakeup_fd(). A thread that is
    meant to get signals blocks them (pthread_sigmask) and asks for them (sigwait).

TL;DR  A handler runs between two lines of the main thread. Let it set a flag, and no more.

Run    python -m showcase.interpreter.signals_demo
Specs  tests/interpreter/test_signals.py
Next   exit_demo.py: what becomes of the other threads when main is gone
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import linecache
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import (
    Barrier,
    Condition,
    Event,
    Lock,
    RLock,
    Semaphore,
    Thread,
    current_thread,
    main_thread,
)
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, live_stack, may_enter, play, stands_in, until

log = get_logger()

BELL: int = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""The signal that rings in here."""

Handler = Callable[[int, Any], Any]


@contextmanager
def handling(handler: Handler | signal.Handlers, signum: int = BELL) -> Iterator[None]:
    """Install a handler for a block, and put the old one back. In the main thread only."""
    before = signal.signal(signum, handler)
    try:
        yield
    finally:
        os.getppid()  # any system call: a signal that is on its way arrives now, not later
        signal.signal(signum, before)


def ring(thread: Thread) -> None:
    """Send the signal to one thread of this process (POSIX)."""
    signal.pthread_kill(thread.ident or 0, BELL)


def ring_in_this_thread() -> None:
    """Send it from within, to the thread that calls."""
    signal.raise_signal(BELL)


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


def lock_is_free_in_the_handler(make_lock: Callable[[], Door]) -> bool:
    """main holds a lock when the signal comes. Could the handler take it? (It only knocks.)"""
    lock = make_lock()
    answers: list[bool] = []
    with handling(lambda number, frame: answers.append(may_enter(lock))):
        with lock:
            signal.raise_signal(BELL)
    return answers[0]


# 2 ── The main thread is blocked ─────────────────────────────────────────────


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


def line_of(thread: Thread) -> str:
    """The source line at which a thread stands, innermost call; "" where nobody can tell."""
    stack = live_stack(thread)
    return linecache.getline(stack[0].f_code.co_filename, stack[0].f_lineno) if stack else ""


def is_parked(thread: Thread, door: Door | None) -> bool:
    """Does `thread` sleep in the wait that it has called from a function named `block`?

    With a door, it asks for a lock before and after somebody else could pass the door: so it
    has given the door up, and is at the very line where a Condition sleeps.
    """
    if not stands_in(thread, "block"):
        return False
    if door is None:
        return True
    return "acquire(" in line_of(thread) and may_enter(door) and "acquire(" in line_of(thread)


class Interrupt(Exception):
    """What a handler raises in here."""


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

    with handling(handler), ThreadPoolExecutor(max_workers=1) as pool:
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

    with handling(lambda number, frame: heard.append(number)), ThreadPoolExecutor(1) as pool:
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


# 3 ── A join that is broken off ──────────────────────────────────────────────


@dataclass(frozen=True)
class Joined:
    """What main sees of a thread, after a signal has broken off its join()."""

    is_alive: bool
    """What is_alive() says, while the thread is still running."""
    was_running: bool
    is_alive_at_the_end: bool


def broken_off_join() -> Joined:
    """A handler raises while main is in Thread.join(); the thread itself runs on."""
    stop, stopped = Event(), Cue()

    def worker() -> None:
        stop.wait()
        stopped.set()

    thread = Thread(target=worker, daemon=True)
    thread.start()

    def block(timeout: float | None = None) -> None:
        thread.join(timeout)

    def sleeps_in_join() -> bool:
        line = line_of(main_thread())
        return stands_in(main_thread(), "block") and (".acquire(b" in line or "handle.join" in line)

    heard: list[int] = []

    def handler(number: int, frame: Any) -> None:
        if not heard:
            heard.append(number)
            raise Interrupt

    def rings_until_heard() -> bool:
        ring(main_thread())
        return bool(heard)

    def other() -> None:
        try:
            until(sleeps_in_join, "main is in join()")
            until(rings_until_heard, "the handler has run")
        except BaseException:
            stop.set()
            raise

    with handling(handler), ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(other)
        try:
            block()
        except Interrupt:
            future.result(PATIENCE)
    is_alive, was_running = thread.is_alive(), not stopped.is_set()
    stop.set()
    stopped.wait()
    thread.join(PATIENCE)
    until(lambda: thread not in threading.enumerate(), "the thread has really ended")
    return Joined(is_alive, was_running, thread.is_alive())


# 4 ── A worker is blocked ────────────────────────────────────────────────────


def ring_a_blocked_worker() -> list[str]:
    """A worker waits for a lock, and the signal is sent to it; returns the order of events."""
    lock = Lock()
    order: list[str] = []

    def block() -> None:
        lock.acquire(timeout=PATIENCE)
        order.append("worker: I have the lock")

    def handler(number: int, frame: Any) -> None:
        if not order:
            order.append(f"handler in {current_thread().name}")

    worker = Thread(target=block, name="worker", daemon=True)
    with handling(handler), lock:
        worker.start()
        until(lambda: stands_in(worker, "block"), "the worker waits")
        ring(worker)
        until(lambda: bool(order), "the handler has run")
        order.append("main: it is yours")
    worker.join(PATIENCE)
    return order


# 5 ── A thread that is there for signals ─────────────────────────────────────


@dataclass(frozen=True)
class Waited:
    """What a thread got that has blocked the signal, and waits for it."""

    returned: int
    pending_before: bool
    pending_after: bool
    handler_ran: bool


def sigwait_in_a_thread() -> Waited:
    """A thread blocks the signal for itself, finds it pending, and takes it with sigwait()."""
    heard: list[int] = []

    def listener() -> Waited:
        signal.pthread_sigmask(signal.SIG_BLOCK, {BELL})
        signal.raise_signal(BELL)
        pending = BELL in signal.sigpending()
        returned = signal.sigwait({BELL})
        return Waited(returned, pending, BELL in signal.sigpending(), bool(heard))

    with handling(lambda number, frame: heard.append(number)):
        (waited,) = play(listener)
    return Waited(waited.returned, waited.pending_before, waited.pending_after, bool(heard))


def sigwait_for_the_process() -> None:
    """For a child: all threads block the signal but the one that asks for it; main sends it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {BELL})  # before start(): a thread inherits the mask

    def listener() -> None:
        print("listener:", signal.Signals(signal.sigwait({BELL})).name)

    thread = Thread(target=listener)
    thread.start()
    os.kill(os.getpid(), BELL)
    thread.join(PATIENCE)
    print("main goes on")


def blocked_in(how: int, *, by_main_before: bool) -> dict[str, bool]:
    """In which threads is the signal blocked, once a worker has called pthread_sigmask?

    Args:
        how: what the worker does: SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK, with {BELL}.
        by_main_before: main blocks the signal first, and the worker starts with main's mask.

    Returns True or False for the worker before and after, what its call returned ("old"), a
    thread that the worker starts, and main.
    """

    def is_blocked() -> bool:
        return BELL in signal.pthread_sigmask(signal.SIG_BLOCK, [])

    def worker() -> dict[str, bool]:
        before = is_blocked()
        old = BELL in signal.pthread_sigmask(how, {BELL})
        (inherited,) = play(child=is_blocked)
        return {"before": before, "old": old, "after": is_blocked(), "child": inherited}

    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {BELL} if by_main_before else [])
    try:
        (seen,) = play(worker)
        return {**seen, "main": is_blocked()}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


# 6 ── A byte for whoever sleeps in select() ──────────────────────────────────


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def bytes_on_the_wakeup_fd(warn_on_full_buffer: bool = True, full: bool = False) -> list[str]:
    """A signal comes while signal.set_wakeup_fd() is set to a pipe, which may be full.

    Returns what came through the pipe, as names of signals, and what sys.unraisablehook was told.
    """
    told: list[str] = []
    hook = sys.unraisablehook
    with _pipe() as (reader, writer), handling(lambda number, frame: None):
        os.set_blocking(writer, False)
        filled = 0
        try:
            while full:
                filled += os.write(writer, bytes(4096))
        except BlockingIOError:
            pass
        before = signal.set_wakeup_fd(writer, warn_on_full_buffer=warn_on_full_buffer)
        sys.unraisablehook = lambda report: told.append(report.exc_type.__name__)
        try:
            signal.raise_signal(BELL)
        finally:
            signal.set_wakeup_fd(before)
            sys.unraisablehook = hook
        names = [] if full else [signal.Signals(byte).name for byte in os.read(reader, 16)]
    return names + told


# 7 ── Ctrl-C, and a place where no handler can be set ────────────────────────


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
        print(error.excinfo.msg)


def main() -> None:
    """❌ before ✅."""
    log.info("🚨 a worker raises it: %s", handled_in(ring_in_this_thread))
    log.info("❌ a Lock that main holds, in the handler: %s", lock_is_free_in_the_handler(Lock))
    log.info("✅ an RLock that main holds, in the handler: %s", lock_is_free_in_the_handler(RLock))
    if os.name == "posix":
        for title, interrupted in [
            ("❌ main is blocked, a worker gets it", interrupt(on_event, send=ring_in_this_thread)),
            ("❌ main is blocked, the handler raises", interrupt(on_event, raises=True)),
            ("✅ main is blocked, main gets it", interrupt(on_event)),
        ]:
            log.info("%s: %s", title, ", ".join(interrupted.order))
        log.info("✅ a worker is blocked: %s", ", ".join(ring_a_blocked_worker()))
    for line in in_a_child(say_who_is_interrupted).said:
        log.info("⌨️ %s", line)


if __name__ == "__main__":
    run(main)
