"""📣 notify(): wakes threads that wait on a Condition, and does not release its lock.

    three wait, and                they wake        still wait
    ────────────────────────────   ──────────────   ──────────
    notify()                       0                1, 2
    notify(2)                      0, 1             2
    notify_all()                   0, 1, 2          nobody
    notify_all() of another one    nobody           0, 1, 2

wait() unlocks the lock, at every level of an RLock. notify() does not: the woken thread goes on
only when the thread that notified it has released the lock.

TL;DR  One change, one thread to tell: notify(). Whatever concerns everybody: notify_all().

Run    python -m showcase.synchronization.condition_notify_demo
Specs  tests/synchronization/test_condition_notify.py
Next   basic_queue_demo.py: a queue has its conditions inside
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Condition, Lock, RLock, Thread, current_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, may_enter, play, stands_in, until

log = get_logger()

WAITERS = 3


# 1 ── Who is woken ───────────────────────────────────────────────────────────


def still_waiting(condition: Condition) -> int:
    """How many threads wait, as repr() tells: `<Condition(<the lock>, 2)>`."""
    return int(repr(condition).rpartition(", ")[2].rstrip(")>"))


@dataclass(frozen=True)
class WakeUp:
    """Who was woken by a call, by the number under which they came to wait."""

    woken: list[int]
    still_waiting: int


def woken_by(
    call: Callable[[Condition], Any], waiters: int, make_lock: Callable[[], Any] | None = None
) -> WakeUp:
    """Let so many threads wait, one after another, then make the call: whom does it wake?

    Args:
        call: what is done with the condition, for instance `Condition.notify_all`.
        make_lock: makes the lock of the condition; None leaves that to the condition.
    """
    condition = Condition(make_lock() if make_lock else None)
    woken: list[int] = []
    parked = [Cue() for _ in range(waiters)]

    def waiter(number: int) -> None:
        if number > 0:
            parked[number - 1].wait()
        with condition:  # so the one before is parked
            parked[number].set()
            if condition.wait(PATIENCE):
                woken.append(number)

    def caller() -> WakeUp:
        parked[-1].wait()
        with condition:
            call(condition)
            left = still_waiting(condition)
        until(lambda: len(woken) == waiters - left, "those who were woken are back")
        with condition:
            seen = WakeUp(sorted(woken), left)
            condition.notify_all()  # so that everybody can go home
        return seen

    # The last waiter starts first, and has to wait for its cue: no order is left to luck.
    cast = {f"waiter {n}": partial(waiter, n) for n in reversed(range(waiters))}
    seen: WakeUp = play(caller, **cast)[0]
    return seen


# 2 ── wait_for(): the loop, ready made ───────────────────────────────────────


@dataclass(frozen=True)
class Asked:
    """What wait_for() returned, and how it asked its predicate."""

    returned: Any
    times_asked: int
    door_was_open: list[bool]
    """Could another thread have taken the lock, each time that the predicate was asked?"""


def wait_for_an_answer(answers: list[Any], timeout: float | None = None) -> Asked:
    """Wait for a predicate that gives these answers, and notify after each but the last."""
    condition = Condition()
    asked: list[Any] = []
    knocks: list[bool] = []

    def predicate() -> Any:
        knocks.extend(play(lambda: may_enter(condition)))
        asked.append(answers[len(asked)])
        return asked[-1]

    def waiter() -> Any:
        with condition:
            return condition.wait_for(predicate, timeout)

    def notify_after(times: int) -> None:
        until(lambda: len(asked) == times, "the predicate was asked")
        with condition:  # so the waiter is parked
            condition.notify()

    def notifier() -> None:
        for times in range(1, len(answers)):
            notify_after(times)

    returned = play(waiter, notifier)[0]
    return Asked(returned, len(asked), knocks)


# 3 ── The lock, while somebody waits and when somebody is woken ──────────────


@dataclass(frozen=True)
class Handover:
    """What became of the lock while a thread waited on its condition, and after the notify()."""

    open_after_the_notify: bool
    story: list[str]
    """Who came in while the waiter waited, and which of the two went on first afterwards."""
    open_after_each_release: list[bool]


def wait_in_depth(make_lock: Callable[[], Door], depth: int) -> Handover:
    """Acquire a lock `depth` times, wait on its condition, be woken, release it as often."""
    lock = make_lock()
    condition: Condition = Condition(lock)  # type: ignore[arg-type]  # a Lock or an RLock
    waiter_is_in = Cue()
    story: list[str] = []

    def knock() -> bool:
        return bool(play(lambda: may_enter(lock))[0])

    def waiter() -> list[bool]:
        for _ in range(depth):
            condition.acquire()
        waiter_is_in.set()
        if condition.wait():
            story.append("the waiter goes on")
        open_after_each_release = []
        for _ in range(depth):
            condition.release()
            open_after_each_release.append(knock())
        return open_after_each_release

    def notifier() -> bool:
        waiter_is_in.wait()
        with condition:  # open, at every level: so the waiter waits
            story.append("the notifier comes in")
            condition.notify()
            open_after_notify = knock()
            story.append("the notifier leaves")
        return open_after_notify

    open_after_notify, open_after_each_release = play(notifier, waiter)
    return Handover(open_after_notify, story, open_after_each_release)


def wait_longer_than_its_timeout() -> list[str]:
    """Wait with timeout=0 while another thread takes the lock; return who does what, in order."""
    story: list[str] = []
    waiters: list[Thread] = []
    waiter_is_in, holder_has_it = Cue(), Cue()

    class TakenMeanwhile(Condition):
        """Its lock is taken by another thread as soon as wait() has released it."""

        def _release_save(self) -> None:
            super()._release_save()  # type: ignore[misc]  # what wait() calls for a Lock
            holder_has_it.wait()

    condition = TakenMeanwhile(Lock())

    def waiter() -> None:
        with condition:
            waiters.append(current_thread())
            waiter_is_in.set()
            condition.wait(timeout=0)
            story.append("the waiter is back")

    def holder() -> None:
        waiter_is_in.wait()
        with condition:
            holder_has_it.set()
            until(lambda: stands_in(waiters[0], "_acquire_restore"), "the waiter wants the lock")
            story.append("the holder leaves")

    play(waiter, holder)
    return story


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    lock = RLock()
    other = Condition(lock)  # another waiting room, on the same lock
    overheard = woken_by(lambda _: other.notify(), WAITERS, lambda: lock)
    log.info("❌ %d wait, notify() of another condition: it wakes %s", WAITERS, overheard.woken)
    for name, call in ("notify()", Condition.notify), ("notify_all()", Condition.notify_all):
        log.info("✅ %d wait, %s: it wakes %s", WAITERS, name, woken_by(call, WAITERS).woken)

    log.info("🔒 a thread waits with its RLock acquired twice")
    seen = wait_in_depth(RLock, depth=2)
    log.info("%s", ", ".join(seen.story))
    log.info("open right after the notify()? %s", seen.open_after_the_notify)
    log.info("open after each of its releases? %s", seen.open_after_each_release)

    log.info("🔄 wait_for(), woken twice")
    asked = wait_for_an_answer([None, 0, "bread"])
    log.info("it asks %d times, and returns %r", asked.times_asked, asked.returned)


if __name__ == "__main__":
    run(main)
