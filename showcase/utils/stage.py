"""🎭 The stage: threads named after their parts, and nobody left behind.

    play(first, second)      every actor gets a thread; returns when all have left
    Cue()                    an Event named after a fact, whose wait has a limit
    Script().line(3)         the third line of the script, spoken in its turn
    may_enter(door)          knock: could this thread walk in now?
    OpenDoor()               the broken twin of a lock: it keeps nobody out
    until(fact, "...")       look again and again, with a limit
    switch_interval(1e-6)    for a block; the one before is put back
    stands_in(thread, "f")   is this thread inside the function f right now?
    waiting_in(thread)       the call of Condition.wait that it is in, if it is in one

Specs  tests/utils/test_stage.py
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Event, Thread, current_thread
from types import FrameType
from typing import Any, Protocol


def gil_is_on() -> bool:
    """Does this interpreter run with the GIL? Before 3.13 there was no choice."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


# Without the GIL a thread that waits for a lock asks forty times before it sleeps, and on a busy
# core each of these costs it a turn: all is slower there, and nothing is stuck.
PATIENCE = float(os.environ.get("SHOWCASE_PATIENCE") or (10 if gil_is_on() else 50))
"""Seconds until a stuck wait is given up. A fuse, never a way to wait."""


class Door(Protocol):
    """What Lock, RLock, Semaphore and OpenDoor have in common."""

    def acquire(self, blocking: bool = ...) -> bool:
        """Walk in; with `blocking` false only if nobody has to be waited for."""

    def release(self) -> None:
        """Walk out."""

    def __enter__(self) -> Any: ...
    def __exit__(self, kind: Any, error: Any, traceback: Any, /) -> Any: ...


class Cue(Event):
    """An Event named after a fact (`first_has_read = Cue()`); its wait never lasts for ever."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the fact is announced, at most `timeout` seconds (PATIENCE by default).

        Returns True. Raises TimeoutError where an Event would return False, since an actor
        who walks on without the cue proves nothing.
        """
        if not super().wait(PATIENCE if timeout is None else timeout):
            raise TimeoutError("a cue was never given")
        return True


class Script:
    """A schedule written as numbered lines: each is spoken after the one before it."""

    def __init__(self) -> None:
        self._turn = Condition()
        self._spoken = 0

    @contextmanager
    def line(self, number: int) -> Iterator[None]:
        """Wait for the turn of line `number` (from 1), run the block, and pass the turn on.

        Raises TimeoutError when the lines before it are not spoken within PATIENCE.
        """
        with self._turn:
            if not self._turn.wait_for(lambda: self._spoken == number - 1, PATIENCE):
                raise TimeoutError(f"line {number} waits, line {self._spoken + 1} was never spoken")
        yield
        with self._turn:
            self._spoken = number
            self._turn.notify_all()


class OpenDoor:
    """🚪 The broken twin of a lock: the same methods, and it keeps nobody out."""

    def acquire(self, *_: object, **__: object) -> bool:
        """Walk in, always."""
        return True

    def release(self) -> None:
        """Walk out."""

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        """Walk out."""


def may_enter(door: Door) -> bool:
    """Knock: could this thread walk in now? It tries, and steps straight out again."""
    entered = door.acquire(blocking=False)
    if entered:
        door.release()
    return entered


def play(*actors: Callable[[], Any], **cast: Callable[[], Any]) -> list[Any]:
    """Run each actor in a thread named after it, and return what each of them returned.

    Args:
        actors: functions; the thread carries the function's name.
        cast: further actors, each under the name that is given here.

    Returns what the actors returned, in the order in which they were named.

    Raises the first exception that was raised on stage, or TimeoutError with the names of
    those who are still there after PATIENCE seconds (their threads are daemons, so that
    even they cannot keep the interpreter from ending).
    """
    parts = [(getattr(actor, "__name__", "actor"), actor) for actor in actors] + [*cast.items()]
    returned: dict[int, Any] = {}
    errors: list[BaseException] = []

    def perform(number: int, actor: Callable[[], Any]) -> None:
        try:
            returned[number] = actor()
        except BaseException as error:
            errors.append(error)  # raised again below, where somebody sees it

    threads = [
        Thread(target=perform, args=(number, actor), name=name, daemon=True)
        for number, (name, actor) in enumerate(parts)
    ]
    for thread in threads:
        thread.start()

    curtain = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(curtain - time.monotonic())  # when time is up, it only looks

    stuck = [thread.name for thread in threads if thread.is_alive()]
    if errors:
        raise errors[0]
    if stuck:
        raise TimeoutError(f"still on stage after {PATIENCE:g} s: {', '.join(stuck)}")
    return [returned[number] for number in range(len(parts))]


def until(fact: Callable[[], bool], what: str) -> None:
    """Look again and again until `fact()` is true; `what` names it in the TimeoutError.

    For facts that no primitive announces ("two threads are parked at the barrier"). It
    watches a state; it is no way to let time pass.
    """
    give_up = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > give_up:
            raise TimeoutError(f"never seen within {PATIENCE:g} s: {what}")
        time.sleep(0)  # lets the other threads run


@contextmanager
def switch_interval(seconds: float) -> Iterator[None]:
    """For a block, a thread is asked to give up the GIL after so many seconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def sleep_number(thread: Thread) -> int | None:
    """Which sleep of its life `thread` is in; None while it runs, and once it has ended.

    Without the GIL, another thread's frames are its own while it runs: whoever reads them then
    reads rubbish, or crashes. Two equal answers prove that it slept from one to the other.
    With the GIL, and for the calling thread, nothing runs meanwhile, and the answer is 0; so it
    is where there is no /proc to ask (macOS, Windows), and there the danger is not ruled out.
    """
    if thread is current_thread() or gil_is_on():
        return 0
    try:
        with open(f"/proc/self/task/{thread.native_id}/status") as status:
            facts = dict(line.split(":", 1) for line in status)
    except (FileNotFoundError, ProcessLookupError):
        return None if os.path.exists("/proc/self/task") else 0
    asleep = facts["State"].strip().startswith("S")
    return int(facts["voluntary_ctxt_switches"]) if asleep else None


def live_stack(thread: Thread) -> list[FrameType]:
    """The frames of a thread, innermost first; none where it has ended.

    Without the GIL there are none while it runs, either: see `sleep_number`.
    """
    asleep = sleep_number(thread)
    frame = sys._current_frames().get(thread.ident or 0)
    stack: list[FrameType] = []
    if asleep is None or sleep_number(thread) != asleep:
        return stack
    while frame is not None:
        stack.append(frame)
        frame = frame.f_back
    return stack if sleep_number(thread) == asleep else []


def stands_in(thread: Thread, function: str) -> bool:
    """Is `thread` inside a Python function of that name right now?

    `stands_in(waiter, "wait")` and then taking the condition's lock proves that the waiter is
    parked: `Condition.wait` gives the lock up only once the waiter is queued.
    """
    return any(frame.f_code.co_name == function for frame in live_stack(thread))


def waiting_in(thread: Thread) -> FrameType | None:
    """The frame of Condition.wait that `thread` is in, or None.

    Event, Semaphore, Barrier, Queue and the waits of concurrent.futures all block there. Until
    the thread is queued it holds the condition's lock, which whoever wakes it has to take.
    """
    code = Condition.wait.__code__
    return next((frame for frame in live_stack(thread) if frame.f_code is code), None)
