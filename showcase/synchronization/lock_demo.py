"""🔒 Lock: one thread at a time.

A deposit reads the balance, then writes it back. In this script a second deposit always
arrives between the two: cues hand the turn over, so the story ends the same way on every run.

    the door between them        balance   the second thread
    ───────────────────────────  ───────   ────────────────────────────
    🚪 no lock                    1  ❌    walked in
    🔑 a lock for each thread     1  ❌    walked in
    🎟️ a semaphore for 2          1  ❌    walked in
    🔒 one lock, shared           2  ✅    was turned away, then waited

TL;DR  A lock guards nothing by itself. It works when every thread that touches the data
       takes the *same* lock first.

Run    python -m showcase.synchronization.lock_demo
Specs  tests/synchronization/test_lock.py
Next   acquire_demo.py: what acquire() returns, and whom a release() lets in.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, RLock, Semaphore

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

log = get_logger()

PLACES = 2


@dataclass(frozen=True)
class Observed:
    """What was left when both threads had gone home."""

    balance: int
    second_was_turned_away: bool


# 1 ── Two deposits of 1, and what the door between them decides ───────────────


def two_deposits(first_door: Door, second_door: Door) -> Observed:
    """Deposit 1 twice; the second arrives between the first one's read and write.

    Args:
        first_door: what the first thread passes through, and the second in `second_door`.

    Returns the balance that is left, and whether the second thread found the door shut.
    """
    balance = 0
    turned_away = False
    first_has_read = Cue()
    second_is_settled = Cue()  # it has finished, or it has found the door shut

    def first() -> None:
        nonlocal balance
        with first_door:
            seen = balance
            log.info("I read %d", seen)
            first_has_read.set()
            second_is_settled.wait()
            balance = seen + 1
            log.info("I write %d", balance)

    def second() -> None:
        nonlocal balance, turned_away
        first_has_read.wait()
        if not may_enter(second_door):
            log.info("the door is shut, so I wait")
            turned_away = True
            second_is_settled.set()
        with second_door:
            seen = balance
            log.info("I read %d", seen)
            balance = seen + 1
            log.info("I write %d", balance)
        second_is_settled.set()

    play(second, first)  # the second thread starts first, and has to wait for its cue
    return Observed(balance, turned_away)


def without_a_lock() -> Observed:
    """🚪 Both walk in."""
    return two_deposits(OpenDoor(), OpenDoor())


def with_a_lock_each() -> Observed:
    """🔑 Each thread locks, and nobody is locked out."""
    return two_deposits(Lock(), Lock())


def with_a_semaphore() -> Observed:
    """🎟️ A door, and room for both behind it."""
    return with_one_shared_lock(lambda: Semaphore(PLACES))


def with_one_shared_lock(make_lock: Callable[[], Door] = Lock) -> Observed:
    """🔒 The same door for both."""
    lock = make_lock()
    return two_deposits(lock, lock)


# 2 ── An error inside the critical section ───────────────────────────────────


@dataclass(frozen=True)
class Visit:
    """What others saw of a door while a `with` block ran, and after it."""

    open_inside: bool
    open_after: bool
    error: str


def goes_well() -> None:
    """Some work."""


def goes_wrong() -> None:
    """Some work that ends in an error."""
    raise ValueError("it went wrong")


def a_with_block(make_lock: Callable[[], Door], work: Callable[[], object]) -> Visit:
    """Do some work in a `with` block: may another thread enter, during it and afterwards?"""
    lock = make_lock()
    error = ""
    try:
        with lock:
            inside = play(another=lambda: may_enter(lock))
            work()
    except ValueError as passing_through:
        error = str(passing_through)
    return Visit(inside[0], play(another=lambda: may_enter(lock))[0], error)


def held_after_acquire_and_release(work: Callable[[], object]) -> bool:
    """The broken twin: `release()` is the last line, and an error jumps over it."""
    lock = Lock()
    with suppress(ValueError):
        lock.acquire()
        work()
        lock.release()
    return lock.locked()


# 3 ── The holder asks again ──────────────────────────────────────────────────


def holder_may_enter_again(make_lock: Callable[[], Door]) -> bool:
    """Only knock: a holder that blocked on its own Lock would wait for ever."""
    lock = make_lock()
    with lock:
        return may_enter(lock)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, deposits in [
        ("🚪 no lock", without_a_lock),
        ("🔑 a lock for each thread", with_a_lock_each),
        (f"🎟️ a semaphore for {PLACES}", with_a_semaphore),
        ("🔒 one lock, shared", with_one_shared_lock),
    ]:
        log.info("%s", title)
        balance = deposits().balance
        verdict = "✅ both deposits are there" if balance == 2 else "❌ one deposit is lost"
        log.info("%s: the balance is %d", verdict, balance)

    log.info("💥 an error between acquire() and release()")
    log.info("❌ still held? %s", held_after_acquire_and_release(goes_wrong))
    log.info("💥 an error inside `with lock:`")
    log.info("✅ still held? %s", not a_with_block(Lock, goes_wrong).open_after)

    log.info("🔁 may the holder enter again?")
    log.info("Lock: %s, RLock: %s", holder_may_enter_again(Lock), holder_may_enter_again(RLock))


if __name__ == "__main__":
    run(main)
