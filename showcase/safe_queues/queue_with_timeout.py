"""⏳ Timeouts: Empty and Full instead of waiting for ever.

    a get() at a queue that stays empty      outcome
    ───────────────────────────────────────  ─────────────────────────────────────────
    q.get()                                   ❌ waits for ever
    q.get(0.01)                               ❌ waits for ever: 0.01 is `block`, and true
    q.get(timeout=0.01)                       ✅ Empty, after a hundredth of a second
    q.get(block=False), q.get_nowait()        ✅ Empty, at once

A wake-up is a hint and no promise: a woken thread checks again, and waits for what is left
of its timeout. `Wakes` plays such wake-ups from a script, without a second thread.

TL;DR  Pass timeout by name, and say what happens on Empty and Full: they are the normal
       answer of a queue that stays empty, or that stays full.

Run    python -m showcase.safe_queues.queue_with_timeout
Specs  tests/safe_queues/test_queue_with_timeout.py
Next   task_done_join_demo.py: when is the work done?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import linecache
import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Queue
from threading import Condition
from typing import Any

from showcase.safe_queues import until_parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, live_stack, play, stands_in, until

log = get_logger()

SHORT = 0.01


# 1 ── Who gives up, and who waits ────────────────────────────────────────────


def answer(call: Callable[[], Any]) -> Any:
    """Make a call that may wait, in a thread of its own.

    Returns what it returned, or the name of the queue's exception: "Empty", "Full", "ShutDown".
    """

    def caller() -> Any:
        try:
            return call()
        except Exception as error:
            if type(error).__module__ in ("queue", "_queue"):
                return type(error).__name__
            raise

    return play(caller)[0]


@dataclass(frozen=True)
class Waited:
    """How many were seen waiting, and what the call returned then."""

    callers: int
    then: Any


def waits_until_helped(call: Callable[[], Any], help_it: Callable[[], Any]) -> Waited:
    """Make a call that waits, and once it is seen waiting, make another one that ends this.

    Raises TimeoutError if it never waits.
    """

    def caller() -> Any:
        return call()

    def helper() -> int:
        callers = until_parked("caller", 1)
        help_it()
        return callers

    return Waited(*play(helper, caller))


def hungry_forever(get: Callable[["Queue[str]"], str]) -> Waited:
    """Nothing comes: which get() is still waiting when a timed one has given up?

    In the end an item comes after all.
    """
    q: Queue[str] = Queue()

    def next_guest_gives_up_and_cooks() -> None:
        log.info("the next guest: %s", answer(lambda: q.get(timeout=SHORT)))
        q.put("cooked it myself")

    waited = waits_until_helped(lambda: get(q), next_guest_gives_up_and_cooks)
    log.info("the first guest at last: %s", waited.then)
    return waited


# 2 ── A wake-up is a hint ────────────────────────────────────────────────────


class Wakes(Condition):
    """🥷 A Condition whose wake-ups are written down: each wait() plays the next step, and ends.

    It takes the place of a queue's `not_empty`, `not_full` or `all_tasks_done`; the steps run
    with the queue's mutex held, as everything does that happens between two waits. Waiting
    once more than was written down raises IndexError.
    """

    def __init__(self, q: "Queue[Any]", steps: Iterable[Callable[[], Any]]) -> None:
        super().__init__(q.mutex)
        self._steps = list(steps)
        self.timeouts: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Note the timeout, and be woken by the next step."""
        self.timeouts.append(timeout)
        self._steps.pop(0)()
        return True


def nothing() -> None:
    """A wake-up for no reason, or for an item that another thread was quick to take."""


# 3 ── Ctrl-C ─────────────────────────────────────────────────────────────────


def line_of(thread: threading.Thread) -> str:
    """The source line on which a parked thread stands."""
    lines = (linecache.getline(f.f_code.co_filename, f.f_lineno) for f in live_stack(thread))
    return next(lines, "")


def interrupted_get() -> None:
    """Interrupt (SIGINT) the main thread while it waits in get(), then use the queue again.

    For an interpreter of its own, where SIGINT means nothing else; prints what happens.
    """
    q: Queue[str] = Queue()
    main, ident = threading.main_thread(), threading.get_ident()

    def main_is_parked() -> bool:
        # In this order, and each of them stays true: it waits, gives the mutex up, falls asleep.
        waits_in_get = stands_in(main, "get"), stands_in(main, "wait")
        asleep = not q.mutex.locked(), "acquire" in line_of(main)
        return all([*waits_in_get, *asleep])

    def interrupter() -> None:
        until(main_is_parked, "the main thread is parked in get()")
        signal.pthread_kill(ident, signal.SIGINT)

    thread = threading.Thread(target=interrupter)
    thread.start()
    try:
        print(q.get(timeout=PATIENCE))
    except KeyboardInterrupt:
        print("KeyboardInterrupt")
    q.put("works again")
    print(q.get_nowait())


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("🍽️ ❌ get() has no limit")
    hungry_forever(lambda q: q.get())
    log.info("🍽️ ❌ get(%g) has no limit either: that is block=%g", SHORT, SHORT)
    hungry_forever(lambda q: q.get(SHORT))  # type: ignore[arg-type]  # mypy sees it
    q: Queue[str] = Queue(maxsize=1)
    outcome = answer(lambda: q.get(timeout=SHORT))
    log.info("🍽️ ✅ get(timeout=%g): %s", SHORT, outcome)
    q.put("the only place is taken")
    outcome = answer(lambda: q.put("too much", timeout=SHORT))
    log.info("🍽️ ✅ put(…, timeout=%g): %s", SHORT, outcome)


if __name__ == "__main__":
    run(main)
