"""🤲 acquire() and release(): what acquire() returns, and whom release() lets in.

    the lock is held, and …                      acquire returns
    ───────────────────────────────────────────  ─────────────────────────────────────────────
    acquire(blocking=False)                      False ❌, at once
    acquire(timeout=0.01), and it stays held     False ❌, when the time is over
    acquire(), and it is released                True ✅, to one of the waiting threads

TL;DR  Check the result of an acquire() that may not wait for ever. acquire(0.5) may: its first
       argument is `blocking`, not a timeout.

Run    python -m showcase.synchronization.acquire_demo
Specs  tests/synchronization/test_acquire.py
Next   rlock_demo.py: what if the holder wants to come in again?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, play, until

log = get_logger()


def answer_after_a_wait(make_lock: Callable[[], Door], *arguments: Any) -> tuple[bool, bool]:
    """What do acquire(False) and then acquire(*arguments) return, if the lock opens meanwhile?"""
    lock = make_lock()
    holder_is_in, other_found_it_shut = Cue(), Cue()

    def holder() -> None:
        with lock:
            holder_is_in.set()
            other_found_it_shut.wait()

    def other() -> tuple[bool, bool]:
        holder_is_in.wait()
        at_once = lock.acquire(False)
        other_found_it_shut.set()
        return at_once, lock.acquire(*arguments)

    answers: tuple[bool, bool] = play(other, holder)[0]
    return answers


def let_in_one_by_one(waiters: int) -> list[int]:
    """Release a held lock once for each waiting thread; none of them gives it back.

    Returns how many were inside after each release.
    """
    lock = Lock()
    lock.acquire()
    inside: list[str] = []

    def waiter() -> None:
        lock.acquire()
        inside.append("I")

    def inside_after_a_release() -> int:
        wanted = len(inside) + 1
        lock.release()  # by a thread that did not acquire it: a Lock has no owner
        until(lambda: len(inside) >= wanted, "one more is inside")
        return len(inside)

    def porter() -> list[int]:
        return [inside_after_a_release() for _ in range(waiters)]

    counts: list[int] = play(porter, *[waiter] * waiters)[0]
    return counts


def main() -> None:
    """❌ before ✅."""
    log.info("⌛ the lock is held, and opens while I wait")
    at_once, after_a_wait = answer_after_a_wait(Lock)
    log.info("❌ acquire(False) says %s", at_once)
    log.info("✅ acquire() says %s", after_a_wait)
    counts = ", ".join(map(str, let_in_one_by_one(waiters=3)))
    log.info("🚪 three wait: after each release() there are %s inside", counts)


if __name__ == "__main__":
    run(main)
